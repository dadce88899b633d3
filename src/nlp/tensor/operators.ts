export const OPSET = 18

export type AttributeKind = 'int' | 'ints' | 'float' | 'string' | 'tensor' | 'graph'

export const OPERATORS = {
  Add: {},
  Cast: { to: 'int' },
  Concat: { axis: 'int' },
  ConstantOfShape: { value: 'tensor' },
  Div: {},
  Equal: {},
  Erf: {},
  Exp: {},
  Gather: { axis: 'int' },
  GatherND: {},
  Gemm: { transA: 'int', transB: 'int' },
  Identity: {},
  LayerNormalization: { axis: 'int', epsilon: 'float' },
  Less: {},
  LogSoftmax: { axis: 'int' },
  MatMul: {},
  Mul: {},
  Neg: {},
  Pad: {},
  Range: {},
  ReduceMax: { keepdims: 'int' },
  ReduceSum: { keepdims: 'int' },
  Relu: {},
  Reshape: {},
  ReverseSequence: { batch_axis: 'int', time_axis: 'int' },
  Scan: {
    body: 'graph',
    num_scan_inputs: 'int',
    scan_input_directions: 'ints',
    scan_output_directions: 'ints',
  },
  ScatterND: { reduction: 'string' },
  Shape: { start: 'int', end: 'int' },
  Sigmoid: {},
  Sign: {},
  Softmax: { axis: 'int' },
  Split: { axis: 'int' },
  Sqrt: {},
  Sub: {},
  Tanh: {},
  Transpose: { perm: 'ints' },
} as const satisfies Record<string, Record<string, AttributeKind>>

export type Operator = keyof typeof OPERATORS
