// Sentences as people write them of films, put together from words of our own: no two alike, so that nothing remembered is of use.
import { randomStream } from '#src/nlp/encoder/random.js'

const PARTS = [
  ['어제', '지난주에', '주말에', '오랜만에', '친구랑', '동생이랑', '혼자', '밤늦게', '가족이랑', '비 오는 날'],
  ['용가리를', '인셉션을', '괴물을', '해운대를', '올드보이를', '타이타닉을', '이 영화를', '그 작품을', '명량을', '쉬리를'],
  ['봤는데', '보고 왔는데', '다시 봤더니', '기대하고 봤지만', '집에서 틀었는데', '끝까지 봤더니'],
  ['그래픽은', '배우들 연기는', '음악이', '이야기는', '대사가', '결말은', '화면이', '액션은', '감독의 솜씨는', '초반은'],
  ['생각보다', '정말', '꽤', '솔직히', '무척', '조금', '의외로', '너무', '그럭저럭', '말도 못하게'],
  ['좋았고', '아쉬웠고', '훌륭했지만', '지루했지만', '어색했는데', '시원했는데', '뻔했고', '따뜻해서'],
  ['중간부터', '마지막에는', '보는 내내', '두 번째 볼 때', '극장을 나오면서', '끝날 때쯤'],
  [
    '졸았어요',
    '울었습니다',
    '웃음이 났어',
    '하품이 나왔다',
    '손에 땀을 쥐었네요',
    '돈이 아까웠어요',
    '눈을 못 뗐어',
    '시계만 봤습니다',
  ],
]

/**
 * @param count of texts
 * @param morphemes how many a text has: a function of the text; only those of `least` to `most` are taken
 */
export function sentences(count, { morphemes, least, most, seed }) {
  const random = randomStream(seed, 7)
  const texts = new Set()
  while (texts.size < count) {
    const text = PARTS.map((list) => list[Math.floor(random() * list.length)]).join(' ')
    const length = morphemes(text)
    if (length >= least && length <= most) texts.add(text)
  }
  return [...texts]
}
