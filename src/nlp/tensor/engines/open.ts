import type { Engine, EngineName } from '../engine.js'

/** An engine by name; only the one asked for is loaded. */
export async function openEngine(name: EngineName): Promise<Engine> {
  return name === 'tfjs' ? (await import('./tfjs.js')).tfjs : (await import('./onnxruntime.js')).onnxruntime
}
