import { type DType, getDefaultDtype, isFloat, type Promotable, resultType, type Scalar } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import { customPullback, type Pullback, pullback } from '../formula/differentiate.ts';
import type { Formula, Num } from '../formula/formula.ts';
import { currentKernels } from '../kernels/current.ts';
import { beginKernel, endKernel } from '../memory/current.ts';
import { broadcastShapes, contiguousStrides, type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { allocateStorage, filledLike } from './allocate.ts';
import { batchingOf } from './batch.ts';
import { freedGraphError, type Gradient, GraphNode, type OutputMeta } from './graph-node.ts';
import { attach, checkTensor, edgesOf, metaOf, mustRecord } from './record.ts';
import { SavedTensor } from './saved-tensor.ts';
import { emitOp, isTracing } from './trace.ts';

/**
 * How the dtype of a formula's result follows from its inputs':
 * `float` promotes integers to the default dtype, `numeric` keeps them, `compare` gives bools.
 */
export type Promotion = 'float' | 'numeric' | 'compare';

/** Gradients in place of the symbolic ones: one expression per input, `undefined` for none. */
export type GradientRule = (
  grads: readonly Num[],
  inputs: readonly Num[],
  outputs: readonly Num[],
  scalars: readonly Num[],
) => readonly (Num | undefined)[];

/** A formula as it runs: every input is a tensor, every number a scalar parameter. */
export interface FormulaOpOptions {
  readonly name: string;
  readonly promotion: Promotion;
  readonly formula: Formula;
  /** Inputs that only steer (`where`'s condition): they take no part in promotion. */
  readonly conditions?: readonly number[] | undefined;
  readonly gradient?: GradientRule | undefined;
}

interface Backward {
  readonly op: FormulaOp | undefined;
  /**
   * Where the gradient of an input comes from: an output of `op`, or, as `~k`, the unchanged gradient `k`; `'zero'`
   * where nothing depends on the input (`floor`), `undefined` where none is wanted.
   */
  readonly sources: readonly (number | 'zero' | undefined)[];
  readonly uses: Pullback['uses'];
}

/** Dispatches one formula: dtype, shape, kernel, and the record for its gradient, which is a formula again. */
export class FormulaOp {
  readonly name: string;
  readonly formula: Formula;
  readonly #promotion: Promotion;
  readonly #conditions: readonly number[];
  readonly #gradient: GradientRule | undefined;
  /** By the set of inputs that want a gradient. */
  readonly #backwards: (Backward | undefined)[] = [];

  constructor({ name, promotion, formula, conditions = [], gradient }: FormulaOpOptions) {
    // which inputs want a gradient is a set of bits
    if (formula.inputs > 31)
      throw new ArgumentError(`${name}: a formula has at most 31 inputs, this has ${formula.inputs}`);
    this.name = name;
    this.formula = formula;
    this.#promotion = promotion;
    this.#conditions = conditions;
    this.#gradient = gradient;
  }

  /** `promoting` are numbers the user passed as operands; they take part in promotion. */
  apply(inputs: readonly Tensor[], scalars: readonly number[], promoting: readonly Scalar[]): Tensor[] {
    const dtype = this.#dtypeOf(inputs, promoting);
    const shape = broadcastAll(this.name, inputs);
    const batched = batchedOf(inputs);
    const outputs = batched
      ? batchingOf(batched)!.mapAll(inputs, shape, (whole, all) => this.#run(whole, all, dtype, scalars))
      : this.#run(inputs, shape, dtype, scalars);
    if (isFloat(outputs[0]!.dtype) && mustRecord(inputs)) {
      attach(new FormulaNode(this, inputs, outputs, scalars), outputs);
    }
    return outputs;
  }

  #run(inputs: readonly Tensor[], shape: Shape, computed: DType, scalars: readonly number[]): Tensor[] {
    const first = inputs[0]!;
    const count = this.formula.outputs.length;
    const size = sizeOf(shape);
    const strides = stridesLike(first, shape);
    const dtype = this.#promotion === 'compare' ? 'bool' : computed;
    // an array that grows by push would be given room for 17
    const outputs = new Array<Tensor>(count);
    beginKernel(inputs);
    try {
      for (let i = 0; i < count; i++) {
        const storage = allocateStorage(dtype, size);
        storage.pin();
        outputs[i] = first.like(storage, shape, strides, 0);
      }
      currentKernels().map(this.formula, inputs, outputs, scalars, !isFloat(computed));
    } finally {
      endKernel(inputs, outputs);
    }
    if (isTracing()) emitOp({ name: this.name, inputs, outputs, options: scalars });
    return outputs;
  }

  /** The gradient's formula for the inputs in the bit set `needs`, derived at first use. */
  backward(needs: number): Backward {
    let backward = this.#backwards[needs];
    if (!backward) {
      backward = this.#derive(needs);
      this.#backwards[needs] = backward;
    }
    return backward;
  }

  #derive(needs: number): Backward {
    const { formula } = this;
    const wanted = Array.from({ length: formula.inputs }, (_, i) => (needs & (1 << i)) !== 0);
    const rule = this.#gradient;
    const derived = rule
      ? customPullback(formula, (grads, inputs, outputs, scalars) =>
          rule(grads, inputs, outputs, scalars).map((gradient, i) => (wanted[i] ? gradient : undefined)),
        )
      : pullback(formula, wanted);
    const sources = wanted.map((want): number | 'zero' | undefined => (want ? 'zero' : undefined));
    const computed: Num[] = [];
    derived.wrt.forEach((input, k) => {
      const expression = derived.formula.outputs[k] as Num;
      const unchanged = expression.kind === 'input' && expression.index < formula.outputs.length;
      sources[input] = unchanged ? ~expression.index : computed.push(expression) - 1;
    });
    const op =
      computed.length === 0
        ? undefined
        : new FormulaOp({
            name: `${this.name}Backward`,
            promotion: 'float',
            formula: { ...derived.formula, outputs: computed },
          });
    return { op, sources, uses: op ? derived.uses : { inputs: [], outputs: [] } };
  }

  #dtypeOf(inputs: readonly Tensor[], promoting: readonly Scalar[]): DType {
    const common = this.#conditions.length === 0 ? commonDType(inputs) : undefined;
    // a number is never of a higher kind than floats
    if (common && (isFloat(common) || promoting.length === 0)) return this.#resultOf(common);
    const operands: Promotable[] = [...promoting];
    for (let i = 0; i < inputs.length; i++) if (!this.#conditions.includes(i)) operands.push(inputs[i]!);
    return this.#resultOf(resultType(operands));
  }

  #resultOf(promoted: DType): DType {
    return this.#promotion === 'float' && !isFloat(promoted) ? getDefaultDtype() : promoted;
  }
}

