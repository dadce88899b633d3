/** The marks that the bot sets around what it quotes; channels may show them in their own way. */
export const FILM = { open: '〈', close: '〉' }
export const QUOTE = { open: "'", close: "'" }
/** Around driving words, in the sentence as typed. */
export const DRIVING = { open: '『', close: '』' }
