import { type DType, resultType } from '../dtype.ts';
import { currentKernels } from '../kernels/current.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { beginKernel, endKernel } from '../memory/current.ts';
import type { Operand } from '../memory/memory.ts';
import { contiguousStrides, type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { allocateStorage } from './allocate.ts';
import type { BatchDim } from './batch.ts';
import type { BatchRule } from './batch-rule.ts';
import { type Edge, freedGraphError, type Gradient, GraphNode, type OutputMeta } from './graph-node.ts';
import { attach, checkTensor, edgesOf, metaOf, mustRecord, type OpInput } from './record.ts';
import { SavedTensor } from './saved-tensor.ts';
import { emitOp, isTracing } from './trace.ts';

type Shapes<In extends readonly OpInput[]> = { readonly [K in keyof In]: In[K] extends undefined ? undefined : Shape };
type Operands<In extends readonly OpInput[]> = {
  readonly [K in keyof In]: In[K] extends Tensor ? Operand : Operand | undefined;
};

/**
 * From the gradients of the outputs (`undefined` where unused) to one gradient or `undefined` per input. Inputs at the
 * end that want none may be left out; any other number of gradients is an error when they are computed. What it is
 * given and makes becomes the `.grad` of a leaf as it is, or is freed once it has been used: a rule that keeps a tensor
 * beyond its call clones it.
 */
export type Pullback = (grads: readonly Gradient[]) => readonly Gradient[];

/** What a vjp rule is given when the operation is recorded. */
export interface VjpContext<In extends readonly OpInput[], Options> {
  readonly inputs: In;
  readonly outputs: readonly Tensor[];
  readonly options: Options;
  /** Which inputs want a gradient; save only what these need. */
  readonly needs: readonly boolean[];
  /** Keeps a tensor for the pullback, which calls the returned function to get it back. */
  readonly save: (tensor: Tensor) => () => Tensor;
}

interface Common<In extends readonly OpInput[], Options> {
  readonly name: string;
  /** Fills the outputs. Leaves nothing written when it throws. */
  readonly forward: (kernels: Kernels, inputs: Operands<In>, outputs: readonly Operand[], options: Options) => void;
  /**
   * The gradient rule, in tensor operations; it may ignore broadcasting and dtypes, which belong to the engine.
   * Absent: results have no gradient.
   */
  readonly vjp?: (context: VjpContext<In, Options>) => Pullback;
  /** How vmap runs it on a batch. Absent: vmap calls it once per sample, and says so. */
  readonly batch?: BatchRule<In, Options>;
}

/** All about an operation with one result. */
export interface OpDefinition<In extends readonly OpInput[], Options> extends Common<In, Options> {
  /** The result's shape. Throws a ShapeError when the inputs do not fit. */
  readonly shape: (shapes: Shapes<In>, options: Options) => Shape;
  /** The result's dtype: PyTorch's promotion of the inputs unless given. */
  readonly dtype?: (inputs: In, options: Options) => DType;
}

/** All about an operation with several results. */
export interface MultiOpDefinition<In extends readonly OpInput[], Options> extends Common<In, Options> {
  /** Shapes and dtypes of the results. Throws a ShapeError when the inputs do not fit. */
  readonly outputs: (inputs: In, options: Options) => readonly OutputMeta[];
}

class RecordNode extends GraphNode {
  declare private pullback: Pullback | undefined;
  /** The last of what its rule saved, which knows the one before. */
  declare private saved: SavedTensor | undefined;

  constructor(name: string, next: readonly (Edge | undefined)[], outputs: readonly OutputMeta[]) {
    super(name, next, outputs);
    this.pullback = undefined;
    this.saved = undefined;
  }

  /** Nothing to give back for a rule that could not be built. */
  setPullback(pullback: Pullback): void {
    this.pullback = pullback;
  }

  save(tensor: Tensor, output: number | undefined): SavedTensor {
    const own = output === undefined ? undefined : { node: this, index: output };
    this.saved = new SavedTensor(tensor, this, own, this.saved);
    return this.saved;
  }

  backward(grads: readonly Gradient[]): readonly Gradient[] {
    if (!this.pullback) throw freedGraphError(this.name);
    return this.pullback(grads);
  }

  override get givesAway(): boolean {
    return true;
  }

  release(): void {
    if (!this.saved) return;
    this.pullback = undefined;
    for (let saved: SavedTensor | undefined = this.saved; saved; saved = saved.before) saved.release();
    this.saved = undefined;
  }
}

/** The node whose rule is being asked, for {@link save}: rules are given no function of their own. */
let recording: RecordNode | undefined;
let recorded: readonly Tensor[] = [];

function save(tensor: Tensor): () => Tensor {
  const output = recorded.indexOf(tensor);
  const saved = recording!.save(tensor, output < 0 ? undefined : output);
  return () => saved.unpack();
}

/** Builds the node of a call and puts the results into the graph. */
export function recordVjp<In extends readonly OpInput[], Options>(
  name: string,
  vjp: (context: VjpContext<In, Options>) => Pullback,
  inputs: In,
  outputs: readonly Tensor[],
  options: Options,
  metas: readonly OutputMeta[] = metaOf(outputs),
): void {
  const next = edgesOf(inputs);
  const node = new RecordNode(name, next, metas);
  const needs = new Array<boolean>(next.length);
  for (let i = 0; i < next.length; i++) needs[i] = next[i] !== undefined;
  const outer = recording;
  const outerRecorded = recorded;
  recording = node;
  recorded = outputs;
  try {
    node.setPullback(vjp({ inputs, outputs, options, needs, save }));
  } finally {
    recording = outer;
    recorded = outerRecorded;
  }
  attach(node, outputs);
}

/**
 * Defines an operation by its record and returns the function that dispatches it: check, allocate, run the kernel,
 * record. Works the same outside the library.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineOp<In extends readonly OpInput[], Options = undefined>(
  definition: MultiOpDefinition<In, Options>,
): (inputs: In, options: Options) => Tensor[];
/* @__NO_SIDE_EFFECTS__ */
export function defineOp<In extends readonly OpInput[], Options = undefined>(
  definition: OpDefinition<In, Options>,
): (inputs: In, options: Options) => Tensor;
/* @__NO_SIDE_EFFECTS__ */
export function defineOp<In extends readonly OpInput[], Options>(
  definition: OpDefinition<In, Options> | MultiOpDefinition<In, Options>,
): (inputs: In, options: Options) => Tensor | Tensor[] {
  const { name, forward, vjp } = definition;
  const single = !('outputs' in definition);
  // taken out of the record here: each has other properties, among which a call would have to look for these
  const { shape: shapeOf, dtype: dtypeOf } = single ? definition : { shape: undefined, dtype: undefined };
  const outputsOf = single ? undefined : definition.outputs;
  const run = (inputs: In, options: Options, first: Tensor, made: readonly OutputMeta[]): Tensor[] => {
    const outputs = new Array<Tensor>(made.length);
    beginKernel(inputs);
    try {
      for (let i = 0; i < made.length; i++) {
        const { shape, dtype } = made[i]!;
        const storage = allocateStorage(dtype, sizeOf(shape));
        storage.pin();
        outputs[i] = first.like(storage, shape, contiguousStrides(shape), 0);
      }
      forward(currentKernels(), inputs as unknown as Operands<In>, outputs, options);
    } finally {
      endKernel(inputs, outputs);
    }
    if (isTracing()) emitOp({ name, inputs, outputs, options });
    return outputs;
  };
  const op = (inputs: In, options: Options): Tensor | Tensor[] => {
    let batch: readonly BatchDim[] | undefined;
    let first: Tensor | undefined;
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i];
      if (input === undefined) continue;
      checkTensor(name, input, i);
      first ??= input;
      batch ??= input.batch;
    }
    checkTensor(name, first, 0);
    let made: readonly OutputMeta[];
    if (shapeOf) {
      const shape = shapeOf(shapesOf(inputs), options);
      const dtype = dtypeOf ? dtypeOf(inputs, options) : promoteInputs(inputs);
      made = [{ shape, dtype, batch: undefined }];
    } else made = outputsOf!(inputs, options);
    const outputs = batch
      ? batch[0]!.level.batching.call(name, definition.batch, op, inputs, options, made)
      : run(inputs, options, first, made);
    if (vjp && mustRecord(inputs)) recordVjp(name, vjp, inputs, outputs, options, batch ? undefined : made);
    return single ? outputs[0]! : outputs;
  };
  return op;
}

function shapesOf<In extends readonly OpInput[]>(inputs: In): Shapes<In> {
  const shapes = new Array<Shape | undefined>(inputs.length);
  for (let i = 0; i < inputs.length; i++) shapes[i] = inputs[i]?.shape;
  return shapes as unknown as Shapes<In>;
}

/** PyTorch's promotion of all inputs that are there. */
export function promoteInputs(inputs: readonly OpInput[]): DType {
  const dtype = inputs[0]?.dtype;
  let same = dtype !== undefined;
  for (let i = 1; i < inputs.length && same; i++) same = inputs[i] === undefined || inputs[i]!.dtype === dtype;
  if (same) return dtype!;
  return resultType(inputs.filter((x) => x !== undefined));
}
