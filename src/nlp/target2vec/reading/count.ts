import { NameTable } from './name-table.js'
import { type DocumentFiles, visitDocuments } from './visit.js'
import { wrong } from './wrong.js'

const MOST_NAMES = 10_000_000
const MOST_LABELS = 64

export interface Counts {
  forms: NameTable
  labels: NameTable
  documents: number
  /** Tokens of the longest document. */
  longest: number
  /** Labels of the document that has most. */
  mostLabels: number
}

/** The different labels of a document, in their order. */
export class OwnLabels {
  count = 0
  readonly labels = new Uint32Array(MOST_LABELS + 1)

  add(label: number): void {
    for (let n = 0; n < this.count; n++) if (this.labels[n] === label) return
    if (this.count <= MOST_LABELS) this.labels[this.count++] = label
  }
}

/**
 * Counts the names of the documents (visitDocuments). Throws VECTORS_TOKENS for more names than are numbered and for a document with too
 * many labels.
 */
export async function countNames(files: DocumentFiles, onlyLabel: string | undefined): Promise<Counts> {
  const counts: Counts = { forms: new NameTable(), labels: new NameTable(), documents: 0, longest: 0, mostLabels: 0 }
  const { forms, labels } = counts
  const own = new OwnLabels()
  let length = 0
  await visitDocuments(files, onlyLabel, {
    label: (bytes, from, to, hash) => own.add(labels.add(bytes, from, to, hash)),
    token: (bytes, from, to, hash) => {
      length++
      forms.add(bytes, from, to, hash)
    },
    end: (line) => {
      if (own.count > MOST_LABELS) throw wrong(`line ${line} has more than ${MOST_LABELS} labels`)
      if (Math.max(forms.size, labels.size) > MOST_NAMES)
        throw wrong(`line ${line}: more than ${MOST_NAMES} different words or labels`)
      counts.documents++
      counts.longest = Math.max(counts.longest, length)
      counts.mostLabels = Math.max(counts.mostLabels, own.count)
      own.count = 0
      length = 0
    },
  })
  return counts
}

/** The words that are frequent enough, most frequent first, and the number of each form among them, or −1. */
export function frequent(
  forms: NameTable,
  minimumCount: number,
): { words: [form: string, count: number][]; numbers: Int32Array } {
  const kept: { form: number; text: string; count: number }[] = []
  for (let form = 0; form < forms.size; form++) {
    const count = forms.counts[form]!
    if (count >= minimumCount) kept.push({ form, text: forms.text(form), count })
  }
  kept.sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1))
  const numbers = new Int32Array(forms.size).fill(-1)
  for (const [number, { form }] of kept.entries()) numbers[form] = number
  return { words: kept.map(({ text, count }) => [text, count]), numbers }
}
