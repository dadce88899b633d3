import type * as Transformers from '@huggingface/transformers'

let library: Promise<typeof Transformers> | undefined

/** transformers.js, loaded when it is first needed (half a second), without network, without a cache of its own, and silent. */
export function transformers(): Promise<typeof Transformers> {
  library ??= import('@huggingface/transformers').then((loaded) => {
    loaded.env.allowRemoteModels = false
    loaded.env.useFSCache = false
    loaded.env.logLevel = loaded.LogLevel.NONE
    return loaded
  })
  return library
}
