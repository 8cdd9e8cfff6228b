import { isFloat } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { isRecording } from './grad-mode.ts';
import type { Edge, GraphNode, OutputMeta } from './graph-node.ts';

/** What an operation may be called with; `undefined` is an absent optional input. */
export type OpInput = Tensor | undefined;

/** Whether a value is a tensor (of any class, from any copy of the library). */
export function isTensor(x: unknown): x is Tensor {
  return typeof x === 'object' && x !== null && 'storage' in x && 'strides' in x;
}

/** Refuses anything but a tensor, naming the operation and the input's position. */
export function checkTensor(name: string, x: unknown, position: number): asserts x is Tensor {
  if (!isTensor(x)) {
    const came = typeof x === 'object' ? (x === null ? 'null' : 'an object') : `${typeof x} ${String(x)}`;
    throw new ArgumentError(`${name}: input ${position} must be a tensor, got ${came}`);
  }
}

/** Whether a call with these inputs has to be recorded. */
export function mustRecord(inputs: readonly OpInput[]): boolean {
  if (!isRecording()) return false;
  for (let i = 0; i < inputs.length; i++) if (inputs[i]?.edge) return true;
  return false;
}

/** The edges of the inputs, as a new node wants them. */
export function edgesOf(inputs: readonly OpInput[]): (Edge | undefined)[] {
  const edges = new Array<Edge | undefined>(inputs.length);
  for (let i = 0; i < inputs.length; i++) edges[i] = inputs[i]?.edge;
  return edges;
}

/** Puts results at their place in the graph; integers and bools have no gradient. */
export function attach(node: GraphNode, outputs: readonly Tensor[]): void {
  for (let i = 0; i < outputs.length; i++) {
    const output = outputs[i]!;
    if (isFloat(output.dtype)) output.edge = { node, index: i };
  }
}

/** Shape and dtype of results, which do not keep the results alive. */
export function metaOf(outputs: readonly Tensor[]): OutputMeta[] {
  const metas = new Array<OutputMeta>(outputs.length);
  for (let i = 0; i < outputs.length; i++) {
    const { shape, dtype, batch } = outputs[i]!;
    metas[i] = { shape, dtype, batch };
  }
  return metas;
}
