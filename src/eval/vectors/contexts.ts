import { exactIndex } from '../../index/exact.js'
import { type Figure, figureOf } from './figure.js'
import { type Mark, type MarkedLists, POLES, type Pole } from './lists.js'
import { type VectorSet, vectorOf } from './sets.js'

const FIRST = 10

/** Under which label contexts are asked for; `none` asks for those of the word alone. */
export type Condition = Pole | 'none'

export interface ConditionFigures {
  /** Of the ten first contexts among the words that both markers give one mark, the share that is called so. */
  amongMarked: Record<Pole, Figure>
  /** Of the ten first contexts of all, those that the list knows: the share that is called so. */
  ofFirst: Record<Pole, Figure>
  /** The share of the ten first contexts of all that the list knows. */
  coverage: Figure
}

export interface ContextFigures {
  aspects: number
  known: number
  /** A label that the vectors do not have is left out; all are where there are no output vectors, as in what others exported. */
  under: Partial<Record<Condition, ConditionFigures>>
}

/**
 * Conditional contexts: what goes with an aspect word, by (v(aspect) + v(label)) · c, and which pole the marked list gives it. The aspect
 * itself is left out.
 */
export function contextFigures(set: VectorSet, { aspects, marks }: MarkedLists, seed: number): ContextFigures {
  const rows = aspects.map((word) => set.rowOf.get(word)).filter((row) => row !== undefined)
  const markOf = new Map<number, Mark>()
  for (const [word, mark] of marks) {
    const row = set.rowOf.get(word)
    if (row !== undefined) markOf.set(row, mark)
  }
  const index = exactIndex(set.contexts, set.dimensions, 'ip')

  function figures(label: Float32Array | null): ConditionFigures {
    const asked = rows.map((row) => {
      const query = label ? vectorOf(set, row).map((value, d) => value + label[d]) : vectorOf(set, row)
      const ids = (filter: (id: number) => boolean): number[] => index.search(query, FIRST, filter).map(({ id }) => id)
      return { marked: ids((id) => id !== row && markOf.has(id)), first: ids((id) => id !== row) }
    })
    const mean = (value: (of: (typeof asked)[number]) => number): Figure => figureOf(Float64Array.from(asked, value), seed)
    const poles = (of: 'marked' | 'first') =>
      Object.fromEntries(
        POLES.map((pole) => [
          pole,
          mean((words) => {
            const known = words[of].filter((id) => markOf.has(id))
            return known.length > 0 ? known.filter((id) => markOf.get(id) === pole).length / known.length : Number.NaN
          }),
        ]),
      ) as Record<Pole, Figure>
    return {
      amongMarked: poles('marked'),
      ofFirst: poles('first'),
      coverage: mean(({ first }) => first.filter((id) => markOf.has(id)).length / first.length),
    }
  }

  if (set.contexts.every((value) => value === 0)) return { aspects: aspects.length, known: rows.length, under: {} }
  const under: ContextFigures['under'] = { none: figures(null) }
  for (const pole of POLES) {
    const label = set.labels.get(pole)
    if (label) under[pole] = figures(label)
  }
  return { aspects: aspects.length, known: rows.length, under }
}
