/** Makes something when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Makes something for each key when it is first asked for. */
export function oncePer<Key, T>(make: (key: Key) => T): (key: Key) => T {
  const made = new Map<Key, T>()
  return (key) => {
    if (!made.has(key)) made.set(key, make(key))
    return made.get(key)!
  }
}

/**
 * Makes something for each key and remembers `most` of those that were asked for last, or down to half of them. In two Maps that
 * are only added to: one that also forgets is laid out anew time and again, and a layout that the collector has once taken for old keeps
 * the next one alive, with all that is in it.
 */
export function recent<Key, T>(most: number, make: (key: Key) => T): (key: Key) => T {
  let now = new Map<Key, T>()
  let before = now
  return (key) => {
    if (now.has(key)) return now.get(key)!
    const value = before.has(key) ? before.get(key)! : make(key)
    if (now.size >= most / 2) {
      before = now
      now = new Map()
    }
    now.set(key, value)
    return value
  }
}
