import { MalgwiError } from '../errors.js'
import type { Metric } from './types.js'

/** Vectors and queries by their products with a few directions, which find candidates for the nearest. */
export interface Shortening {
  /** Row-major `[width, dimensions]`, orthonormal. */
  axes: Float32Array
  /** How many of the nearest by the axes hold the ten nearest. */
  candidates: number
  /** The most that the axes may leave of a query of norm 1, in squares, for the candidates to hold them. */
  mostLeft: number
}

/**
 * The links of an HNSW graph (Malkov and Yashunin 2018) without its vectors. An element of level L has L + 1 lists of neighbours,
 * level 0 first; `degrees` and `links` hold them element by element.
 */
export interface HnswGraph {
  metric: Metric
  dimensions: number
  /** How the graph's vectors are shorter; null where they are whole. */
  shortening: Shortening | null
  /** M: at most M neighbours on the upper levels, 2M on level 0. */
  m: number
  efConstruction: number
  efSearch: number
  /** The element where a search begins; its level is the highest. */
  entryPoint: number
  /** Level of each element. */
  levels: Uint8Array
  /** Length of each list. */
  degrees: Uint8Array
  /** Element numbers, list after list. */
  links: Uint16Array | Uint32Array
}

/** Ranges of the named options; what lies outside is refused at build and at open. 2M has to fit a byte. */
export const LIMITS = {
  m: [2, 64],
  efConstruction: [1, 4096],
  efSearch: [1, 4096],
  dimensions: [1, 4096],
  level: [0, 63],
  candidates: [10, 100],
} as const

const MAGIC = 0x474e484d // 'MHNG', little endian
/** 1 was never shortened: its header has 12 words, and the last of them says nothing. */
const FORMAT = 2
const HEADER_WORDS = 14
const HEADER_BYTES = HEADER_WORDS * 4
const MOST_LEFT_AT = 13
const OLD_HEADER_BYTES = 12 * 4
const CHECKED_FROM_WORD = 3
/** Of a value of a direction; single precision rounds. */
const LONGEST = 1.0001
const METRICS: readonly Metric[] = ['cosine', 'ip']

/** Links are two bytes where every element number fits: 1 MB instead of 3.4 for 26,000 vectors at M = 16. */
export function linkArray(size: number, length: number): Uint16Array | Uint32Array {
  return size <= 0x10000 ? new Uint16Array(length) : new Uint32Array(length)
}

/** Values of a vector in the graph. */
export function widthOf({ shortening, dimensions }: Pick<HnswGraph, 'shortening' | 'dimensions'>): number {
  return shortening ? shortening.axes.length / dimensions : dimensions
}

/** Little-endian header of 14 words, axes f32, levels, degrees, links; the links and the end padded to 4 bytes. */
export function encodeGraph(graph: HnswGraph): Uint8Array {
  const { levels, degrees, links } = graph
  const axes = graph.shortening?.axes ?? new Float32Array()
  const levelsAt = HEADER_BYTES + axes.byteLength
  const linksAt = roundUp4(levelsAt + levels.length + degrees.length)
  const bytes = new Uint8Array(roundUp4(linksAt + links.byteLength))
  const header = new Uint32Array(bytes.buffer, 0, HEADER_WORDS)
  header.set([
    MAGIC,
    FORMAT,
    0,
    METRICS.indexOf(graph.metric),
    graph.dimensions,
    levels.length,
    graph.m,
    graph.efConstruction,
    graph.efSearch,
    graph.entryPoint,
    degrees.length,
    axes.length / graph.dimensions,
    graph.shortening?.candidates ?? 0,
    0,
  ])
  const floats = new Float32Array(bytes.buffer, 0, HEADER_WORDS + axes.length)
  floats[MOST_LEFT_AT] = graph.shortening?.mostLeft ?? 0
  floats.set(axes, HEADER_WORDS)
  bytes.set(levels, levelsAt)
  bytes.set(degrees, levelsAt + levels.length)
  bytes.set(new Uint8Array(links.buffer, links.byteOffset, links.byteLength), linksAt)
  header[2] = graphChecksum(bytes)
  return bytes
}

/**
 * Reads what `encodeGraph` wrote, as hostile: native code will follow these links without looking, so sizes, counts, levels and
 * every link are checked here, and nothing larger than the input is allocated.
 * @throws MalgwiError INDEX_BROKEN
 */
