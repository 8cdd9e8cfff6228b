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
import { type Edge, freedGraphError, type Gradient, GraphNode, type OutputMeta } from './graph-node.ts';
import { attach, checkTensor, metaOf, mustRecord } from './record.ts';
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
  readonly #backwards = new Map<number, Backward>();

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
    const batched = inputs.find((x) => x.batch);
    const outputs = batched
      ? batchingOf(batched)!.mapAll(inputs, shape, (whole, all) => this.#run(whole, all, dtype, scalars))
      : this.#run(inputs, shape, dtype, scalars);
    if (isFloat(outputs[0]!.dtype) && mustRecord(inputs)) {
      attach(new FormulaNode(this, inputs, outputs, scalars), outputs);
    }
    return outputs;
  }

  #run(inputs: readonly Tensor[], shape: Shape, computed: DType, scalars: readonly number[]): Tensor[] {
    const name = this.name;
    const size = sizeOf(shape);
    const strides = contiguousStrides(shape);
    const dtype = this.#promotion === 'compare' ? 'bool' : computed;
    const outputs: Tensor[] = [];
    beginKernel(inputs);
    try {
      for (let i = 0; i < this.formula.outputs.length; i++) {
        const storage = allocateStorage(dtype, size);
        storage.pin();
        outputs.push(inputs[0]!.like(storage, shape, strides, 0));
      }
      currentKernels().map(this.formula, inputs, outputs, scalars, !isFloat(computed));
    } finally {
      endKernel(inputs, outputs);
    }
    if (isTracing()) emitOp({ name, inputs, outputs, options: scalars });
    return outputs;
  }

  /** The gradient's formula for the inputs in the bit set `needs`, derived at first use. */
  backward(needs: number): Backward {
    let backward = this.#backwards.get(needs);
    if (!backward) {
      backward = this.#derive(needs);
      this.#backwards.set(needs, backward);
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
    const conditions = this.#conditions;
    let dtype: DType | undefined;
    if (conditions.length === 0 && promoting.length === 0) {
      dtype = inputs[0]!.dtype;
      for (let i = 1; i < inputs.length && dtype; i++) if (inputs[i]!.dtype !== dtype) dtype = undefined;
    }
    if (!dtype) {
      const operands: Promotable[] = [...promoting];
      for (let i = 0; i < inputs.length; i++) if (!conditions.includes(i)) operands.push(inputs[i]!);
      dtype = resultType(operands);
    }
    return this.#promotion === 'float' && !isFloat(dtype) ? getDefaultDtype() : dtype;
  }
}

function broadcastAll(name: string, inputs: readonly Tensor[]): Shape {
  let shape: Shape = inputs[0]!.shape;
  for (let i = 1; i < inputs.length; i++) shape = broadcastShapes(name, shape, inputs[i]!.shape);
  return shape;
}

/** The node of every formula: no closure per call, the pullback is shared by all calls. */
class FormulaNode extends GraphNode {
  readonly #op: FormulaOp;
  readonly #scalars: readonly number[];
  readonly #needs: number;
  #saved: SavedTensor[] | undefined;

  constructor(op: FormulaOp, inputs: readonly Tensor[], outputs: readonly Tensor[], scalars: readonly number[]) {
    const next = new Array<Edge | undefined>(inputs.length);
    let needs = 0;
    for (let i = 0; i < inputs.length; i++) {
      next[i] = inputs[i]!.edge;
      if (next[i]) needs |= 1 << i;
    }
    super(op.name, next, metaOf(outputs));
    this.#op = op;
    this.#scalars = scalars;
    this.#needs = needs;
    const { uses } = op.backward(needs);
    const saved: SavedTensor[] = [];
    for (const i of uses.inputs) saved.push(new SavedTensor(inputs[i]!, this));
    for (const i of uses.outputs) saved.push(new SavedTensor(outputs[i]!, this, { node: this, index: i }));
    this.#saved = saved;
  }

  backward(grads: readonly Gradient[]): readonly Gradient[] {
    if (!this.#saved) throw freedGraphError(this.name);
    const { op, sources } = this.#op.backward(this.#needs);
    const results = op?.apply(
      [...completeGrads(grads, this.outputs), ...this.#saved.map((saved) => saved.unpack())],
      this.#scalars,
      [],
    );
    return sources.map((source) => {
      if (source === undefined) return undefined;
      if (source === 'zero') return filledLike(grads.find((grad) => grad !== undefined)!, 0);
      return source < 0 ? grads[~source] : results![source];
    });
  }

  release(): void {
    if (this.#saved?.length) this.#saved = undefined;
  }
}

/** Zeros where an output of several was not used. */
function completeGrads(grads: readonly Gradient[], outputs: readonly OutputMeta[]): Tensor[] {
  const some = grads.find((grad) => grad !== undefined)!;
  return outputs.map(({ dtype, shape }, i) => {
    const grad = grads[i];
    if (grad) return grad;
    return filledLike(some, 0, dtype, shape);
  });
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
