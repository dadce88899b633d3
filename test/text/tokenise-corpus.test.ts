import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tokeniseCorpus } from '#src/nlp/text/tokenise-corpus.js'
import { loadTokenisedCorpus, type TokenisedCorpus } from '#src/nlp/text/tokenised-corpus.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'

const TEXTS = [
  ...Array.from({ length: 60 }, (_, i) => `완전 노잼이네요 ${i}번 하품함`),
  ...Array.from({ length: 50 }, () => '핵노잼ㅋㅋㅋㅋ 졸다가 나왔어요'),
  '',
  '화면이 예쁘고 노래가 오래 남는다!!',
]
const learning = { minCount: 30, minAssociation: 0.2 }

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'malgwi-text-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

function surfacesOf(corpus: TokenisedCorpus, document: number): string[] {
  return Array.from(
    corpus.tokens.subarray(corpus.offsets[document], corpus.offsets[document + 1]),
    (t) => corpus.forms[t].surface,
  )
}

describe('tokeniseCorpus', () => {
  it('gives what the tokenizer gives with the compounds it has learnt', async () => {
    const corpus = await tokeniseCorpus(TEXTS, dir, { workers: 2, learning })
    expect(corpus.compounds.pairs).toContainEqual(['노', '잼'])
    const tokenizer = openTokenizer({ compounds: corpus.compounds })
    TEXTS.forEach((text, d) => {
      const expected = tokenizer
        .analyse(text)
        .morphemes.map(({ surface, lemma, tag, initial }) => ({ surface, lemma, tag, initial }))
      expect(Array.from(corpus.tokens.subarray(corpus.offsets[d], corpus.offsets[d + 1]), (t) => corpus.forms[t])).toEqual(
        expected,
      )
    })
    expect(surfacesOf(corpus, 110)).toEqual([])
    expect(surfacesOf(corpus, 60)).toContain('핵노잼')
  })

  it('counts its forms, most frequent first', async () => {
    const { counts, tokens, forms } = await tokeniseCorpus(TEXTS, dir, { workers: 1, learning })
    const counted = new Uint32Array(forms.length)
    for (const token of tokens) counted[token]++
    expect(counts).toEqual(counted)
    expect([...counts]).toEqual([...counts].sort((a, b) => b - a))
  })

  it('reads its own result back, and tokenises anew when the texts have changed', async () => {
    const first = await tokeniseCorpus(TEXTS, dir, { workers: 1, learning })
    const written = (await stat(join(dir, 'corpus.json'))).mtimeMs
    expect(await tokeniseCorpus(TEXTS, dir, { workers: 1, learning })).toEqual(first)
    expect((await stat(join(dir, 'corpus.json'))).mtimeMs).toBe(written)
    expect(await loadTokenisedCorpus(dir)).toEqual(first)
    const other = await tokeniseCorpus([...TEXTS, '다른 말'], dir, { workers: 1, learning })
    expect(other.offsets).toHaveLength(TEXTS.length + 2)
  })

  it('does a cut or foreign shard again, and nothing else', async () => {
    const first = await tokeniseCorpus(TEXTS, dir, { workers: 1, learning })
    const shard = join(dir, (await readdir(dir)).find((name) => name.startsWith('words-'))!)
    const whole = await readFile(shard, 'utf8')
    for (const damage of [() => truncate(shard, 100), () => writeFile(shard, '{"fingerprint":"of others"}')]) {
      await damage()
      await rm(join(dir, 'corpus.json'))
      expect(await tokeniseCorpus(TEXTS, dir, { workers: 1, learning })).toEqual(first)
      expect(await readFile(shard, 'utf8')).toBe(whole)
    }
  })

  it('gives the same on worker threads as without', async () => {
    const many = [...TEXTS, Array.from({ length: 3_000 }, (_, i) => `${i}번`).join(' ')]
    const threaded = await tokeniseCorpus(many, dir, { workers: 2, learning })
    const tokenizer = openTokenizer({ compounds: threaded.compounds })
    for (const d of [0, 60, TEXTS.length])
      expect(surfacesOf(threaded, d)).toEqual(tokenizer.analyse(many[d]).morphemes.map((m) => m.surface))
  })

  it('glues what it is told to', async () => {
    const told = await tokeniseCorpus(TEXTS, join(dir, 'told'), {
      workers: 1,
      compounds: { version: 1, pairs: [['하품', '함']] },
    })
    expect(told.forms.map((f) => f.surface)).toContain('노')
  })

  it('counts progress up to all of it', async () => {
    const seen: [number, number][] = []
    await tokeniseCorpus(TEXTS, dir, { workers: 1, learning, onProgress: (done, total) => seen.push([done, total]) })
    expect(seen[0][0]).toBe(0)
    const [done, total] = seen.at(-1)!
    expect(done).toBe(total)
  })

  it('answers an empty corpus with an empty one', async () => {
    const corpus = await tokeniseCorpus([], dir, { workers: 2 })
    expect([corpus.tokens.length, corpus.offsets.length]).toEqual([0, 1])
  })

  it('of English glues nothing, says its language, and is what the tokenizer gives that is opened with its compounds', async () => {
    const texts = ["It didn't work.<br />Slow 2/10!", 'A slow, slow film', '']
    const corpus = await tokeniseCorpus(texts, dir, { workers: 1, language: 'en' })
    expect(corpus.compounds).toEqual({ version: 1, language: 'en', pairs: [] })
    const tokenizer = openTokenizer({ compounds: JSON.parse(JSON.stringify(corpus.compounds)) })
    texts.forEach((text, d) => {
      expect(surfacesOf(corpus, d)).toEqual(tokenizer.analyse(text).morphemes.map((m) => m.surface))
    })
    expect(surfacesOf(corpus, 0)).toEqual(['It', 'did', "n't", 'work', '.', 'Slow', '2/10', '!'])
    expect(await loadTokenisedCorpus(dir)).toEqual(corpus)
  })

  it('tokenises anew in another language, on worker threads too', async () => {
    const many = [Array.from({ length: 3_100 }, (_, i) => `w${i}`).join(' '), "isn't CG"]
    await tokeniseCorpus(many, dir, { workers: 2, learning })
    const corpus = await tokeniseCorpus(many, dir, { workers: 2, learning, language: 'en' })
    expect(surfacesOf(corpus, 1)).toEqual(['is', "n't", 'CG'])
    expect(surfacesOf(corpus, 0)).toHaveLength(3_100)
  })
})