export function decodeGraph(input: Uint8Array): HnswGraph {
  if (input.length < OLD_HEADER_BYTES || input.length % 4 !== 0) throw broken('it is cut short')
  // A copy is aligned, and nobody can change it between the checks and the use.
  const bytes = input.slice()
  const header = new Uint32Array(bytes.buffer)
  const [magic, format, checksum, metricNumber, dimensions, size, m, efConstruction, efSearch, entryPoint, lists] = header
  if (magic !== MAGIC) throw broken('it is no index')
  if (format < 1 || format > FORMAT) throw broken(`it is of format ${format}, and this version reads ${FORMAT}`)
  if (checksum !== graphChecksum(bytes)) throw broken('its checksum does not fit')
  const metric = METRICS[metricNumber]
  if (metric === undefined) throw broken(`there is no metric ${metricNumber}`)
  checkRanges({ m, efConstruction, efSearch, dimensions })

  const headerBytes = format === 1 ? OLD_HEADER_BYTES : HEADER_BYTES
  const [width, candidates] = format === 1 ? [0, 0] : header.subarray(11, MOST_LEFT_AT)
  if (width > dimensions) throw broken(`it has ${width} axes of ${dimensions} dimensions`)
  const levelsAt = headerBytes + 4 * width * dimensions
  const linksAt = roundUp4(levelsAt + size + lists)
  if (linksAt > bytes.length) throw broken('its sizes do not fit')
  const floats = new Float32Array(bytes.buffer)
  const axes = floats.subarray(HEADER_WORDS, HEADER_WORDS + width * dimensions)
  const shortening = width > 0 ? { axes, candidates, mostLeft: floats[MOST_LEFT_AT] } : null
  if (shortening) checkShortening(shortening)
  const levels = bytes.subarray(levelsAt, levelsAt + size)
  const degrees = bytes.subarray(levelsAt + size, levelsAt + size + lists)
  let length = 0
  for (const degree of degrees) length += degree
  const narrow = linkArray(size, 0).BYTES_PER_ELEMENT === 2
  if (roundUp4(linksAt + length * (narrow ? 2 : 4)) !== bytes.length) throw broken('its sizes do not fit')
  const links = narrow ? new Uint16Array(bytes.buffer, linksAt, length) : new Uint32Array(bytes.buffer, linksAt, length)
  const graph = { metric, dimensions, shortening, m, efConstruction, efSearch, entryPoint, levels, degrees, links }
  checkLinks(graph)
  return graph
}

/** @throws MalgwiError INDEX_BROKEN for a number outside `LIMITS` */
export function checkRanges(numbers: Partial<Record<keyof typeof LIMITS, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    const [least, most] = LIMITS[name as keyof typeof LIMITS]
    if (!(Number.isInteger(value) && value >= least && value <= most)) {
      throw broken(`${name} is ${value}, and must be from ${least} to ${most}`)
    }
  }
}

function checkShortening({ axes, candidates, mostLeft }: Shortening): void {
  checkRanges({ candidates })
  // Written so that NaN is refused too.
  if (!(mostLeft >= 0 && mostLeft <= LONGEST)) throw broken('its axes leave more than there is')
  if (!axes.every((value) => Math.abs(value) <= LONGEST)) throw broken('its axes are no directions')
}

function checkLinks({ levels, degrees, links, m, entryPoint }: HnswGraph): void {
  const size = levels.length
  let highest = 0
  let lists = 0
  for (const level of levels) {
    highest = Math.max(highest, level)
    lists += level + 1
  }
  checkRanges({ level: highest })
  if (lists !== degrees.length) throw broken('its levels do not fit its lists')
  if (size > 0 ? !(entryPoint < size && levels[entryPoint] === highest) : entryPoint !== 0)
    throw broken('its entry point is wrong')

  if (!allBelow(links, size)) throw broken('it links to an element that is not there')
  let list = 0
  let at = 0
  for (let element = 0; element < size; element++) {
    for (let level = 0; level <= levels[element]; level++) {
      const degree = degrees[list++]
      if (degree > (level === 0 ? 2 * m : m)) throw broken(`element ${element} has too many neighbours`)
      // A neighbour on level L has to reach level L itself, or the search would read a list that is not there.
      for (let i = at; level > 0 && i < at + degree; i++) {
        if (levels[links[i]] < level) throw broken(`element ${element} has a neighbour that is not on its level`)
      }
      at += degree
    }
  }
}

/** A loop of its own, which is compiled while it runs: it sees every link, a million of them, when a process starts. */
function allBelow(links: Uint16Array | Uint32Array, size: number): boolean {
  let highest = -1
  for (let i = 0; i < links.length; i++) if (links[i] > highest) highest = links[i]
  return highest < size
}

/** FNV-1a over 32-bit words, without the magic, the format and itself: a change within any one word changes it. */
export function graphChecksum(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
  let hash = 0x811c9dc5
  for (let i = CHECKED_FROM_WORD; i < words.length; i++) hash = Math.imul(hash ^ words[i], 0x01000193)
  return hash >>> 0
}

function roundUp4(bytes: number): number {
  return Math.ceil(bytes / 4) * 4
}

function broken(detail: string): MalgwiError {
  return new MalgwiError('INDEX_BROKEN', detail)
}
