import fc from 'fast-check'

/** Texts of the kinds that trouble offsets: decomposed Hangul, joiners, emoji, runs, lone surrogates. */
export const troublesomeText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '재미',
        '없다',
        '한글'.normalize('NFD'),
        'ㅋㅋㅋㅋㅋ',
        'ㅠㅜ',
        'ㅋㄱ',
        'ㅎㄷㄷㅋ',
        'ㅋ\u0301',
        '와아아아아아',
        '!!!!!',
        '...',
        ' ',
        '\n',
        '\t',
      ),
      fc.constantFrom(
        '\u200b',
        '\u200d',
        '👨‍👩‍👧',
        '❤️',
        '👍🏻',
        '🇰🇷',
        'é',
        'e\u0301\u0323',
        '\ud800',
        '\u3164',
        '\u0000',
        '10000',
        '漢字',
        'CG',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

/** Morphemes whose spans overlap, together: characters that were composed into one cluster may fall into two of them, which both have all of it. */
export function apart<Spanned extends { start: number; end: number; surface: string }>(morphemes: readonly Spanned[]) {
  const groups: { start: number; end: number; surface: string }[] = []
  for (const { start, end, surface } of morphemes) {
    const last = groups.at(-1)
    if (last && start < last.end) Object.assign(last, { end: Math.max(end, last.end), surface: last.surface + surface })
    else groups.push({ start, end, surface })
  }
  return groups
}
