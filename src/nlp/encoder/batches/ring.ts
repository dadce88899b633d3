import { openSlot, type Slot, type SlotSizes, slotBytes } from './slot.js'

/** States of a slot: free for the worker to fill, full for the trainer to take. */
export const FREE = 0
export const FULL = 1

const SLOTS = 8
/**
 * The worker that finds the ring full sleeps until half of it is free: woken by each slot, it took the trainer's processor away on a
 * busy machine (3 ms a step where twelve processes shared two).
 */
export const HALF = SLOTS / 2
const HEADER_BYTES = 64

/** Slots in shared memory that are filled and taken in turn. */
export interface Ring {
  state: Int32Array
  slots: Slot[]
}

export const ringBytes = (sizes: SlotSizes): number => HEADER_BYTES + SLOTS * slotBytes(sizes)

export function openRing(sizes: SlotSizes, buffer: SharedArrayBuffer): Ring {
  const slots = Array.from({ length: SLOTS }, (_, i) => openSlot(sizes, buffer, HEADER_BYTES + i * slotBytes(sizes)))
  return { state: new Int32Array(buffer, 0, SLOTS), slots }
}
