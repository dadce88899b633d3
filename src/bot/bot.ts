import { AspectDialog } from './dialogs/aspect.js'
import { FeelingDialog } from './dialogs/feeling.js'
import { ItemDialog } from './dialogs/item.js'
import { MainDialog } from './dialogs/main.js'
import { OpinionDialog } from './dialogs/opinion.js'
import { RecommendationDialog } from './dialogs/recommendation.js'
import { WishDialog } from './dialogs/wish.js'
import { noDialogs, openMemory } from './memory.js'
import {
  ActivityHandler,
  ActivityTypes,
  DialogContext,
  DialogSet,
  MessageFactory,
  type Storage,
  type TurnContext,
} from './sdk.js'
import { hash } from './texts.js'
import { beginTurn, type Services } from './turn.js'

/** The bot: hand each turn's context to `run`, and an error of it to `recover`. */
export interface Bot {
  run(context: TurnContext): Promise<void>
  /** Apologises, and drops the dialogs under way: what they hold may be what failed. What is remembered stays. */
  recover(context: TurnContext): Promise<void>
}

export class MalgwiBot extends ActivityHandler implements Bot {
  private readonly main: MainDialog
  /** All on one stack: a turn goes straight to the dialog that asked. */
  private readonly dialogs = new DialogSet()

  constructor(
    private readonly services: Services,
    private readonly storage: Storage,
  ) {
    super()
    this.main = new MainDialog(services)
    this.dialogs.add(this.main)
    for (const Child of [OpinionDialog, WishDialog, ItemDialog, FeelingDialog, AspectDialog, RecommendationDialog])
      this.dialogs.add(new Child(services))
    this.onMessage((context, next) => this.hear(context).then(next))
    this.onMembersAdded((context, next) => this.welcome(context).then(next))
  }

  async recover(context: TurnContext): Promise<void> {
    await context.sendActivity(this.services.texts.say('failed', {}, seedOf(context)))
    if (context.activity.type !== ActivityTypes.Message) return
    const memory = await openMemory(this.storage, context)
    memory.dialogs = noDialogs()
    await memory.save()
  }

  private async hear(context: TurnContext): Promise<void> {
    const memory = await openMemory(this.storage, context)
    beginTurn(context, memory.talk, this.services)
    await this.main.hear(new DialogContext(this.dialogs, context, memory.dialogs))
    await memory.save()
  }

  private async welcome(context: TurnContext): Promise<void> {
    const { membersAdded, recipient } = context.activity
    if (!membersAdded?.some(({ id }) => id !== recipient?.id)) return
    const { texts } = this.services
    const words = texts.say('welcome', {}, seedOf(context))
    // Sentences to begin with, no choices: who presses one is heard as if it had been typed.
    await context.sendActivity(MessageFactory.suggestedActions([...texts.starters], words))
  }
}

const seedOf = ({ activity }: TurnContext): number => hash(activity.conversation?.id ?? '')
