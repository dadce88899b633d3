/** Letters in which two spellings differ, counted on jamo (so 뻔안 is one from 뻔한), or `limit` where they are at least that far apart. */
export function spellingDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let before = Uint8Array.from({ length: b.length + 1 }, (_, n) => Math.min(255, n))
  let row = new Uint8Array(b.length + 1)
  for (let i = 1; i <= a.length; i++) {
    row[0] = Math.min(255, i)
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const cost = Math.min(before[j]! + 1, row[j - 1]! + 1, before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
      row[j] = Math.min(255, cost)
      least = Math.min(least, cost)
    }
    if (least >= limit) return limit
    ;[before, row] = [row, before]
  }
  return Math.min(limit, before[b.length]!)
}

const LONGEST = 60

/** The known words spelt most like `word`, nearest first, then in their given order (most frequent first): none farther than two fifths of its jamo. */
export function nearestSpellings(words: readonly string[], word: string, count = 3): string[] {
  const typed = word.normalize('NFD').slice(0, LONGEST)
  const limit = Math.max(2, Math.floor(typed.length * 0.4)) + 1
  const near: { word: string; distance: number }[] = []
  for (const known of words) {
    const distance = spellingDistance(typed, known.normalize('NFD'), limit)
    if (distance < limit) near.push({ word: known, distance })
  }
  return near
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map((hit) => hit.word)
}
