/**
 * Lindera packs a surface's place and its number of homographs into one 32-bit value, five bits of it the number. ko-dic has 32 of
 * 이 (subject particle, copula, "this" …): the number wraps to 0 and the commonest particle of all is not in the dictionary, so that
 * 내용이 is read as 내+용이. Fixed upstream (https://github.com/lindera/lindera/pull/668) after the last lindera-wasm with ko-dic
 * inside. The repair sets the number to 31 in the opened dictionary; the one homograph lost is a noun suffix.
 */
const LOST = '이'
const MOST_HOMOGRAPHS = 31

/** Where lindera-wasm 1.1.0 puts the double array: its allocations are the same every time. Elsewhere it is looked for. */
const USUAL_PLACE = 75_041_024

/** Lead bytes of Hangul syllables in UTF-8, all of them children of the double array's root. */
const LEADS = [0xea, 0xeb, 0xec, 0xed]
const LABEL = 0x800000ff

/** Repairs the ko-dic in a WebAssembly memory. Answers whether there was something to repair. */
export function repairDictionary(memory: { readonly buffer: ArrayBuffer }): boolean {
  const units = new Uint32Array(memory.buffer, 0, memory.buffer.byteLength >>> 2)
  const usual = USUAL_PLACE >>> 2
  const root = isRoot(units, usual) ? usual : findRoot(units)
  const leaf = root === undefined ? undefined : leafOf(units, root, LOST)
  if (leaf === undefined || (units[leaf] & MOST_HOMOGRAPHS) !== 0) return false
  units[leaf] |= MOST_HOMOGRAPHS
  return true
}

function findRoot(units: Uint32Array): number | undefined {
  for (let at = 0; at < units.length; at++) if (isRoot(units, at)) return at
  return undefined
}

function isRoot(units: Uint32Array, at: number): boolean {
  const root = units[at]
  if (!root || (root & LABEL) !== 0) return false
  const offset = offsetOf(root)
  return LEADS.every((lead) => (units[at + (offset ^ lead)] & LABEL) === lead)
}

/** The unit that holds a key's value, walking the double array as Lindera's yada does (the layout of darts-clone). */
function leafOf(units: Uint32Array, root: number, key: string): number | undefined {
  let node = 0
  for (const byte of Buffer.from(key, 'utf8')) {
    node ^= offsetOf(units[root + node]) ^ byte
    if ((units[root + node] & LABEL) !== byte) return undefined
  }
  const hasValue = (units[root + node] >>> 8) & 1
  return hasValue ? root + (node ^ offsetOf(units[root + node])) : undefined
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6)
}
