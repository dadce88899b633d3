import type { Morpheme } from '../text/morpheme.js'

/** Particles after a subject. */
export const SUBJECT = new Set('이 가 은 는 도 만 조차 마저 까지 부터 이나 나 야 들이 들은 들도'.split(' '))
/** What names are made of. */
export const NAMES = new Set<Morpheme['tag']>(['noun', 'foreign', 'unknown', 'affix', 'number'])

/** Whether what ends at a morpheme is a subject, by the particle after it. */
export const isSubject = (morphemes: readonly Morpheme[], at: number): boolean => {
  let next = at + 1
  while (morphemes[next]?.tag === 'affix' || morphemes[next]?.surface === '들') next++
  const particle = morphemes[next]
  return particle?.tag === 'particle' && particle.lemma !== '이다' && SUBJECT.has(particle.surface)
}
