import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAspectColumns } from '#src/catalog/aspect-columns.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-columns-'))
const domain = { name: 'film', aspects: [{ name: '음악', words: ['음악', 'ost'], display: {} }] }
const file = join(dir, 'film', 'columns.yaml')

beforeAll(() => mkdirSync(join(dir, 'film')))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const words = (columns: readonly string[], name = domain.name) =>
  readAspectColumns({ ...domain, name }, columns, dir).map((family) => family.words)

describe('what a column speaks of', () => {
  it('is what the file says, else the family of that name, else the word itself', () => {
    writeFileSync(file, '규모: [규모, 스케일, 3]\n')
    expect(words(['규모', '음악', '반전'])).toEqual([['규모', '스케일', '3'], ['음악', 'ost'], ['반전']])
  })

  it('goes without a file, and never looks outside the folder for one', () => {
    expect(words(['음악', '규모'], 'none')).toEqual([['음악', 'ost'], ['규모']])
    expect(words(['규모'], '../film')).toEqual([['규모']])
  })

  it.each(['규모: []\n', '규모: 스케일\n', '규모: [스케일\n'])('is refused where the file is not such a table: %j', (text) => {
    writeFileSync(file, text)
    expect(() => words(['규모'])).toThrow(expect.objectContaining({ code: 'DOMAIN_FILE' }))
  })
})
