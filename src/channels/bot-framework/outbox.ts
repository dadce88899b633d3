/** Sends the replies of each turn once, and those of a conversation in the order of its turns. */
export interface Outbox {
  /**
   * Runs `send` after what was to be sent before in this conversation. A delivery that was sent, or is being sent, is not sent again;
   * one that failed is. Null is no delivery that could come again.
   */
  send(conversation: string, delivery: string | null, send: () => Promise<void>): Promise<void>
}

/** As many deliveries are remembered: a channel repeats one within minutes. After a restart a repeated one may be sent twice. */
const REMEMBERED = 10_000

export function openOutbox(remembered = REMEMBERED): Outbox {
  const sent = new Map<string, Promise<void>>()
  const last = new Map<string, Promise<void>>()

  async function inTurn(conversation: string, send: () => Promise<void>): Promise<void> {
    const before = last.get(conversation) ?? Promise.resolve()
    const sending = before.then(send)
    // What failed is the business of who sent it, not of the next.
    const over = sending.catch(() => {})
    last.set(conversation, over)
    await over
    if (last.get(conversation) === over) last.delete(conversation)
    return sending
  }

  return {
    send(conversation, delivery, send) {
      if (delivery === null) return inTurn(conversation, send)
      const known = sent.get(delivery)
      if (known) return known
      const sending = inTurn(conversation, send)
      sent.set(delivery, sending)
      sending.catch(() => sent.delete(delivery))
      if (sent.size > remembered) sent.delete(sent.keys().next().value!)
      return sending
    },
  }
}
