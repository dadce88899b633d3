import { maxOverTime } from '../../tensor/ops/max-over-time.js'
import type { Kind } from './kind.js'

/** No layer at all: the token rows are the feature map, and their largest values are the features (SWEM-max of Shen et al. 2018). */
export const maxPool: Kind = {
  parameters: () => ({}),
  features: ({ embedding }) => embedding,
  featureMap: (_, { x }) => x,
  pool: (graph, map, { mask }) => maxOverTime(graph, map, mask),
  poolsChannels: true,
}
