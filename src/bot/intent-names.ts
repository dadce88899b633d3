/** What a turn can ask for; the words of each are in dialogs/. */
export const INTENTS = [
  'forget',
  'startOver',
  'cancel',
  'help',
  'why',
  'other',
  'refuse',
  'seen',
  'accept',
  'thanks',
  'goodbye',
  'greeting',
  'who',
  'insult',
  'none',
  'any',
  'liked',
  'disliked',
  'neutral',
  'notSeen',
  'asksAbout',
  'asks',
  'recommend',
  'facts',
] as const

export type Intent = (typeof INTENTS)[number]