function batchedOf(inputs: readonly Tensor[]): Tensor | undefined {
  for (let i = 0; i < inputs.length; i++) if (inputs[i]!.batch) return inputs[i];
  return undefined;
}

function commonDType(inputs: readonly Tensor[]): DType | undefined {
  const { dtype } = inputs[0]!;
  for (let i = 1; i < inputs.length; i++) if (inputs[i]!.dtype !== dtype) return undefined;
  return dtype;
}

/** Row-major strides, those of `like` itself where they are such. */
function stridesLike(like: Tensor, shape: Shape): Shape {
  if (like.shape !== shape) return contiguousStrides(shape);
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    if (like.strides[d] !== step) return contiguousStrides(shape);
    step *= Math.max(shape[d]!, 1);
  }
  return like.strides;
}

function broadcastAll(name: string, inputs: readonly Tensor[]): Shape {
  let shape: Shape = inputs[0]!.shape;
  for (let i = 1; i < inputs.length; i++) shape = broadcastShapes(name, shape, inputs[i]!.shape);
  return shape;
}

const nothingSaved: readonly SavedTensor[] = [];
const noNumbers: readonly number[] = [];

/** The node of every formula: no closure per call, the pullback is shared by all calls. */
class FormulaNode extends GraphNode {
  readonly #backward: Backward;
  readonly #scalars: readonly number[];
  #saved: readonly SavedTensor[] | undefined;

