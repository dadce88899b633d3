import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseDomain, readDomain } from '#src/catalog/domain.js'

const folder = fileURLToPath(new URL('../../dialogs', import.meta.url))

describe('the shipped domain files', () => {
  it.each(readdirSync(folder))('%s can be read and carries its name', (name) => {
    const domain = readDomain(`${folder}/${name}/domain.yaml`)
    expect(domain.name).toBe(name)
    expect(domain.targets).toHaveLength(3)
  })
  it('movie has fifty aspects or more, each with words, the money by another name for those who complain', () => {
    const { aspects } = readDomain(`${folder}/movie/domain.yaml`)
    expect(aspects.length).toBeGreaterThanOrEqual(50)
    expect(aspects.find(({ name }) => name === '그래픽')?.words).toContain('cg')
    expect(aspects.find(({ name }) => name === '돈')?.display.부정).toBe('돈이 아까움')
  })
})

describe('a wrong domain file is told by its key', () => {
  const head = 'name: x\ntargets: [a, b]\n'
  it.each([
    ['a key that is none', `${head}aspectz:\n  x: [y]\n`, /x\.yaml: aspectz: is no key/],
    ['one target', 'name: x\ntargets: [a]\n', /x\.yaml: targets:/],
    ['no name', 'targets: [a, b]\n', /x\.yaml: name:/],
    ['a word in two families', `${head}aspects:\n  x: [w]\n  y: [v, w]\n`, /x\.yaml: aspects\.y: w belongs to x/],
    ['a family without words', `${head}aspects:\n  x: []\n`, /x\.yaml: aspects\.x: has no words/],
    ['a display for no target', `${head}aspects:\n  x: {words: [w], display: {c: z}}\n`, /aspects\.x: c is no target/],
    ['a list where a text should be', `${head}slang:\n  노잼: [a]\n`, /x\.yaml: slang\.노잼:/],
    ['broken YAML', `${head}aspects: [a\n`, /x\.yaml: .*\(\d+:\d+\)/],
  ])('%s', (_, source, message) => {
    expect(() => parseDomain(source, 'x.yaml')).toThrow(message)
  })
  it('a file that is not there', () => {
    expect(() => readDomain('/nowhere/domain.yaml')).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }))
  })
  it('long lists may be written as text', () => {
    expect(parseDomain(`${head}titles:\n  ordinary: >-\n    a b\n    c\n`, 'x.yaml').titles.ordinary).toEqual(['a', 'b', 'c'])
  })
})
