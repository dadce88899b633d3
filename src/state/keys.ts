import { createHash } from 'node:crypto'
import { MalgwiError } from '../errors.js'
import type { ConversationKey } from './contract.js'

/** UTF-16 units; the longest ids of Teams have about 200. */
const LONGEST_ID = 1000
/** A key of state is made of ids: a channel's and a conversation's, say. */
const LONGEST_KEY = 3000

/** SQLite ends a text at U+0000, and two different lone surrogates are the same bytes in UTF-8: with either, two ids would be one. */
const NO_ID = /\0|\p{Surrogate}/u

/** Refuses what cannot name anything in the database. @throws MalgwiError STATE_KEY */
export function checkId(what: string, id: unknown, shortest = 1, longest = LONGEST_ID): void {
  if (typeof id !== 'string') throw new MalgwiError('STATE_KEY', `${what} is no text`)
  if (id.length < shortest || id.length > longest)
    throw new MalgwiError('STATE_KEY', `${what} has ${id.length} characters, not ${shortest} to ${longest}`)
  if (NO_ID.test(id)) throw new MalgwiError('STATE_KEY', `${what} holds characters that are none`)
}

/** @throws MalgwiError STATE_KEY */
export function checkConversation({ channel, id }: ConversationKey): void {
  checkId('the id of the channel', channel)
  checkId('the id of the conversation', id)
}

/** @throws MalgwiError STATE_KEY */
export const checkKey = (key: string): void => checkId('the key of an item', key, 1, LONGEST_KEY)

export const keyOf = ({ channel, id }: ConversationKey): string => `${channel}\0${id}`

export const deliveryHash = (delivery: string): Uint8Array => createHash('sha256').update(delivery).digest()

/** As Direct Line names activities: their order is that of their ids. */
export const activityId = ({ id }: ConversationKey, sequence: number): string => `${id}|${String(sequence).padStart(7, '0')}`
