import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { type ErrorCode, MalgwiError } from '../../../errors.js'
import type { DType, Engine, Session, Tensor, TensorData } from '../engine.js'

// What fails is thrown; the runtime's own log would print it as well.
const FATAL_ONLY = 4

const failure = (code: ErrorCode, error: unknown): MalgwiError =>
  new MalgwiError(
    code,
    String(error instanceof Error ? error.message : error)
      .replaceAll(/\s+/g, ' ')
      .trim(),
  )

const toOrt = ({ dtype, dims, data }: Tensor): OrtTensor => new OrtTensor(dtype as 'float32', data as Float32Array, dims)

const fromOrt = ({ type, dims, data }: OrtTensor): Tensor => ({ dtype: type as DType, dims, data: data as TensorData })

function mapRecord<A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> {
  const changed: Record<string, B> = {}
  for (const name in record) changed[name] = change(record[name])
  return changed
}

function sessionOf(session: InferenceSession): Session {
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    async run(feeds, fetches) {
      try {
        const ortFeeds = mapRecord(feeds, toOrt)
        if (Array.isArray(fetches)) return mapRecord(await session.run(ortFeeds, fetches), (value) => fromOrt(value as OrtTensor))
        const wanted = fetches as Record<string, Tensor>
        // The runtime writes into the tensors that it is given, and returns copies besides: those are of no use here.
        await session.run(ortFeeds, mapRecord(wanted, toOrt))
        return wanted
      } catch (error) {
        throw failure('MODEL_RUN_FAILED', error)
      }
    },
    release: () => session.release(),
  }
}

/** ONNX Runtime on the CPU. `run` blocks the event loop while it computes: train in a worker thread. */
export const onnxruntime: Engine = {
  name: 'onnxruntime',
  async open(model, { threads }) {
    try {
      // Without a number of threads the runtime takes every core of the machine, whatever the container may use.
      return sessionOf(
        await InferenceSession.create(model, {
          executionProviders: ['cpu'],
          intraOpNumThreads: threads,
          interOpNumThreads: 1,
          logSeverityLevel: FATAL_ONLY,
        }),
      )
    } catch (error) {
      throw failure('MODEL_INVALID', error)
    }
  },
}
