import type { Hit } from './types.js'

/** The `k` best of a stream: a binary heap of at most `k` hits with the worst at its root. */
export class TopK {
  /** What a score must beat (or equal, with a lower id) to be kept. */
  floor = Number.NEGATIVE_INFINITY
  readonly #k: number
  readonly #heap: Hit[] = []

  constructor(k: number) {
    this.#k = k
  }

  offer(id: number, score: number): void {
    const heap = this.#heap
    const hit = { id, score }
    if (heap.length < this.#k) {
      heap.push(hit)
      this.#up(heap.length - 1)
    } else if (heap.length > 0 && better(hit, heap[0])) {
      heap[0] = hit
      this.#down()
    }
    if (heap.length === this.#k && heap.length > 0) this.floor = heap[0].score
  }

  /** Best first. */
  hits(): Hit[] {
    return [...this.#heap].sort((a, b) => (better(a, b) ? -1 : 1))
  }

  #up(from: number): void {
    const heap = this.#heap
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!better(heap[parent], heap[at])) return
      ;[heap[parent], heap[at]] = [heap[at], heap[parent]]
      at = parent
    }
  }

  #down(): void {
    const heap = this.#heap
    for (let at = 0; ; ) {
      let worst = at
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && better(heap[worst], heap[child])) worst = child
      }
      if (worst === at) return
      ;[heap[worst], heap[at]] = [heap[at], heap[worst]]
      at = worst
    }
  }
}

function better(a: Hit, b: Hit): boolean {
  return a.score > b.score || (a.score === b.score && a.id < b.id)
}
