import { beforeAll, describe, expect, it } from 'vitest'
import { openTitleRecogniser, type TitleRecogniser } from '#src/catalog/titles.js'
import { openTokenizer, type Tokenizer } from '#src/nlp/text/tokenizer.js'
import { CATALOGUE, shippedCatalogue, table } from './shipped.js'

const shipped = shippedCatalogue()
if (!shipped) process.stderr.write(`title-sentences: no catalogue at ${CATALOGUE}, so 400 sentences go untested\n`)

describe.skipIf(!shipped)('titles in sentences as people write them, over the shipped catalogue', () => {
  let titles: TitleRecogniser
  let tokenizer: Tokenizer
  beforeAll(() => {
    titles = openTitleRecogniser(shipped!.items, () => 1, { use: shipped!.titleUse, hints: shipped!.domain.titles })
    tokenizer = openTokenizer()
  })
  const titlesIn = (text: string) => titles.recognise(tokenizer.analyse(text))

  it('finds a film in 0 of 200 sentences that name none', () => {
    const sentences = table('sentences-without.tsv')
    const hits = sentences.flatMap(([text]) =>
      titlesIn(text)
        .slice(0, 1)
        .map((match) => `${text} → ${match.item.title}`),
    )
    expect(sentences).toHaveLength(200)
    expect(hits).toEqual([])
  })

  it('finds the right film first in at least 199 of 200 sentences that name one', () => {
    const sentences = table('sentences-with.tsv')
    const misses = sentences.flatMap(([text, right]) => {
      const found = titlesIn(text)[0]?.item.title
      return found !== undefined && right.split('|').includes(found) ? [] : [`${text} → ${found}, not ${right}`]
    })
    expect(sentences).toHaveLength(200)
    expect(misses.length, misses.join('\n')).toBeLessThanOrEqual(1)
  })
})
