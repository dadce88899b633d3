import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addVectorOptions } from '#src/cli/vector-options.js'
import { trainVectors } from '#src/cli/vectors-train.js'
import { readVectors } from '#src/nlp/target2vec/model-files.js'

const MALGWI = fileURLToPath(new URL('../../bin/malgwi.js', import.meta.url))
const SMALL = ['--dimensions', '8', '--epochs', '3', '--min-count', '2', '--threads', '1', '--subsample', '0']

let dir: string
let out: string
beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  dir = mkdtempSync(join(tmpdir(), 'vectors-train-'))
  out = join(dir, 'out')
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true })
})

const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(dir, name), content)
  return join(dir, name)
}
const lines = (...of: string[]) => of.map((line) => `${line}\n`).join('')
const train = async (...args: string[]) => {
  const command = addVectorOptions(new Command().exitOverride().configureOutput({ writeErr: () => {} }))
  await command.action(trainVectors).parseAsync(['--out', out, ...SMALL, ...args], { from: 'user' })
}

const tokens = lines('하늘 맑다 하늘', '', '비 오다', '하늘 비 한번', '맑다 오다')
const labels = lines('맑음\t서울', '', '흐림', '흐림\t서울', '맑음')

describe('vectors train', () => {
  it('leaves words, most frequent first, labels and their vectors, and nothing else', async () => {
    const files = ['--tokens', file('tokens.txt', tokens), '--labels', file('labels.txt', labels)]
    const args = [MALGWI, 'vectors', 'train', '--out', out, ...SMALL, ...files, '--json']
    const run = spawnSync(process.execPath, args, { encoding: 'utf8' })
    expect(run.status).toBe(0)
    expect(JSON.parse(run.stdout)).toMatchObject({ objective: 'target2vec', documents: 5, tokens: 9, words: 4, labels: 3 })
    const saved = await readVectors(out)
    expect(saved.words).toEqual([
      ['하늘', 3],
      ['맑다', 2],
      ['비', 2],
      ['오다', 2],
    ])
    expect(saved.labels).toEqual(['맑음', '서울', '흐림'])
    expect(saved.options).toMatchObject({ minimumCount: 2, window: 5, seed: 1 })
    expect(saved.labelVectors.every(Number.isFinite)).toBe(true)
    expect(readdirSync(out).sort()).toEqual(['vectors.f32', 'vectors.json'])
  })

  it('reads gzipped files, and gives the same bytes again', async () => {
    const files = ['--tokens', file('t.txt.gz', gzipSync(tokens)), '--labels', file('l.txt.gz', gzipSync(labels))]
    await train(...files)
    const first = await readVectors(out)
    rmSync(out, { recursive: true })
    await train('--tokens', file('tokens.txt', tokens), '--labels', file('labels.txt', labels))
    expect(await readVectors(out)).toEqual(first)
  })

  it('trains PV-DBOW on one label alone, with a tag a document', async () => {
    const files = ['--tokens', file('tokens.txt', tokens), '--labels', file('labels.txt', labels)]
    await train(...files, '--objective', 'pv-dbow', '--only-label', '흐림', '--min-count', '1')
    const saved = await readVectors(out)
    expect(saved.words.map(([form]) => form).sort()).toEqual(['비', '오다', '하늘', '한번'].sort())
    expect(saved.labels).toEqual(['흐림', '서울', 'document:3', 'document:4'])
  })

  it('knows a label that is given in letters apart', async () => {
    const files = ['--tokens', file('tokens.txt', tokens), '--labels', file('labels.txt', labels)]
    await train(...files, '--only-label', '흐림'.normalize('NFD'), '--targets', '흐림'.normalize('NFD'), '--min-count', '1')
    expect((await readVectors(out)).labels).toContain('흐림')
  })

  it('trains words to predict the labels that are named as targets', async () => {
    const files = ['--tokens', file('tokens.txt', tokens), '--labels', file('labels.txt', labels)]
    await train(...files)
    const without = await readVectors(out)
    rmSync(out, { recursive: true })
    await train(...files, '--targets', '맑음, 흐림')
    const saved = await readVectors(out)
    expect(saved.options).toMatchObject({ targets: ['맑음', '흐림'], targetWeight: 1 })
    expect(saved.vectors).not.toEqual(without.vectors)
  })

  it('trains the word version from a file of words and labels', async () => {
    const words = file('words.txt', lines('맑다\t좋음', '비\t나쁨', '없는말\t나쁨'))
    await train('--tokens', file('tokens.txt', tokens), '--objective', 'target2vec-word', '--word-labels', words)
    expect((await readVectors(out)).labels).toEqual(['좋음', '나쁨'])
  })
})

describe('vectors train refuses', () => {
  const cases: [string, string, () => string[]][] = [
    ['a file that is not there', 'FILE_NOT_FOUND', () => ['--tokens', join(dir, 'none.txt')]],
    ['a folder', 'VECTORS_TOKENS', () => ['--tokens', dir]],
    ['too few lines of labels', 'VECTORS_TOKENS', () => both(tokens, lines('맑음'))],
    ['too many lines of labels', 'VECTORS_TOKENS', () => both(lines('하늘 하늘'), labels)],
    ['a line that is too long', 'VECTORS_TOKENS', () => both(lines('하늘 '.repeat(400_000)), lines('맑음'))],
    ['a word that is too long', 'VECTORS_TOKENS', () => both(lines('하'.repeat(2000)), lines('맑음'))],
    ['too many labels a line', 'VECTORS_TOKENS', () => both(lines('하늘 하늘'), lines([...Array(65).keys()].join('\t')))],
    ['a cut archive', 'CORPUS_CUT', () => ['--tokens', file('cut.gz', gzipSync(tokens).subarray(0, 40))]],
    ['word labels without a tab', 'VECTORS_TOKENS', () => [...wordVersion(), '--word-labels', file('w.txt', lines('하늘 좋음'))]],
    ['the word version without word labels', 'USAGE', () => wordVersion()],
    ['nothing but rare words', 'USAGE', () => ['--tokens', file('rare.txt', lines('하늘 비'))]],
    ['an empty file', 'VECTORS_TOKENS', () => ['--tokens', file('empty.txt', '')]],
    ['a label that no document has', 'USAGE', () => [...both(tokens, labels), '--only-label', '눈']],
    ['one label alone without labels', 'USAGE', () => ['--tokens', file('tokens.txt', tokens), '--only-label', '흐림']],
    ['a target that no document has', 'USAGE', () => [...both(tokens, labels), '--targets', '맑음,눈']],
    ['targets without labels', 'USAGE', () => ['--tokens', file('tokens.txt', tokens), '--targets', '맑음']],
    ['an objective that is none', 'commander.invalidArgument', () => [...both(tokens, labels), '--objective', 'glove']],
    ['dimensions that are no multiple of four', 'USAGE', () => [...both(tokens, labels), '--dimensions', '10']],
  ]
  const both = (text: string, named: string) => ['--tokens', file('tokens.txt', text), '--labels', file('labels.txt', named)]
  const wordVersion = () => ['--tokens', file('tokens.txt', tokens), '--objective', 'target2vec-word']

  it.each(cases)('%s', async (_, code, args) => {
    await expect(train(...args())).rejects.toMatchObject({ code })
    expect(existsSync(out)).toBe(false)
  })
})
