// Saves an index of one vector more each time to the path given, and says so after each, until it is killed.
import { exactIndex } from '#src/index/exact.js'

const DIMENSIONS = 512
const index = exactIndex(new Float32Array(), DIMENSIONS, 'cosine')
for (let id = 0; ; id++) {
  index.add([id], new Float32Array(DIMENSIONS).fill(id + 1))
  index.save(process.argv[2])
  process.stdout.write(`${id + 1}\n`)
}
