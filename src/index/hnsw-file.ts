import { MalgwiError } from '../errors.js'
import { type HnswGraph, linkArray, widthOf } from './hnsw-graph.js'
import type { StoreRow } from './stored-rows.js'

/**
 * The file of hnswlib's `saveIndex` (hnswalg.h, 64-bit little-endian): a header, `size` elements of
 * { number of links u16, flags u16, 2M links u32, vector f32, label u64 }, and for each element the bytes of its upper lists, then
 * those lists of { number of links, M links }. Everything is a multiple of four bytes, so it is read and written in words.
 */
const HEADER_WORDS = 24
const ELEMENTS_PER_BLOCK = 512
const WORD = {
  capacity: 2,
  size: 4,
  bytesPerElement: 6,
  labelAt: 8,
  vectorAt: 10,
  highestLevel: 12,
  entryPoint: 13,
  maxM: 14,
  maxM0: 16,
  m: 18,
  mult: 20,
  efConstruction: 22,
} as const
/** The words of a header that follow from size, dimensions and M alone: the room for more, word 2, does not. */
const SHAPE_WORDS = [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 19]
/** In the word that holds the number of links of a list on level 0. */
const DELETED = 1 << 16
const DEGREE = 0xffff

export interface Shape {
  size: number
  /** Values of a vector in the graph. */
  width: number
  m: number
}

/**
 * Takes the links out of a file that hnswlib has just written, and leaves the vectors.
 * @throws MalgwiError INDEX_BROKEN where the layout is another (another hnswlib) or the file is cut (a full disk)
 */
export function stripVectors(
  file: Uint8Array,
  { size, width, m }: Shape,
): Pick<HnswGraph, 'entryPoint' | 'levels' | 'degrees' | 'links'> {
  const words = new Uint32Array(file.buffer, file.byteOffset, Math.floor(file.length / 4))
  const expected = header({ size, width, m, efConstruction: 0, highestLevel: 0, entryPoint: 0 })
  if (words.length < HEADER_WORDS || SHAPE_WORDS.some((i) => words[i] !== expected[i])) throw unknownLayout('header')

  const stride = elementWords(width, m)
  const levels = new Uint8Array(size)
  const lists = { degrees: 0, links: 0 }
  const measure = (at: number, most: number) => {
    const degree = words[at] & DEGREE
    if (!(degree <= most)) throw unknownLayout('links')
    lists.degrees++
    lists.links += degree
  }
  let upper = HEADER_WORDS + size * stride
  for (let element = 0; element < size; element++) {
    const at = HEADER_WORDS + element * stride
    if (words[at + stride - 2] !== element) throw unknownLayout('labels')
    measure(at, 2 * m)
    levels[element] = words[upper++] / (4 * (m + 1))
    for (let level = 0; level < levels[element]; level++, upper += m + 1) measure(upper, m)
  }
  if (upper !== words.length) throw unknownLayout('size')

  const degrees = new Uint8Array(lists.degrees)
  const links = linkArray(size, lists.links)
  let list = 0
  let link = 0
  const take = (at: number) => {
    const degree = words[at] & DEGREE
    degrees[list++] = degree
    for (let i = 1; i <= degree; i++) links[link++] = words[at + i]
  }
  upper = HEADER_WORDS + size * stride
  for (let element = 0; element < size; element++) {
    take(HEADER_WORDS + element * stride)
    upper++
    for (let level = 0; level < levels[element]; level++, upper += m + 1) take(upper)
  }
  return { entryPoint: words[WORD.entryPoint], levels, degrees, links }
}

/**
 * The file that hnswlib would have saved for this graph over the rows that `store` gives, in pieces, each valid until the next is asked
 * for (whole, it would cost more in fresh memory than in work). The graph has been checked.
 *
 * @param isRemoved such an element leads a search on and is not among what it finds
 */
export function* weaveVectors(graph: HnswGraph, store: StoreRow, isRemoved: (element: number) => boolean): Generator<Uint8Array> {
  const { levels, degrees, links, m, efConstruction, entryPoint } = graph
  const width = widthOf(graph)
  const size = levels.length
  yield bytesOf(header({ size, width, m, efConstruction, highestLevel: levels[entryPoint], entryPoint }))

  let upperWords = size
  for (const level of levels) upperWords += level * (m + 1)
  const upper = new Uint32Array(upperWords)
  const stride = elementWords(width, m)
  const block = new Uint32Array(Math.min(size, ELEMENTS_PER_BLOCK) * stride)
  const blockFloats = new Float32Array(block.buffer)
  let list = 0
  let link = 0
  let upperAt = 0
  const put = (target: Uint32Array, at: number) => {
    const degree = degrees[list++]
    target[at] = degree
    for (let i = 1; i <= degree; i++) target[at + i] = links[link++]
  }
  // Not in the generator itself, whose loops V8 leaves unoptimised.
  const fill = (first: number, end: number) => {
    block.fill(0)
    for (let element = first; element < end; element++) {
      const at = (element - first) * stride
      put(block, at)
      if (isRemoved(element)) block[at] |= DELETED
      const vectorAt = at + 1 + 2 * m
      store(blockFloats, vectorAt, element)
      block[vectorAt + width] = element
      upper[upperAt++] = levels[element] * 4 * (m + 1)
      for (let level = 0; level < levels[element]; level++, upperAt += m + 1) put(upper, upperAt)
    }
  }
  for (let first = 0; first < size; first += ELEMENTS_PER_BLOCK) {
    const end = Math.min(size, first + ELEMENTS_PER_BLOCK)
    fill(first, end)
    yield bytesOf(block.subarray(0, (end - first) * stride))
  }
  yield bytesOf(upper)
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
}

function elementWords(width: number, m: number): number {
  return 1 + 2 * m + width + 2
}

interface Header extends Shape {
  efConstruction: number
  highestLevel: number
  entryPoint: number
}

function header({ size, width, m, efConstruction, highestLevel, entryPoint }: Header): Uint32Array {
  const words = new Uint32Array(HEADER_WORDS)
  words[WORD.capacity] = size
  words[WORD.size] = size
  words[WORD.bytesPerElement] = 4 * elementWords(width, m)
  words[WORD.labelAt] = 4 * (1 + 2 * m + width)
  words[WORD.vectorAt] = 4 * (1 + 2 * m)
  words[WORD.highestLevel] = highestLevel
  words[WORD.entryPoint] = entryPoint
  words[WORD.maxM] = m
  words[WORD.maxM0] = 2 * m
  words[WORD.m] = m
  new Float64Array(words.buffer)[WORD.mult / 2] = 1 / Math.log(m)
  words[WORD.efConstruction] = efConstruction
  return words
}

function unknownLayout(part: string): MalgwiError {
  return new MalgwiError('INDEX_BROKEN', `hnswlib wrote a file of a layout that is not known here (${part})`)
}
