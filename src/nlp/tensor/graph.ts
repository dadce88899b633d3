import type { DType, Tensor, TensorData } from './engine.js'
import type { Attribute, Dim, OnnxGraph, OnnxNode, ValueInfo } from './onnx.js'
import type { OPERATORS, Operator } from './operators.js'

export type Shape = readonly Dim[]
export type Float = 'float32' | 'float64'

/** What an op makes: not numbers yet, but the place where they will stand when the model runs. */
export interface Value extends ValueInfo {
  /** Whether a gradient may be asked for: true for parameters and for all that is made from them. */
  readonly needsGrad: boolean
}

/** For each input of an op, in order, what emits its gradient; called only where that input needs one. */
export type Gradients = (dy: Value) => readonly (() => Value)[]

interface Step {
  out: Value
  inputs: readonly Value[]
  gradients: Gradients
}

interface Made {
  shape: Shape
  dtype?: DType
}

const ARRAYS = {
  float32: (numbers: readonly number[]): TensorData => Float32Array.from(numbers),
  float64: (numbers: readonly number[]): TensorData => Float64Array.from(numbers),
  int64: (numbers: readonly number[]): TensorData => BigInt64Array.from(numbers, BigInt),
}

/**
 * A tape: ops append ONNX nodes to it and remember how their gradients are made, and `backward` appends those too, so that
 * one model holds the forward and the backward pass. `float` is the element type of every real number in it: float32 to
 * train and serve, float64 to check gradients.
 */
export class Graph {
  readonly #nodes: OnnxNode[] = []
  readonly #initializers = new Map<string, Tensor>()
  readonly #constants = new Map<string, Value>()
  readonly #inputs: ValueInfo[] = []
  readonly #outputs: ValueInfo[] = []
  readonly #tape: Step[] = []
  readonly #parent?: Graph
  #recording = true
  #guided = false
  #count = 0

  constructor(
    readonly float: Float = 'float32',
    parent?: Graph,
  ) {
    this.#parent = parent
  }

  /** A name that no other value of this graph or its bodies has. */
  #name(hint: string): string {
    const root = this.#parent ?? this
    root.#count += 1
    return `${hint}_${root.#count}`
  }

  input(name: string, shape: Shape, options: { dtype?: DType; needsGrad?: boolean } = {}): Value {
    const value = { name, shape, dtype: options.dtype ?? this.float, needsGrad: options.needsGrad ?? false }
    this.#inputs.push(value)
    return value
  }

  /** Makes `value` an output of the model, called `name`. */
  output(name: string, value: Value): void {
    this.#nodes.push({ op: 'Identity', inputs: [value.name], outputs: [name], attributes: {} })
    this.#outputs.push({ name, shape: value.shape, dtype: value.dtype })
  }

  /**
   * The graph that a Scan repeats. Its nodes may read every value of this one.
   *
   * @param shapes of its inputs: states first, then slices of the scanned sequences
   * @param build makes its outputs, each by a node of its own: next states first, then slices of the sequences to stack
   */
  body(name: string, shapes: readonly Shape[], build: (body: Graph, inputs: Value[]) => readonly Value[]): OnnxGraph {
    const body = new Graph(this.float, this.#parent ?? this)
    const inputs = shapes.map((shape) => body.input(this.#name(name), shape))
    body.#outputs.push(...build(body, inputs))
    return body.onnx(name)
  }

  /** A small constant; equal ones are stored once, and those of a body stand in its parent. */
  constant(numbers: number | readonly number[], dtype: 'int64' | Float = this.float): Value {
    if (this.#parent) return this.#parent.constant(numbers, dtype)
    const key = `${dtype} ${JSON.stringify(numbers)}`
    const known = this.#constants.get(key)
    if (known) return known
    const scalar = typeof numbers === 'number'
    const data = ARRAYS[dtype](scalar ? [numbers] : numbers)
    const value = this.initializer(this.#name('constant'), { dtype, dims: scalar ? [] : [numbers.length], data })
    this.#constants.set(key, value)
    return value
  }

  /** Numbers that are stored in the model. */
  initializer(name: string, tensor: Tensor): Value {
    this.#initializers.set(name, tensor)
    return { name, shape: tensor.dims, dtype: tensor.dtype, needsGrad: false }
  }

  /** Appends a node with several outputs. `null` stands for an optional input that is left out. */
  emitAll<Op extends Operator>(
    op: Op,
    inputs: readonly (Value | null)[],
    attributes: { [name in keyof (typeof OPERATORS)[Op]]?: Attribute },
    made: readonly Made[],
  ): Value[] {
    const values = made.map(({ shape, dtype }) => ({ name: this.#name(op), shape, dtype: dtype ?? this.float, needsGrad: false }))
    this.#nodes.push({
      op,
      inputs: inputs.map((input) => input?.name ?? ''),
      outputs: values.map((value) => value.name),
      attributes: attributes as Record<string, Attribute>,
    })
    return values
  }

  /** Appends a node with one output of type `float`, unless `dtype` says otherwise. */
  emit<Op extends Operator>(
    op: Op,
    inputs: readonly (Value | null)[],
    shape: Shape,
    attributes: { [name in keyof (typeof OPERATORS)[Op]]?: Attribute } = {},
    dtype: DType = this.float,
  ): Value {
    return this.emitAll(op, inputs, attributes, [{ shape, dtype }])[0]
  }

  /** Remembers the gradients of an op. Where none of its inputs needs one, `out` comes back as it is. */
  record(out: Value, inputs: readonly Value[], gradients: Gradients): Value {
    if (!this.#recording || !inputs.some((input) => input.needsGrad)) return out
    const recorded = { ...out, needsGrad: true }
    this.#tape.push({ out: recorded, inputs, gradients })
    return recorded
  }

  /** The same value, from which on gradients are wanted: the feature map of Grad-CAM. */
  watch(value: Value): Value {
    return { ...value, needsGrad: true }
  }

  /** Whether `backward` is on its way by guided backpropagation. */
  get guided(): boolean {
    return this.#guided
  }

  /**
   * Reverse mode: appends what computes Σ dy·∂y/∂v for every `v` of `wanted`, in the same order.
   *
   * @param y where to begin
   * @param dy a value of the shape of `y`
   * @param options guided: ReLUs let positive gradients through only (Springenberg et al. 2015), which makes no gradient of it
   */
  backward(y: Value, dy: Value, wanted: readonly Value[], options: { guided?: boolean } = {}): Value[] {
    const gradients = new Map([[y.name, dy]])
    this.#recording = false
    this.#guided = options.guided ?? false
    for (const { out, inputs, gradients: gradientsOf } of [...this.#tape].reverse()) {
      const dout = gradients.get(out.name)
      if (!dout) continue
      const makers = gradientsOf(dout)
      for (const [i, input] of inputs.entries()) {
        if (!input.needsGrad) continue
        const made = makers[i]()
        const earlier = gradients.get(input.name)
        gradients.set(input.name, earlier ? this.emit('Add', [earlier, made], made.shape) : made)
      }
    }
    this.#recording = true
    this.#guided = false
    return wanted.map((value) => {
      const gradient = gradients.get(value.name)
      if (!gradient) throw new Error(`${value.name} does not lead to ${y.name}`)
      return gradient
    })
  }

  onnx(name: string): OnnxGraph {
    return { name, nodes: this.#nodes, initializers: this.#initializers, inputs: this.#inputs, outputs: this.#outputs }
  }
}
