import { MalgwiError } from '../errors.js'

/** Tasks of one key run one after another, in the order of the calls; those of different keys side by side. */
export interface Queue {
  /** @throws MalgwiError STATE_QUEUE where too many of this key wait */
  run<T>(key: string, task: () => Promise<T>): Promise<T>
  /** Resolves when nothing runs or waits any more. */
  idle(): Promise<void>
  /** Keys of which something runs or waits. */
  readonly size: number
}

/** A sender that goes on without waiting for answers is refused before it fills the memory. */
const MOST_WAITING = 256

export function createQueue(most = MOST_WAITING): Queue {
  const lines = new Map<string, { length: number; tail: Promise<unknown> }>()
  return {
    get size() {
      return lines.size
    },
    async run(key, task) {
      const line = lines.get(key) ?? { length: 0, tail: Promise.resolve() }
      if (line.length >= most) throw new MalgwiError('STATE_QUEUE')
      lines.set(key, line)
      line.length += 1
      const turn = line.tail.then(task)
      line.tail = turn.catch(() => undefined)
      try {
        return await turn
      } finally {
        line.length -= 1
        if (line.length === 0) lines.delete(key)
      }
    },
    async idle() {
      while (lines.size > 0) await Promise.all(Array.from(lines.values(), ({ tail }) => tail))
    },
  }
}
