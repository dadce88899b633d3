import { z } from 'zod'
import { MalgwiError } from '../errors.js'

const Environment = z.object({
  BUNDLE: z.string().min(1).optional(),
  MALGWI_ENGINE: z.enum(['onnxruntime', 'tfjs']).optional(),
  MALGWI_THREADS: z.coerce.number().int().min(1).max(64).optional(),
})

export interface Config {
  /** Folder of the bundle; undefined: the one that ships. */
  bundle: string | undefined
  engine: 'onnxruntime' | 'tfjs'
  /** Threads of the tensor engine for one utterance; one is fastest for short ones. */
  threads: number
}

/**
 * Reads the settings that come from the environment. The only reader of process.env.
 *
 * @throws MalgwiError CONFIG_INVALID, naming the variable
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Environment.safeParse(environment)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new MalgwiError('CONFIG_INVALID', `${issue.path.join('.')}: ${issue.message}`)
  }
  const { BUNDLE, MALGWI_ENGINE, MALGWI_THREADS } = parsed.data
  return { bundle: BUNDLE, engine: MALGWI_ENGINE ?? 'onnxruntime', threads: MALGWI_THREADS ?? 1 }
}
