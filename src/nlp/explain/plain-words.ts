import type { Morpheme, Utterance } from '../text/morpheme.js'

/** Words that tell when, who and what was seen, and nothing of how it was. Lemmas. */
const PLAIN = new Set(
  `보다 보이다 가다 오다 관람 감상 시청 영화 드라마 작품 애니 다큐 것 거 이거 그거 저거 이것 그것 이건 그건 나 저 내 제 우리 저희 너 니 당신 이 그
  어제 오늘 그제 아까 방금 지금 요즘 최근 이번 저번 지난주 주말 아침 점심 저녁 밤 새벽 친구 극장 영화관 집 때 때문 번`.split(
    /\s+/,
  ),
)
const GRAMMAR = new Set<Morpheme['tag']>(['particle', 'ending', 'symbol', 'affix', 'number'])
/** Make another thing of the word before them: 보고 싶다, 보지 않다, 볼 만하다. */
const LEANING = new Set(['싶다', '않다', '말다', '못하다', '없다', '아니다', '만', '만하다'])

/** For each eojeol, whether it says nothing of a feeling by itself. */
export function saysNothing({ eojeols, morphemes }: Utterance): boolean[] {
  const plain = eojeols.map(() => false)
  const first: (string | undefined)[] = []
  for (const { eojeol, lemma } of morphemes) first[eojeol] ??= lemma
  for (const { eojeol } of morphemes) plain[eojeol] = !LEANING.has(first[eojeol + 1] ?? '')
  for (const { eojeol, tag, lemma } of morphemes) if (!GRAMMAR.has(tag) && !PLAIN.has(lemma)) plain[eojeol] = false
  return plain
}