  constructor(op: FormulaOp, inputs: readonly Tensor[], outputs: readonly Tensor[], scalars: readonly number[]) {
    const next = edgesOf(inputs);
    let needs = 0;
    for (let i = 0; i < next.length; i++) if (next[i]) needs |= 1 << i;
    super(op.name, next, metaOf(outputs));
    this.#backward = op.backward(needs);
    this.#scalars = scalars;
    const { uses } = this.#backward;
    this.#saved = uses.inputs.length + uses.outputs.length === 0 ? nothingSaved : this.#save(uses, inputs, outputs);
  }

  #save(uses: Pullback['uses'], inputs: readonly Tensor[], outputs: readonly Tensor[]): SavedTensor[] {
    const count = uses.inputs.length;
    const saved = new Array<SavedTensor>(count + uses.outputs.length);
    for (let k = 0; k < count; k++) saved[k] = new SavedTensor(inputs[uses.inputs[k]!]!, this);
    for (let k = 0; k < uses.outputs.length; k++) {
      const index = uses.outputs[k]!;
      saved[count + k] = new SavedTensor(outputs[index]!, this, { node: this, index });
    }
    return saved;
  }

  backward(grads: readonly Gradient[]): readonly Gradient[] {
    const saved = this.#saved;
    if (!saved) throw freedGraphError(this.name);
    const { op, sources } = this.#backward;
    let results: readonly Tensor[] | undefined;
    if (op) {
      const count = this.outputs.length;
      const inputs = new Array<Tensor>(count + saved.length);
      for (let i = 0; i < count; i++) inputs[i] = grads[i] ?? zerosFor(this.outputs[i]!, grads);
      for (let k = 0; k < saved.length; k++) inputs[count + k] = saved[k]!.unpack();
      results = op.apply(inputs, this.#scalars, noNumbers);
    }
    const gradients = new Array<Gradient>(sources.length);
    for (let i = 0; i < sources.length; i++) {
      const source = sources[i];
      if (typeof source === 'number') gradients[i] = source < 0 ? grads[~source] : results![source];
      else gradients[i] = source && filledLike(grads.find((grad) => grad !== undefined)!, 0);
    }
    return gradients;
  }

  override get givesAway(): boolean {
    return true;
  }

  release(): void {
    if (this.#saved?.length) this.#saved = undefined;
  }
}

/** The gradient of an output of several that was not used. */
function zerosFor({ dtype, shape }: OutputMeta, grads: readonly Gradient[]): Tensor {
  return filledLike(grads.find((grad) => grad !== undefined)!, 0, dtype, shape);
}

/** Refuses operands that are neither tensors nor numbers, and calls without a tensor. */
export function checkOperands(name: string, operands: readonly unknown[], numbers: boolean): void {
  let tensors = 0;
  for (let i = 0; i < operands.length; i++) {
    if (numbers && (typeof operands[i] === 'number' || typeof operands[i] === 'boolean')) continue;
    checkTensor(name, operands[i], i);
    tensors++;
  }
  if (tensors === 0) throw new ArgumentError(`${name}: expected a tensor, got only numbers ${operands.join(', ')}`);
}

/** Refuses bool tensors, for operations that PyTorch does not define on them. */
export function refuseBools(name: string, operands: readonly (Tensor | Scalar)[], instead: string): void {
  for (const operand of operands) {
    if (typeof operand === 'boolean' || (typeof operand === 'object' && operand.dtype === 'bool')) {
      throw new DTypeError(`${name}: bool tensors are not supported; use ${instead}`);
    }
  }
}
