import type { Morpheme } from '../text/morpheme.js'
import type { Group, Judgement, Mention } from './judgement.js'
import { NAMES } from './names.js'
import type { Opinion } from './opinions.js'
import { predicateOf } from './predicates.js'

const EXCEPT = new Set('빼다 빼고 빼면 제외 외 외엔 외에 말다 말고 빼곤 제외하다'.split(' '))
/** 아역이 연기를 잘하다 speaks of the acting, 음악이 분위기를 해치다 of the music. */
const DONE_BY = /^(?:잘|못)하다$/u
const OBJECT = new Set('을 를 에 에게'.split(' '))
const isObject = (morphemes: readonly Morpheme[], at: number): boolean => OBJECT.has(morphemes[at + 1]?.surface)
const OUTER = new Set('이 가 은 는'.split(' '))

/** Whether of two subjects in one clause this is the outer one, of which the inner one's predicate is not said: '스토리는 결말이 허무했다'. */
function isOuter(morphemes: readonly Morpheme[], at: number, next: number): boolean {
  const between = morphemes.slice(at + 1, next).filter(({ tag }) => tag !== 'affix')
  const [particle, ...rest] = between
  return (
    particle?.tag === 'particle' &&
    particle.lemma !== '이다' &&
    OUTER.has(particle.surface) &&
    rest.every(({ tag }) => tag !== 'symbol')
  )
}

const ALL = new Set('다 모두 전부 죄다 둘 셋 모든 뭐 전체'.split(' '))

/** Three names in a row, or two of which all is said, are a list and not one's of another: '연기 연출 음악', '연기 연출 다'. */
function isList(morphemes: readonly Morpheme[], mentions: readonly Mention[]): boolean {
  if (mentions.length < 2 || mentions.some(({ at }, order) => order > 0 && at !== mentions[order - 1].at + 1)) return false
  let next = mentions[mentions.length - 1].at + 1
  while (morphemes[next]?.tag === 'particle') next++
  return mentions.length > 2 || ALL.has(morphemes[next]?.lemma)
}

/** What is said of each mention of a group: whose it is, and what is excepted, shows in the words between. */
export function judged(
  morphemes: readonly Morpheme[],
  group: Group,
  attributes: ReadonlyMap<number, readonly Opinion[]>,
  all: ReadonlySet<number>,
): Judgement[] {
  const named = group.mentions[group.mentions.length - 1].at
  const silent = group.opinions.length === 0 && group.said
  const predicate = silent ? predicateOf(morphemes, named + 1, group.last, all) : null
  const list = isList(morphemes, group.mentions)
  return group.mentions.map((mention, order) => {
    const own = attributes.get(mention.at) ?? []
    const next = group.mentions[order + 1]
    const before = group.mentions[order - 1]
    const done = group.opinions.some(({ word }) => DONE_BY.test(word))
    const outer = next !== undefined && isOuter(morphemes, mention.at, next.at) && (done || !isObject(morphemes, next.at))
    const inner = before !== undefined && !done && isObject(morphemes, mention.at) && isOuter(morphemes, before.at, mention.at)
    const owner =
      outer ||
      inner ||
      (!list &&
        next !== undefined &&
        next.at > mention.at &&
        morphemes.slice(mention.at, next.at + 1).every(({ tag, surface }) => NAMES.has(tag) || surface === '의'))
    const excepted = morphemes.slice(mention.at + 1, mention.at + 5).some(({ lemma, surface }, at, all) => {
      const between = all.slice(0, at).every((one) => one.tag === 'particle' || NAMES.has(one.tag))
      return between && (EXCEPT.has(lemma) || EXCEPT.has(surface))
    })
    const first = Math.min(group.first, ...own.map((one) => one.first))
    const last = group.said ? group.last : Math.max(mention.at, group.last)
    const opinions = [...own, ...group.opinions]
    const said = group.said || own.length > 0
    return { mention, owner, opinions, predicate: own.length > 0 ? null : predicate, excepted, said, first, last }
  })
}
