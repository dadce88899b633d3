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

/** Makes something for each key and remembers the `most` keys that were asked for last. */
export function recent<Key, T>(most: number, make: (key: Key) => T): (key: Key) => T {
  const made = new Map<Key, T>()
  return (key) => {
    const known = made.has(key)
    const value = known ? made.get(key)! : make(key)
    if (known) made.delete(key)
    else if (made.size >= most) made.delete(made.keys().next().value!)
    made.set(key, value)
    return value
  }
}
