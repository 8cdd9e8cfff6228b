import { type DType, getDefaultDtype, isFloat, type Promotable, resultType, type Scalar } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import { customPullback, pullback } from '../formula/differentiate.ts';
import type { Formula, Num } from '../formula/formula.ts';
import { currentKernels } from '../kernels/current.ts';
import { beginKernel, endKernel } from '../memory/current.ts';
import { broadcastShapes, contiguousStrides, type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { allocateStorage } from './allocate.ts';
import { batchingOf } from './batch.ts';
import { type Destination, mayWriteInto, takeDestination, withOldElements } from './destination.ts';
import { type Backward, FormulaNode, needsOf } from './formula-node.ts';
import { has, mostOperands } from './operand-set.ts';
import { attach, checkTensor, edgesOf, mustRecord } from './record.ts';
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
    if (formula.inputs > mostOperands) {
      throw new ArgumentError(`${name}: a formula has at most ${mostOperands} inputs, this has ${formula.inputs}`);
    }
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
    const destination = takeDestination();
    if (destination) return this.#applyInto(destination, inputs, shape, dtype, scalars);
    return this.#apply(inputs, shape, dtype, scalars);
  }

  #apply(inputs: readonly Tensor[], shape: Shape, computed: DType, scalars: readonly number[]): Tensor[] {
    const batched = batchedOf(inputs);
    const outputs = batched
      ? batchingOf(batched)!.mapAll(inputs, shape, (whole, all) => this.#run(whole, all, computed, scalars))
      : this.#run(inputs, shape, computed, scalars);
    if (isFloat(outputs[0]!.dtype) && mustRecord(inputs)) {
      const node = new FormulaNode(this, inputs, outputs, scalars);
      node.saveOutputs(outputs);
      attach(node, outputs);
    }
    return outputs;
  }

  /** For an operation in place: writes where the result belongs, unless that would change what is still to be read. */
  #applyInto(
    destination: Destination,
    inputs: readonly Tensor[],
    shape: Shape,
    computed: DType,
    scalars: readonly number[],
  ): Tensor[] {
    const { target, source } = destination;
    const recording = source !== target;
    const dtype = this.#resultDType(computed);
    if (!mayWriteInto(destination, dtype, shape, inputs)) {
      return this.#apply(recording ? withOldElements(destination, inputs) : inputs, shape, computed, scalars);
    }
    const records = isFloat(dtype) && mustRecord(inputs);
    const outputs = [records ? target.alias() : target];
    let node: FormulaNode | undefined;
    if (records) {
      const { inputs: read } = this.backward(needsOf(edgesOf(inputs))).uses;
      node = new FormulaNode(this, withOldElements(destination, inputs, read), outputs, scalars);
    }
    beginKernel(inputs);
    try {
      currentKernels().map(this.formula, inputs, outputs, scalars, !isFloat(computed));
    } finally {
      endKernel(inputs, []);
    }
    // before the result is saved, and after the inputs were: they notice the write, the result does not
    target.storage.version++;
    destination.written = true;
    if (node) {
      node.saveOutputs(outputs);
      attach(node, outputs);
    }
    return outputs;
  }

  #run(inputs: readonly Tensor[], shape: Shape, computed: DType, scalars: readonly number[]): Tensor[] {
    const first = inputs[0]!;
    const count = this.formula.outputs.length;
    const size = sizeOf(shape);
    const strides = stridesLike(first, shape);
    const dtype = this.#resultDType(computed);
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
    const wanted = Array.from({ length: formula.inputs }, (_, i) => has(needs, i));
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

  #resultDType(computed: DType): DType {
    return this.#promotion === 'compare' ? 'bool' : computed;
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
