/** Channels that show Adaptive Cards: our own Direct Line (which has Web Chat), Azure's, Teams, and the Emulator and its successor. */
const WITH_CARDS = new Set(['directline', 'azure-directline', 'webchat', 'msteams', 'emulator', 'agentsplayground'])

/** Whether a channel shows cards; the others (terminal, KakaoTalk) get the text alone. */
export const showsCards = (channelId: string | undefined): boolean => channelId !== undefined && WITH_CARDS.has(channelId)
