/** Words by their squeezed text, found where they begin. */
export class Lexicon<Value> {
  readonly #values = new Map<string, Value>()
  /** How long a word may be that begins with these two letters. */
  readonly #reach = new Map<string, number>()

  get(word: string): Value | undefined {
    return this.#values.get(word)
  }

  set(word: string, value: Value): void {
    if (word === '') return
    this.#values.set(word, value)
    const begin = word.slice(0, 2)
    this.#reach.set(begin, Math.max(this.#reach.get(begin) ?? 0, word.length))
  }

  /** The words that begin at `start`, longest first. */
  at(text: string, start: number): { value: Value; end: number }[] {
    const reach = Math.min(text.length, start + (this.#reach.get(text.slice(start, start + 2)) ?? 1))
    const found: { value: Value; end: number }[] = []
    for (let end = reach; end > start; end--) {
      const value = this.#values.get(text.slice(start, end))
      if (value !== undefined) found.push({ value, end })
    }
    return found
  }
}
