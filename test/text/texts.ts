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
