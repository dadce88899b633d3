import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exportVectors } from '#src/cli/vectors-export.js'
import { DIMENSIONS, ownFolder, SAVED, savedFolder } from './tables.js'

/** Debian's own, for which python3-gensim is packaged. */
const PYTHON = '/usr/bin/python3'
const LOAD = `
import json, sys
from gensim.models import KeyedVectors
out = []
for path, binary in ((sys.argv[1], False), (sys.argv[2], True)):
    vectors = KeyedVectors.load_word2vec_format(path, binary=binary)
    out.append({'words': vectors.index_to_key, 'bytes': vectors.vectors.astype('<f4').tobytes().hex()})
print(json.dumps(out))
`

function hasGensim(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import importlib.util as u, sys; sys.exit(u.find_spec("gensim") is None)'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const dir = ownFolder()

describe('gensim', () => {
  it.skipIf(!hasGensim())('loads the words and every bit of their vectors, from text and from binary', async () => {
    const vectors = await savedFolder(dir)
    const paths = [join(dir, 'words.txt'), join(dir, 'words.bin')]
    await exportVectors({ vectors, format: 'word2vec', which: ['words'], out: paths[0]! })
    await exportVectors({ vectors, format: 'word2vec-binary', which: ['words'], out: paths[1]! })
    const loaded = JSON.parse(execFileSync(PYTHON, ['-c', LOAD, ...paths], { encoding: 'utf8' }))
    for (const { words, bytes } of loaded) {
      expect(words).toEqual(SAVED.words.map(([word]) => word))
      const read = new Float32Array(Uint8Array.from(Buffer.from(bytes, 'hex')).buffer)
      expect(read).toHaveLength(words.length * DIMENSIONS)
      expect(read).toEqual(SAVED.vectors)
    }
  })
})
