/** Channels that show Adaptive Cards: Direct Line, ours with the chat page and Azure's, Web Chat, Teams, the Emulator and its successor. */
const WITH_CARDS = new Set(['directline', 'azure-directline', 'webchat', 'msteams', 'emulator', 'agentsplayground'])

/** Whether a channel shows cards; the others (terminal, KakaoTalk) get the text alone. */
export const showsCards = (channelId: string | undefined): boolean => channelId !== undefined && WITH_CARDS.has(channelId)
