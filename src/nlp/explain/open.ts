import { MalgwiError } from '../../errors.js'
import { kindOf } from '../encoder/kinds/kinds.js'
import { modelOf } from './gradient-session.js'
import { type Explainer, type ExplainOptions, type Explanation, METHODS, type Method, type TrainedModel } from './method.js'
import { openCam } from './methods/cam.js'
import { openGradCam } from './methods/grad-cam.js'
import { openGradientInput } from './methods/gradient-input.js'
import { openGuidedBackpropagation } from './methods/guided-backpropagation.js'
import { openGuidedGradCam } from './methods/guided-grad-cam.js'
import { openHiResCam } from './methods/hires-cam.js'
import { openInclusion } from './methods/inclusion.js'
import { openIntegratedGradients } from './methods/integrated-gradients.js'
import { openOcclusion } from './methods/occlusion.js'
import { openRandom } from './methods/random.js'

const OPEN: Record<Method, (trained: TrainedModel, options: ExplainOptions) => Promise<Explanation>> = {
  'grad-cam': openGradCam,
  cam: openCam,
  'hires-cam': openHiResCam,
  'guided-backpropagation': openGuidedBackpropagation,
  'guided-grad-cam': openGuidedGradCam,
  'gradient-input': openGradientInput,
  'integrated-gradients': openIntegratedGradients,
  occlusion: openOcclusion,
  inclusion: openInclusion,
  random: openRandom,
}

/** What a method asks of an encoder. */
interface Needs {
  /** Hidden states or a feature map, by which a gradient can be taken. */
  map?: boolean
  /** Gradients by the token vectors: an encoder of our own. */
  rows?: boolean
  relu?: boolean
  /** A linear layer straight on channels that are pooled by themselves. */
  linear?: boolean
}

const NEEDS: Record<Method, Needs> = {
  'grad-cam': { map: true },
  cam: { map: true, linear: true },
  'hires-cam': { map: true },
  'guided-backpropagation': { rows: true, relu: true },
  'guided-grad-cam': { map: true, rows: true, relu: true },
  'gradient-input': { rows: true },
  'integrated-gradients': { rows: true },
  occlusion: {},
  inclusion: {},
  random: {},
}

const LACKS: Record<keyof Needs, string> = {
  map: 'a feature map, and this model gives logits alone',
  rows: 'gradients by the token vectors, and this model is frozen',
  relu: 'ReLU layers, and there are none',
  linear: 'a linear layer on channels that are pooled by themselves',
}

function hasOf(trained: TrainedModel): Required<Needs> & { name: string } {
  const { model: frozen } = trained.record
  if (frozen) {
    const map = frozen.features === 'features'
    return { name: `a frozen ${frozen.kind}`, map, rows: false, relu: false, linear: map && frozen.headHidden === 0 }
  }
  const { kind, headHidden } = modelOf(trained).config
  return {
    name: kind,
    map: true,
    rows: true,
    relu: kind.startsWith('cnn') || headHidden > 0,
    linear: kindOf(kind).poolsChannels && headHidden === 0,
  }
}

const lackOf = (method: Method, has: Required<Needs>): string | undefined => {
  const needs = NEEDS[method]
  const lacking = (Object.keys(LACKS) as (keyof Needs)[]).find((need) => needs[need] && !has[need])
  return lacking && LACKS[lacking]
}

/** The methods that explain an encoder. @throws MalgwiError MODEL_INVALID */
export function methodsOf(trained: TrainedModel): Method[] {
  const has = hasOf(trained)
  return METHODS.filter((method) => lackOf(method, has) === undefined)
}

/**
 * Opens an encoder to be explained by a method.
 *
 * @throws MalgwiError METHOD_NOT_APPLICABLE where the encoder lacks what the method looks at; MODEL_…
 */
export async function openExplainer(method: Method, trained: TrainedModel, options: ExplainOptions): Promise<Explainer> {
  const has = hasOf(trained)
  const lack = lackOf(method, has)
  if (lack !== undefined) {
    throw new MalgwiError(
      'METHOD_NOT_APPLICABLE',
      `${method} on ${has.name} needs ${lack}; there are ${methodsOf(trained).join(', ')}`,
    )
  }
  return { method, ...(await OPEN[method](trained, options)) }
}
