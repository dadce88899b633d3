import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Invented films; what is praised and what is complained about in each. */
export const FILMS = [
  { id: 'f1', title: '달빛서점의 밤', good: '음악', bad: '연기' },
  { id: 'f2', title: '강철우주선 제로', good: '그래픽', bad: '스토리' },
  { id: 'f3', title: '고래와 등대지기', good: '영상', bad: '결말' },
  { id: 'f4', title: '부산행성 대탈출', good: '액션', bad: '그래픽' },
  { id: 'f5', title: '열두 번째 알리바이', good: '반전', bad: '더빙' },
  { id: 'f6', title: '자정의 떡볶이', good: '연기', bad: '음악' },
] as const

const PRAISE = ['정말 최고', '너무 좋았어요', '진짜 훌륭해요', '완전 재밌었어요', '감동적이에요', '대단했습니다']
const COMPLAINT = ['정말 최악', '너무 별로였어요', '진짜 엉망이에요', '완전 지루했어요', '실망했습니다', '돈이 아까워요']
const NEITHER = ['그냥 그래요', '무난합니다', '보통이네요', '볼만은 해요', '평범했어요']
const OPENINGS = ['어제 봤는데', '친구랑 보니', '기대하고 갔더니', '주말에 틀었는데', '다시 봐도', '']

export interface TinyReview {
  id: string
  text: string
  rating: number
  movie: string
}

/** A small generator of numbers in [0, 1), seeded (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** `count` reviews of the invented films, made of a few phrases: enough for an encoder to tell the classes apart. */
export function tinyReviews(count = 900, seed = 7): TinyReview[] {
  const next = random(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]
  return Array.from({ length: count }, (_, at) => {
    const film = pick(FILMS)
    const draw = next()
    const [phrase, aspect, rating] =
      draw < 0.4
        ? [pick(PRAISE), next() < 0.7 ? film.good : '스토리', 9 + Math.round(next())]
        : draw < 0.8
          ? [pick(COMPLAINT), next() < 0.7 ? film.bad : '스토리', 1 + Math.floor(next() * 4)]
          : [pick(NEITHER), pick(['스토리', '연기', '음악']), 5 + Math.floor(next() * 4)]
    const parts = [pick(OPENINGS), `${aspect}${pick(['이', '은', ' '])}`.trim(), phrase]
    return { id: `r${at}`, text: parts.filter(Boolean).join(' '), rating, movie: film.id }
  })
}

/** Writes reviews.jsonl and items.tsv into a folder. */
export function writeTinyCorpus(dir: string, reviews = tinyReviews()): { reviews: string; items: string } {
  mkdirSync(dir, { recursive: true })
  const paths = { reviews: join(dir, 'reviews.jsonl'), items: join(dir, 'items.tsv') }
  writeFileSync(paths.reviews, `${reviews.map((review) => JSON.stringify(review)).join('\n')}\n`)
  writeFileSync(paths.items, `id\ttitle\tyear\n${FILMS.map(({ id, title }) => `${id}\t${title}\t2001`).join('\n')}\n`)
  return paths
}
