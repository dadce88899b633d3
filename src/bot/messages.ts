/**
 * Everything the bot can say, by key, with the parameters that a text may use. The words themselves are in dialogs/<domain>/ko.yaml,
 * which must have exactly these keys; what a parameter holds is decorated already (titles in 〈〉, words as typed in quotes).
 */
export const MESSAGES = {
  welcome: [],
  greeting: [],
  help: [],
  startOver: [],
  cancel: [],
  thanks: [],
  goodbye: [],
  insult: [],
  who: [],
  forgotten: [],
  failed: [],

  'odd.empty': [],
  'odd.long': [],
  'odd.emoji': [],
  'odd.noise': [],
  'odd.gibberish': [],
  'odd.foreign': [],
  'odd.unclear': [],

  'feel.disliked': ['words'],
  'feel.liked': ['words'],
  'feel.neutral': ['words'],
  'feelPlain.disliked': [],
  'feelPlain.liked': [],
  'feelPlain.neutral': [],

  'which.item': [],
  'which.again': [],
  'which.namesake': ['film'],
  'which.unknown': ['phrase'],

  'how.noOpinion': ['film'],
  'how.unsure': [],
  'how.again': [],
  'how.notSeen': [],

  'ask.disliked': ['film'],
  'ask.liked': ['film'],
  'ask.neutral': ['film'],
  'askGeneral.disliked': [],
  'askGeneral.liked': [],
  'askGeneral.neutral': [],
  'ask.more': [],
  'ask.again': [],
  'ask.ownWords': [],
  'ask.forYou': ['aspect'],
  'ask.wish': [],

  'recommend.disliked': ['film', 'praise'],
  'recommend.liked': ['film', 'praise'],
  'recommend.neutral': ['film', 'praise'],
  'recommend.wished': ['film', 'praise'],
  'recommend.other': ['film', 'praise'],
  'recommend.aspect': ['film', 'praise', 'aspect'],
  'recommend.counts': ['aspect', 'mentions', 'praised'],
  'recommend.none': ['aspect'],
  'recommend.noMore': ['aspect'],
  'recommend.accepted': ['film'],
  'recommend.acceptedNothing': [],
  'sameFilm.praised': ['film', 'aspect', 'mentions', 'praised'],
  'sameFilm.complained': ['film', 'aspect', 'mentions', 'complained'],

  'about.praised': ['film', 'aspect', 'mentions', 'praised'],
  'about.complained': ['film', 'aspect', 'mentions', 'complained'],
  'about.butComplained': ['aspect', 'mentions', 'complained'],
  'about.nothing': ['film'],
  'about.how': [],

  'facts.known': ['film', 'facts'],
  'facts.year': ['year'],
  'facts.directors': ['names'],
  'facts.actors': ['names'],
  'facts.none': ['film'],

  'why.reading': ['sentence', 'probabilities'],
  'why.complained': ['film', 'aspect', 'mentions', 'complained'],
  'why.praised': ['film', 'aspect', 'mentions', 'praised'],
  'why.tooFew': ['film', 'aspect'],
  'why.method': [],
  'why.nothing': [],
} as const satisfies Record<string, readonly string[]>

export type MessageKey = keyof typeof MESSAGES
export type MessageParams<K extends MessageKey> = Record<(typeof MESSAGES)[K][number], string | number>

/** What the suggested actions say; each is understood as the intent of the same name where it has one. */
export const ACTIONS = {
  why: [],
  other: [],
  aspect: ['aspect'],
  startOver: [],
  disliked: [],
  liked: [],
  neutral: [],
  namesake: ['title', 'hint'],
} as const satisfies Record<string, readonly string[]>

export type ActionKey = keyof typeof ACTIONS
export type ActionParams<K extends ActionKey> = Record<(typeof ACTIONS)[K][number], string | number>
