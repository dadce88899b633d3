import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { buildHnsw, openHnsw } from '#src/index/hnsw.js'
import { decodeGraph, encodeGraph, graphChecksum, type HnswGraph } from '#src/index/hnsw-graph.js'
import { clusteredVectors, randomNumbers } from './vectors.js'

const SIZE = 1100
const DIMENSIONS = 6
const vectors = clusteredVectors(SIZE, DIMENSIONS, 3)
const index = buildHnsw(vectors, DIMENSIONS, 'cosine', { m: 4, efConstruction: 40, efSearch: 16 })
const bytes = index.graph()
const broken = expect.objectContaining({ name: 'MalgwiError', code: 'INDEX_BROKEN' })
const open = (graph: Uint8Array) => openHnsw(graph, vectors, DIMENSIONS, 'cosine')

/** Makes the checksum fit again, as somebody who knows the format would. */
function sign(graph: Uint8Array): Uint8Array {
  new DataView(graph.buffer).setUint32(8, graphChecksum(graph), true)
  return graph
}

function changed(change: (graph: HnswGraph) => void): Uint8Array {
  const graph = decodeGraph(bytes)
  change(graph)
  return encodeGraph(graph)
}

describe('a graph from outside', () => {
  it('is refused when any byte is flipped', () => {
    const random = randomNumbers(4)
    const places = [...Array(64).keys(), ...Array.from({ length: 400 }, () => Math.floor(random() * bytes.length))]
    for (const at of places) {
      const flipped = bytes.slice()
      flipped[at] ^= 1 << Math.floor(random() * 8)
      expect(() => open(flipped), `byte ${at}`).toThrow(broken)
    }
  })

  it('is refused when it is cut or extended', () => {
    for (const length of [0, 1, 11, 47, 48, 49, SIZE, bytes.length - 4, bytes.length - 1]) {
      expect(() => open(bytes.slice(0, length)), `length ${length}`).toThrow(broken)
      if (length >= 12) expect(() => open(sign(bytes.slice(0, length))), `length ${length}, signed`).toThrow(broken)
    }
    const longer = new Uint8Array(bytes.length + 8)
    longer.set(bytes)
    expect(() => open(sign(longer))).toThrow(broken)
  })

  it.each<[string, (graph: HnswGraph) => void]>([
    ['a link to an element that is not there', ({ links }) => links.fill(SIZE, 0, 1)],
    ['a link far beyond the memory', ({ links }) => links.fill(0xffff, 9, 10)],
    ['more links than a list has room for', ({ degrees }) => degrees.fill(255, 0, 1)],
    ['one link more on an upper level than M', (graph) => longUpperList(graph)],
    ['an upper neighbour without that level', (graph) => loweredNeighbour(graph)],
    ['an entry point that is not there', (graph) => Object.assign(graph, { entryPoint: SIZE })],
    ['an entry point below the highest level', (graph) => Object.assign(graph, { entryPoint: graph.levels.indexOf(0) })],
    ['a level without lists', ({ levels }) => levels.fill(levels[0] + 1, 0, 1)],
    ['a level beyond all reason', ({ levels }) => levels.fill(200, 0, 1)],
    ['an M of zero', (graph) => Object.assign(graph, { m: 0 })],
    ['an M beyond reason', (graph) => Object.assign(graph, { m: 0xffffffff })],
    ['a search width of zero', (graph) => Object.assign(graph, { efSearch: 0 })],
    ['vectors of another length', (graph) => Object.assign(graph, { dimensions: DIMENSIONS + 1 })],
    ['another metric', (graph) => Object.assign(graph, { metric: 'ip' })],
    ['a metric that is not there', (graph) => Object.assign(graph, { metric: 'manhattan' })],
  ])('is refused with %s, though its checksum fits', (_, change) => {
    expect(() => open(changed(change))).toThrow(broken)
  })

  it('is refused over more or fewer vectors than it has elements', () => {
    for (const count of [0, 1, SIZE - 1]) {
      expect(() => openHnsw(bytes, vectors.subarray(0, count * DIMENSIONS), DIMENSIONS, 'cosine')).toThrow(broken)
    }
  })

  it('never crashes the process: signed random changes are refused or searched', () => {
    const random = randomNumbers(5)
    const query = new Float32Array(DIMENSIONS).fill(1)
    let refused = 0
    for (let round = 0; round < 300; round++) {
      const hostile = bytes.slice()
      for (let n = 0; n < 3; n++) hostile[Math.floor(random() * hostile.length)] = Math.floor(random() * 256)
      try {
        open(sign(hostile)).search(query, 5)
      } catch (error) {
        expect(error).toEqual(broken)
        refused++
      }
    }
    expect(refused).toBeGreaterThan(50)
    expect(refused).toBeLessThan(300)
  })

  it('leaves no temporary file behind', () => {
    open(bytes)
    expect(() => open(bytes.slice(0, 100))).toThrow(broken)
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`malgwi-${process.pid}-`))).toEqual([])
  })
})

it('a graph is as small as its links: two bytes a link, no vectors', () => {
  const { links, degrees } = decodeGraph(bytes)
  expect(links.BYTES_PER_ELEMENT).toBe(2)
  expect(bytes.length).toBeLessThan(60 + SIZE + degrees.length + 2 * links.length + 4)
})

it('a graph of the first format, which knew no shortening, answers as it did', () => {
  const first = Uint8Array.from([...bytes.subarray(0, 48), ...bytes.subarray(56)])
  new DataView(first.buffer).setUint32(4, 1, true)
  const opened = open(sign(first))
  for (const query of [vectors.subarray(0, DIMENSIONS), new Float32Array(DIMENSIONS).fill(1)]) {
    expect(opened.search(query, 5)).toEqual(open(bytes).search(query, 5))
  }
  new DataView(first.buffer).setUint32(4, 3, true)
  expect(() => open(sign(first))).toThrow(/of format 3/)
})

it('more than 65,536 elements have links of four bytes, and are read back', () => {
  const size = 65_537
  const graph: HnswGraph = {
    metric: 'ip',
    dimensions: 1,
    shortening: null,
    m: 2,
    efConstruction: 10,
    efSearch: 10,
    entryPoint: 0,
    levels: new Uint8Array(size),
    degrees: new Uint8Array(size).fill(1),
    links: Uint32Array.from({ length: size }, (_, i) => (i + 1) % size),
  }
  const { links } = decodeGraph(encodeGraph(graph))
  expect(links.BYTES_PER_ELEMENT).toBe(4)
  expect(links.every((link, i) => link === graph.links[i])).toBe(true)
})

/** Moves a link from the end of the graph into the first upper list that is full. */
function longUpperList({ levels, degrees, m }: HnswGraph): void {
  let list = 0
  for (const level of levels) {
    for (let l = 0; l <= level; l++, list++) {
      if (l === 0 || degrees[list] !== m) continue
      degrees[list]++
      degrees[degrees.length - 1]--
      return
    }
  }
}

/** Points the first upper link at an element of level 0. */
function loweredNeighbour({ levels, degrees, links }: HnswGraph): void {
  let list = 0
  let link = 0
  for (const level of levels) {
    for (let l = 0; l <= level; l++) {
      if (l > 0 && degrees[list] > 0) {
        links[link] = levels.indexOf(0)
        return
      }
      link += degrees[list++]
    }
  }
}
