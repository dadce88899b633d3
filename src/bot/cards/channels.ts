/**
 * Channels that show Adaptive Cards: Azure's Direct Line and Web Chat, Teams, the Emulator and its successor. Our own Direct Line is not among
 * them: the chat page has the build of Web Chat without cards, and shows an empty bubble for one.
 */
const WITH_CARDS = new Set(['azure-directline', 'webchat', 'msteams', 'emulator', 'agentsplayground'])

/** Whether a channel shows cards; the others (the chat page, terminal, KakaoTalk) get the text alone. */
export const showsCards = (channelId: string | undefined): boolean => channelId !== undefined && WITH_CARDS.has(channelId)
