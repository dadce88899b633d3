import { expect, onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { Shown } from './echo.js'

/** Resolves when `check` no longer throws: on a busy machine things take their time. */
export const soon = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { interval: 5, timeout: 20_000 })

/** A WebSocket and all that comes on it. */
export function listen(streamUrl: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(streamUrl, { headers })
  const frames: string[] = []
  let closed: { code: number; reason: string } | undefined
  socket.on('message', (frame) => frames.push(String(frame)))
  socket.on('close', (code, reason) => {
    closed = { code, reason: String(reason) }
  })
  socket.on('error', () => {})
  onTestFinished(() => socket.terminate())
  const activities = () => frames.filter(Boolean).flatMap((frame) => JSON.parse(frame).activities as Shown[])
  return {
    socket,
    frames,
    activities,
    has: (count: number) => soon(() => expect(activities().length).toBeGreaterThanOrEqual(count)),
    closed: () => soon(() => closed ?? Promise.reject(new Error('still open'))),
    isOpen: () => socket.readyState === WebSocket.OPEN,
  }
}

/** The HTTP status with which a WebSocket is refused; 101 where it is not. */
export function statusOf(streamUrl: string, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(streamUrl, { headers })
  onTestFinished(() => socket.terminate())
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(101))
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.on('error', reject)
  })
}
