import {
  type Activity,
  ActivityTypes,
  BotAdapter,
  type ConversationReference,
  type ResourceResponse,
  TurnContext,
} from '../bot/sdk.js'

const SENT = Symbol('sent')

/** A Bot Framework adapter for channels of our own: what a turn sends is collected, and handed over when it is over. */
export class CollectingAdapter extends BotAdapter {
  /** A context in which a turn can be taken for `activity`. */
  contextFor(activity: Partial<Activity>): TurnContext {
    return new TurnContext(this, activity as Activity)
  }

  /** What was sent in this context and not yet taken, in order. */
  take(context: TurnContext): Partial<Activity>[] {
    return this.sentIn(context).splice(0)
  }

  async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const sent = this.sentIn(context)
    sent.push(...activities)
    return activities.map((_, place) => ({ id: `${context.activity.id}.${sent.length - activities.length + place}` }))
  }

  async updateActivity(): Promise<void> {
    throw new Error('What was said on this channel cannot be changed.')
  }

  async deleteActivity(): Promise<void> {
    throw new Error('What was said on this channel cannot be taken back.')
  }

  async continueConversation(
    reference: Partial<ConversationReference>,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const event = TurnContext.applyConversationReference(
      { type: ActivityTypes.Event, name: 'continueConversation' },
      reference,
      true,
    )
    await this.runMiddleware(this.contextFor(event), logic)
  }

  private sentIn(context: TurnContext): Partial<Activity>[] {
    const sent: Partial<Activity>[] = context.turnState.get(SENT) ?? []
    context.turnState.set(SENT, sent)
    return sent
  }
}
