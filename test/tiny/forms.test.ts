import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { trainBundle } from '#src/pipeline/train-bundle.js'
import { openRecognizer } from '#src/recognizer/open.js'
import { tinyOptions } from './bundle.js'
import { FILMS, tinyReviews } from './corpus.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-forms-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const titleOf = (id: string) => FILMS.find((film) => film.id === id)!.title
const reviews = tinyReviews(600)

async function trainFrom(name: string, content: string, options: Partial<ReturnType<typeof tinyOptions>>) {
  const path = join(dir, name)
  writeFileSync(path, content)
  const trained = { ...tinyOptions(join(dir, `${name}.out`), { reviews: path }), domain: undefined, ...options }
  const { manifest, broken } = await trainBundle(trained, () => {})
  return { manifest, broken, recognizer: await openRecognizer(trained.out, { engine: 'onnxruntime', threads: 1 }) }
}

describe("anybody's own reviews", () => {
  test('five stars in a CSV with columns of its own, items by name, a broken line, no items file', async () => {
    const rows = reviews.map(({ text, rating, movie }) => `"${text}",${Math.ceil(rating / 2)},${titleOf(movie)}`)
    const content = ['body,stars,product', ...rows.slice(0, 5), '"no rating",,x', ...rows.slice(5)].join('\n')
    const columns = { text: 'body', rating: 'stars', item: 'product' }
    const { manifest, broken, recognizer } = await trainFrom('shop.csv', content, { columns, scale: '1-5' })
    expect(broken.count).toBe(1)
    expect(manifest.domain).toBe('default')
    expect(manifest.trainedOn.items).toBe(FILMS.length)
    const { target, object, aspects } = await recognizer.analyse('달빛서점의 밤 연기가 정말 최악')
    expect(target.label).toBe('부정')
    expect(object.title).toBe('달빛서점의 밤')
    expect(aspects.length).toBeGreaterThan(0)
  })

  test('0 and 1 in a TSV, nothing about items', async () => {
    const polar = reviews.filter(({ rating }) => rating <= 4 || rating >= 9)
    const content = ['text\tlabel', ...polar.map(({ text, rating }) => `${text}\t${rating >= 9 ? 1 : 0}`)].join('\n')
    const { recognizer } = await trainFrom('labels.tsv', content, { scale: '0-1' })
    expect((await recognizer.analyse('스토리가 정말 최고')).target.label).toBe('긍정')
    const { target, object } = await recognizer.analyse('스토리가 정말 최악')
    expect(target.label).toBe('부정')
    expect(target.probabilities.중립).toBeLessThan(0.05)
    expect(object.kind).not.toBe('item')
  })
})
