import { expect, it } from 'vitest'
import { buildIndex, chooseIndex, EXACT_UP_TO, openChosen } from '#src/index/choose.js'
import { buildHnsw } from '#src/index/hnsw.js'
import { clusteredVectors } from './vectors.js'

it('a scan where it is as fast as a graph, which few long vectors reach as soon as many short ones', () => {
  expect(chooseIndex(EXACT_UP_TO / 100, 100)).toBe('exact')
  expect(chooseIndex(EXACT_UP_TO / 100 + 1, 100)).toBe('hnsw')
  expect(chooseIndex(EXACT_UP_TO / 768 + 1, 768)).toBe('hnsw')
})

it('a graph is read only where it is asked', () => {
  const small = clusteredVectors(50, 8, 41)
  const index = openChosen(small, 8, 'cosine', () => {
    throw new Error('not needed')
  })
  expect(index.search(small.subarray(0, 8), 1)[0].id).toBe(0)

  const dimensions = 4096
  const large = clusteredVectors(Math.floor(EXACT_UP_TO / dimensions) + 1, dimensions, 42)
  const options = { m: 2, efConstruction: 4, efSearch: 1 }
  const graph = buildHnsw(large, dimensions, 'ip', options).graph()
  let asked = 0
  const opened = openChosen(large, dimensions, 'ip', () => {
    asked++
    return graph
  })
  expect(asked).toBe(1)
  expect(opened.search(large.subarray(0, dimensions), 1)).toEqual(
    buildIndex(large, dimensions, 'ip', options).search(large.subarray(0, dimensions), 1),
  )
})
