import type { ActivitySet } from './activity.js'

/** Where frames go. */
export interface Sink {
  /** Resolves when the frame has left for the client, rejects when the client is gone. */
  send(frame: string): Promise<void>
}

export interface Source {
  /** What was said after a watermark; empty where nothing was. */
  read(watermark: number): Promise<ActivitySet>
  /** Calls back when there is more. Returns how to stop. */
  subscribe(listener: () => void): () => void
}

/**
 * Sends what is said after `watermark` until `signal` is aborted, oldest first, each once, however fast or slow the client reads: the next frame
 * is read from the store when the last one has left, so that nothing piles up in memory for a client that does not read.
 *
 * @throws what the source or the sink throws, unless the signal was aborted before
 */
export async function pump(source: Source, sink: Sink, watermark: number, signal: AbortSignal): Promise<void> {
  let wake = () => {}
  let more = true
  const nudge = () => {
    more = true
    wake()
  }
  const stop = source.subscribe(nudge)
  signal.addEventListener('abort', nudge)
  try {
    let seen = watermark
    while (!signal.aborted) {
      if (!more) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      // Before the read: what is committed during it wakes the loop again.
      more = false
      if (signal.aborted) return
      const set = await source.read(seen)
      if (set.activities.length > 0) await sink.send(JSON.stringify(set))
      // A watermark beyond the end stays where it is: what it has not reached is not read.
      if (Number(set.watermark) > seen) {
        more = true
        seen = Number(set.watermark)
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    signal.removeEventListener('abort', nudge)
    stop()
  }
}
