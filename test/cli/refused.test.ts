import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { refuseUnfit } from '#src/cli/encoder-fits.js'
import { type EncoderCommand, encoderOptionsOf } from '#src/cli/encoder-options.js'
import { withAdvice } from '#src/cli/system-errors.js'
import { doubtOf } from '#src/cli/train.js'
import { readConfig } from '#src/config/config.js'
import { makeFolder } from '#src/pipeline/paths.js'
import { malgwi } from './run.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-refused-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const at = (name: string) => join(dir, name)
writeFileSync(at('reviews.tsv'), 'text\trating\n좋다\t9\n별로\t1\n')
writeFileSync(at('five.vec'), '2 5\n좋다 1 2 3 4 5\n별로 1 2 3 4 5\n')
writeFileSync(at('untitled.tsv'), 'id\tyear\n1\t2001\n')
writeFileSync(at('empty.txt'), '')

describe('malgwi train refuses before its first step', () => {
  test.each([
    ['a domain that there is not', ['--domain', 'nope'], /nope; known are .*movie.*UNKNOWN_DOMAIN/],
    ['an embedding that the kernels cannot compute', ['--embedding', '5'], /--embedding 5 .*multiple of 4.*USAGE/],
    ['word vectors of another width', ['--init-embeddings', at('five.vec')], /--embedding 8.*WORD_VECTORS_DIMENSION/],
    ['items without a title', ['--items', at('untitled.tsv')], /ITEMS_EMPTY/],
    ['a folder to fine-tune that holds no model', ['--encoder', 'bert', '--fine-tune', dir], /MODEL_FOLDER/],
    ['a column map with a field that no review has', ['--columns', 'txt=text'], /no field txt.*USAGE/],
    ['a folder for the bundle where none can be made', ['--out', '/proc/nowhere'], /\/proc\/nowhere.*PATH_REFUSED/],
  ])('%s', async (_, args, pattern) => {
    const given = ['train', '--reviews', at('reviews.tsv'), '--scale', '1-10', '--out', at('bundle'), ...args]
    const { code, out, err } = await malgwi(given)
    expect(code).toBeGreaterThan(0)
    expect(out).toBe('')
    expect(err).toMatch(pattern)
    expect(err.trimEnd()).not.toContain('\n')
    expect(existsSync(at('bundle.work'))).toBe(false)
  })
})

describe('an option of the encoder that says nothing to its kind is refused by its name', () => {
  test.each<[Partial<EncoderCommand>, RegExp]>([
    [{ encoder: 'lstm', heads: 4 }, /--heads does nothing for --encoder lstm.*bert/],
    [{ encoder: 'gru', widths: [3] }, /--widths.*cnn/],
    [{ encoder: 'max-pool', hidden: 8 }, /--hidden/],
    [{ encoder: 'bert', initEmbeddings: 'random' }, /--init-embeddings/],
    [{ encoder: 'cnn', fineTune: 'x' }, /--fine-tune.*bert/],
    [{ encoder: 'bert', model: 'x', fineTune: 'y' }, /--model or --fine-tune/],
    [{ encoder: 'bert', fineTune: 'x', layers: 2 }, /--layers does nothing beside --fine-tune/],
    [{ encoder: 'bert', hidden: 12, heads: 8 }, /--hidden 12.*--heads 8/],
    [{ encoder: 'cnn', widths: [0, 3] }, /--widths 0,3/],
    [{ encoder: 'bilstm', allowDownload: true }, /--allow-download/],
  ])('%j', (given, pattern) => {
    expect(() => refuseUnfit(given as EncoderCommand)).toThrow(pattern)
  })

  test('and one that does is taken', () => {
    const given: EncoderCommand = { encoder: 'bert', hidden: 16, heads: 2, layers: 1 }
    refuseUnfit(given)
    expect(encoderOptionsOf(given)).toEqual({ kind: 'bert', hidden: 16, heads: 2, layers: 1 })
  })
})

describe('what the system refuses', () => {
  const refusal = (code: string, more: object = {}) => Object.assign(new Error(`${code}: no, open '/x'`), { code, ...more })
  const kept = at('reviews.tsv')

  test.each([
    ['a file that may not be read', refusal('EACCES', { path: kept }), 'PATH_REFUSED', kept],
    [
      'a folder where a file is renamed to',
      refusal('EISDIR', { path: `${kept}.draft`, dest: kept }),
      'PATH_REFUSED',
      `${kept} is`,
    ],
    ['a full disk', refusal('ENOSPC', { path: kept }), 'PATH_REFUSED', 'space'],
    ['a file that is not there', refusal('ENOENT', { path: at('none') }), 'FILE_NOT_FOUND', at('none')],
    ['a file whose folder is not there', refusal('ENOENT', { path: '/nope/deep/x' }), 'FILE_NOT_FOUND', '/nope/deep.'],
  ])('%s is told with what to do', (_, error, code, named) => {
    expect(withAdvice(error)).toMatchObject({ code, message: expect.stringContaining(named) })
  })

  test('is told by no other error, whose message stays', () => {
    const other = new TypeError('x is not a function')
    expect(withAdvice(other)).toBe(other)
  })

  test('a folder within a file is not made, and one within folders that are not there is', () => {
    expect(() => makeFolder(join(kept, 'x'))).toThrow(/ENOTDIR/)
    expect(() => makeFolder(kept)).toThrow(expect.objectContaining({ code: 'PATH_REFUSED' }))
    makeFolder(at('a/b/c'))
    expect(existsSync(at('a/b/c'))).toBe(true)
  })
})

describe('a command says which option is wrong, and what to give', () => {
  test.each([
    [['train', '--reviews', 'x', '--out', 'y', '--epochs', '0', '--batch', 'x'], /--epochs.*'0'.*whole number/],
    [['serve', '--port', '70000'], /--port.*65535/],
    [['vectors', 'train', '--tokens', at('empty.txt'), '--out', at('vectors')], /no text.*VECTORS_TOKENS/],
    [['vectors', 'export', '--format', 'word2vec', '--out', dir], /is a folder.*PATH_REFUSED/],
    [['vectors', 'export', '--format', 'safetensors', '--out', '/nope/x'], /\/nope\..*FILE_NOT_FOUND/],
  ])('malgwi %j', async (args, pattern) => {
    const { code, err } = await malgwi(args)
    expect(code).toBeGreaterThan(0)
    expect(err).toMatch(pattern)
  })

  test.each([
    [{ PORT: 'abc' }, /PORT: give a whole number from 0 to 65535/],
    [{ ALLOWED_ORIGINS: 'https://a.example, shop.example' }, /ALLOWED_ORIGINS: 'shop.example'.*https:\/\/shop\.example/],
    [{ MALGWI_ENGINE: 'torch' }, /MALGWI_ENGINE: give one of onnxruntime, tfjs/],
  ])('with the environment %j', (environment, pattern) => {
    expect(() => readConfig(environment)).toThrow(pattern)
  })
})

describe('after training', () => {
  test('one line says that the reviews were few, or that the encoder is poor, and nothing where neither is so', () => {
    expect(doubtOf(190, { words: 43, validationAccuracy: 0.8 })).toMatch(/190 reviews are few.*43 words.*80 %/)
    expect(doubtOf(50_000, { words: 9_000, validationAccuracy: 0.58 })).toMatch(/58 %.*--scale/)
    expect(doubtOf(50_000, { words: 9_000, validationAccuracy: 0.88 })).toBeUndefined()
  })
})
