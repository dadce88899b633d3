import { expect, test } from 'vitest'
import { addHeat, addReview, emptyEvidence, packEvidence, unpackEvidence } from '#src/nlp/lexicon/evidence.js'
import { drivingWords, makeLexicon } from '#src/nlp/lexicon/lexicon.js'

const WORDS = ['최악', '최고', '영화', '드문']
const [WORST, BEST, FILM] = [0, 1, 2]
const [NEGATIVE, POSITIVE] = [0, 1]

/** Thirty complaints and ninety praises, each of which says 영화 too, which is a tenth as hot. */
function evidenceOf() {
  const evidence = emptyEvidence(WORDS.length)
  for (let review = 0; review < 120; review++) {
    const pole = review < 30 ? NEGATIVE : POSITIVE
    const words = Int32Array.from([FILM, -1, pole === NEGATIVE ? WORST : BEST, FILM])
    addReview(evidence, words, pole)
    addHeat(evidence, words, Float32Array.from([0.1, 0.5, 1, 0]), pole)
  }
  addReview(evidence, Int32Array.from([FILM]), 2)
  return evidence
}

const byWord = Object.fromEntries(makeLexicon(WORDS, evidenceOf()).map((entry) => [entry.word, entry]))

test('a word belongs to the pole that it drives, one that drives both ways to none', () => {
  expect(byWord.최악.label).toBe(0)
  expect(byWord.최고.label).toBe(1)
  expect(byWord.영화.label).toBe(2)
})

test('a word that was never hot is of no pole, though one class is three times as large', () => {
  expect(byWord.드문.label).toBe(2)
  expect(byWord.드문.gradcam).toEqual([0, 0])
})

test('one hot review makes a word of the smaller class no more polar than one of the larger', () => {
  const evidence = evidenceOf()
  const once = (pole: number) => {
    const other = unpackEvidence(packEvidence(evidence), WORDS.length)
    addHeat(other, Int32Array.of(3, FILM), Float32Array.of(0.004, 1), pole)
    return makeLexicon(WORDS, other)[3].label
  }
  expect([once(NEGATIVE), once(POSITIVE)]).toEqual([2, 2])
})

test('heat is counted a thousand reviews of the class, each review’s heat summing to one', () => {
  expect(byWord.최악.gradcam[NEGATIVE]).toBeCloseTo(1000 / 1.6)
  expect(byWord.영화.gradcam[POSITIVE]).toBeCloseTo(100 / 1.6)
})

test('documents count a review once for a word, occurrences each time', () => {
  expect(byWord.영화.documents).toEqual([30, 90, 1])
  expect(byWord.최고.tfidf[POSITIVE]).toBeCloseTo(1000 * Math.log(121 / 90))
  expect(byWord.영화.tfidf[NEGATIVE]).toBeCloseTo(2000 * Math.log(121 / 121))
})

test('the words that drive a pole most come first', () => {
  const lexicon = Object.values(byWord)
  expect(drivingWords(lexicon, 0, 'gradcam', 1)[0].word).toBe('최악')
  expect(drivingWords(lexicon, 1, 'gradcam', 1)[0].word).toBe('최고')
})

test('a review without heat adds none', () => {
  const evidence = emptyEvidence(1)
  addHeat(evidence, Int32Array.of(0), Float32Array.of(0), NEGATIVE)
  expect([...evidence.heated]).toEqual([0, 0])
})
