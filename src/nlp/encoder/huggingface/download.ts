import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MalgwiError } from '../../../errors.js'
import { DTYPES, type Dtype, isHubName, modelFolder } from './folder.js'
import { transformers } from './transformers.js'

export interface DownloadOptions {
  /** Whether a name may be looked up on the hub; without it only folders are taken. */
  allowDownload: boolean
  /** Where downloaded models lie, each in a folder of its name. */
  cache: string
  dtype?: Dtype
  /** Address of the hub, over https://huggingface.co/. */
  host?: string
}

/**
 * The folder of a model: the one given, or, if there is none and downloads are allowed, that of a model of this name, fetched from the
 * hub where it was not before.
 *
 * @throws MalgwiError MODEL_FOLDER for a name while downloads are not allowed, MODEL_DOWNLOAD where the hub does not give it
 */
export async function resolveModel(model: string, options: DownloadOptions): Promise<string> {
  if (existsSync(model)) return model
  if (!isHubName(model) || !options.allowDownload) throw new MalgwiError('MODEL_FOLDER', model)
  const folder = join(options.cache, model)
  if (!isWhole(folder, options.dtype)) await download(model, options)
  return folder
}

function isWhole(folder: string, dtype?: Dtype): boolean {
  try {
    modelFolder(folder, { dtype })
    return true
  } catch {
    return false
  }
}

async function download(name: string, { cache, dtype, host }: DownloadOptions): Promise<void> {
  const { env, AutoTokenizer, AutoModel } = await transformers()
  const before = { allowRemoteModels: env.allowRemoteModels, useFSCache: env.useFSCache, remoteHost: env.remoteHost }
  Object.assign(env, { allowRemoteModels: true, useFSCache: true, remoteHost: host ?? env.remoteHost })
  try {
    await AutoTokenizer.from_pretrained(name, { cache_dir: cache })
    const file = { cache_dir: cache, model_file_name: `model${DTYPES[dtype ?? 'fp32']}`, dtype: 'fp32' as const }
    const model = await AutoModel.from_pretrained(name, { ...file, device: 'cpu' })
    await model.dispose()
  } catch (error) {
    throw new MalgwiError(
      'MODEL_DOWNLOAD',
      `${name}: ${String(error instanceof Error ? error.message : error).replaceAll(/\s+/g, ' ')}`,
    )
  } finally {
    Object.assign(env, before)
  }
}
