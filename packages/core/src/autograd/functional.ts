import { ArgumentError, GradientError } from '../errors.ts';
import { filledLike } from '../op/allocate.ts';
import { enableGrad } from '../op/grad-mode.ts';
import type { Gradient } from '../op/graph-node.ts';
import { checkTensor, isTensor } from '../op/record.ts';
import { movedim } from '../ops/movement.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkLike } from './recorded-call.ts';
import { pullBack, pushingForward, Tracking, zerosFor } from './tracking.ts';
import { forEachUnit } from './units.ts';

/** What a function to differentiate takes or gives: one tensor, or several. */
export type Tensors = Tensor | readonly Tensor[];

/** A function of one tensor, or of as many as are listed. */
export type FunctionOf<In extends Tensors, Out extends Tensors = Tensors> = (
  ...inputs: In extends readonly Tensor[] ? In : [In]
) => Out;

/** One tensor for one, a list for a list. */
export type FormOf<T extends Tensors> = T extends Tensor ? Tensor : { -readonly [K in keyof T]: Tensor };

/** For each of the first, one of the form of the second. */
export type FormOfPairs<Out extends Tensors, In extends Tensors> = Out extends Tensor
  ? FormOf<In>
  : { -readonly [K in keyof Out]: FormOf<In> };

/** What derivatives of functions take. */
export interface FunctionalOptions {
  /** Records the derivative's own computation, so that it can be differentiated. Defaults to false. */
  readonly createGraph?: boolean | undefined;
  /** Throw when an output, or the derivative, does not depend on an input, instead of giving zeros. Defaults to false. */
  readonly strict?: boolean | undefined;
}

/** What jacobian takes. */
export interface JacobianOptions extends FunctionalOptions {
  /** Compute all rows (or columns) at once, by vmap. Defaults to false. */
  readonly vectorize?: boolean | undefined;
  /** By rows, which suits few outputs, or by columns, which suits few inputs. Defaults to `'reverse-mode'`. */
  readonly strategy?: 'reverse-mode' | 'forward-mode' | undefined;
}

/** What hessian takes. */
export interface HessianOptions extends FunctionalOptions {
  /** Compute all rows (or columns) at once, by vmap. Defaults to false. */
  readonly vectorize?: boolean | undefined;
  /** How the Jacobian of the gradient is computed. Defaults to `'reverse-mode'`. */
  readonly outerJacobianStrategy?: 'reverse-mode' | 'forward-mode' | undefined;
}

/** A call of which derivatives are taken. */
class Call {
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly tracking: Tracking;
  readonly createGraph: boolean;
  readonly strict: boolean;
  readonly #given: Tensors;
  readonly #returned: Tensors;

  constructor(
    name: string,
    fn: (...inputs: never) => Tensors,
    given: Tensors,
    { createGraph = false, strict = false }: FunctionalOptions,
  ) {
    this.name = name;
    this.createGraph = createGraph;
    this.strict = strict;
    this.tracking = new Tracking(createGraph);
    this.inputs = listOf(name, given).map((x) => this.tracking.input(name, x));
    this.#given = given;
    this.#returned = enableGrad(() => fn(...(this.inputs as never)));
    this.outputs = listOf(name, this.#returned);
    if (!strict) return;
    this.outputs.forEach((y, i) => {
      if (!y.edge) throw new GradientError(`${name}: output ${i} does not depend on the inputs, which strict refuses`);
    });
  }

  /** The gradient of the output, which must be a single element. */
  gradient(): Gradient[] {
    const [output] = this.outputs;
    if (this.outputs.length !== 1 || output!.numel() !== 1) {
      throw new ArgumentError(`${this.name}: the function must return one tensor with a single element`);
    }
    return this.required(pullBack([output], this.inputs, [filledLike(output!, 1)], true));
  }

  /** Derivatives by each input, or of each output; with `strict` none may be missing. */
  required(derivatives: Gradient[], each: 'input' | 'output' = 'input'): Gradient[] {
    const missing = this.strict ? derivatives.findIndex((g) => !g) : -1;
    if (missing < 0) return derivatives;
    throw new GradientError(
      each === 'input'
        ? `${this.name}: what is differentiated does not depend on input ${missing}, which strict refuses`
        : `${this.name}: output ${missing} does not move with the inputs, which strict refuses`,
    );
  }

  /** What belongs to the inputs, in their form, with zeros for what is missing. */
  inInputForm(list: readonly Gradient[]): Tensors {
    const filled = list.map((x, i) => this.result(x ?? zerosFor(this.inputs[i]!)));
    return isTensor(this.#given) ? filled[0]! : filled;
  }

  inOutputForm<T>(list: readonly T[]): T | readonly T[] {
    return isTensor(this.#returned) ? list[0]! : list;
  }

  result(x: Tensor): Tensor {
    if (!this.createGraph) return x.detach();
    if (this.strict && !x.edge) {
      throw new GradientError(`${this.name}: the derivative does not depend on the inputs, which strict refuses`);
    }
    return x;
  }

  results(): Tensors {
    return this.inOutputForm(this.outputs.map((y) => (this.createGraph ? y : y.detach())));
  }

  /** The Jacobian of each of `outputs` by each input. */
  jacobians(outputs: readonly Gradient[], vectorize: boolean, strategy: JacobianOptions['strategy']): Tensor[][] {
    const { inputs } = this;
    const like = outputs.map((y, i) => y ?? inputs[i]!);
    const zeroed = (derivatives: Gradient[], zeros: readonly Tensor[]): Tensor[] =>
      derivatives.map((d, i) => this.result(d ?? zerosFor(zeros[i]!)));
    const shapeOf = (k: number, i: number): number[] => [...like[k]!.shape, ...inputs[i]!.shape];
    if (strategy === 'forward-mode') {
      const push = pushingForward(this.tracking, outputs, inputs);
      const columns = inputs.map((x, i) => {
        const pushUnit = (unit: Tensor): Tensor[] => {
          const tangents = inputs.map((_, k) => (k === i ? unit : undefined));
          return zeroed(this.required(push(tangents, this.createGraph), 'output'), like);
        };
        return forEachUnit(x, like, pushUnit, { vectorize });
      });
      return outputs.map((_, k) => inputs.map((_, i) => movedim(columns[i]![k]!, 0, -1).reshape(shapeOf(k, i))));
    }
    return outputs.map((y, k) => {
      const pull = (unit: Tensor): Tensor[] =>
        zeroed(this.required(pullBack([y], inputs, [unit], this.createGraph)), inputs);
      return forEachUnit(like[k]!, inputs, pull, { vectorize }).map((rows, i) => rows.reshape(shapeOf(k, i)));
    });
  }
}

function listOf(name: string, tensors: Tensors): readonly Tensor[] {
  const list = Array.isArray(tensors) ? (tensors as readonly Tensor[]) : [tensors as Tensor];
  for (let i = 0; i < list.length; i++) checkTensor(name, list[i], i);
  return list;
}

/** The given vectors; for a single element 1 may be left out. */
function vectors(name: string, v: Tensors | undefined, want: readonly Tensor[]): readonly Tensor[] {
  if (v === undefined) {
    if (want.length === 1 && want[0]!.numel() === 1) return [filledLike(want[0]!, 1)];
    throw new ArgumentError(`${name}: v can only be left out for a single tensor of one element`);
  }
  const list = listOf(name, v);
  checkLike(name, 'vectors', list, want);
  return list;
}

/**
 * `[outputs, vᵀ J]`: the outputs of `fn`, and the gradients of their sum weighted by `v`, which has the form of the
 * outputs and may be left out for a single element. The inputs are one tensor or a list, with which `fn` is called.
 *
 * Throws a ShapeError or ArgumentError when `v` does not fit, a DTypeError for inputs of integers, with `strict` a
 * GradientError when an output or derivative does not depend on an input.
 * https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.vjp.html
 */
export function vjp<const In extends Tensors, Out extends Tensors>(
  fn: FunctionOf<In, Out>,
  inputs: In,
  v?: Tensors,
  options: FunctionalOptions = {},
): [outputs: FormOf<Out>, product: FormOf<In>] {
  const call = new Call('vjp', fn as never, inputs, options);
  const weights = vectors('vjp', v, call.outputs);
  const product = call.required(pullBack(call.outputs, call.inputs, weights, call.createGraph));
  return [call.results() as FormOf<Out>, call.inInputForm(product) as FormOf<In>];
}

/**
 * `[outputs, J v]`: the outputs of `fn`, and how they change when the inputs move along `v`, which has the form of the
 * inputs and may be left out for a single element.
 *
 * Throws as {@link vjp}. https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.jvp.html
 */
export function jvp<const In extends Tensors, Out extends Tensors>(
  fn: FunctionOf<In, Out>,
  inputs: In,
  v?: Tensors,
  options: FunctionalOptions = {},
): [outputs: FormOf<Out>, product: FormOf<Out>] {
  const call = new Call('jvp', fn as never, inputs, options);
  const tangents = vectors('jvp', v, call.inputs);
  const pushed = call.required(
    pushingForward(call.tracking, call.outputs, call.inputs)(tangents, call.createGraph),
    'output',
  );
  const product = pushed.map((t, i) => call.result(t ?? zerosFor(call.outputs[i]!)));
  return [call.results() as FormOf<Out>, call.inOutputForm(product) as FormOf<Out>];
}

/**
 * The Jacobian of `fn`: for each output and each input a tensor of the shape of the output followed by that of the
 * input. The inputs are one tensor or a list, with which `fn` is called.
 *
 * Throws a DTypeError for inputs of integers, with `strict` a GradientError when an output or derivative does not depend
 * on an input. https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.jacobian.html
 */
export function jacobian<const In extends Tensors, Out extends Tensors>(
  fn: FunctionOf<In, Out>,
  inputs: In,
  options: JacobianOptions = {},
): FormOfPairs<Out, In> {
  const call = new Call('jacobian', fn as never, inputs, options);
  const rows = call.jacobians(call.outputs, options.vectorize ?? false, options.strategy);
  return call.inOutputForm(rows.map((row) => (isTensor(inputs) ? row[0]! : row))) as FormOfPairs<Out, In>;
}

/**
 * The second derivatives of `fn`, which returns a single element: for each pair of inputs a tensor of the shape of the
 * one followed by that of the other.
 *
 * Throws an ArgumentError for other outputs, and as {@link jacobian}.
 * https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.hessian.html
 */
export function hessian<const In extends Tensors>(
  fn: FunctionOf<In>,
  inputs: In,
  options: HessianOptions = {},
): FormOfPairs<In, In> {
  const call = new Call('hessian', fn as never, inputs, options);
  const rows = call.jacobians(call.gradient(), options.vectorize ?? false, options.outerJacobianStrategy);
  return (isTensor(inputs) ? rows[0]![0]! : rows) as FormOfPairs<In, In>;
}

/**
 * `[output, vᵀ H]`: the single element that `fn` returns, and the product of `v`, which has the form of the inputs, with
 * the second derivatives. It costs one backward less than {@link hvp}, and is the same wherever those are continuous.
 *
 * Throws as {@link hessian}. https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.vhp.html
 */
export function vhp<const In extends Tensors>(
  fn: FunctionOf<In>,
  inputs: In,
  v?: Tensors,
  options: FunctionalOptions = {},
): [output: Tensor, product: FormOf<In>] {
  const call = new Call('vhp', fn as never, inputs, options);
  const weights = vectors('vhp', v, call.inputs);
  const product = call.required(pullBack(call.gradient(), call.inputs, weights, call.createGraph));
  return [call.results() as Tensor, call.inInputForm(product) as FormOf<In>];
}

/**
 * `[output, H v]`: the single element that `fn` returns, and how its gradient changes when the inputs move along `v`,
 * which has their form.
 *
 * Throws as {@link hessian}. https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.hvp.html
 */
export function hvp<const In extends Tensors>(
  fn: FunctionOf<In>,
  inputs: In,
  v?: Tensors,
  options: FunctionalOptions = {},
): [output: Tensor, product: FormOf<In>] {
  const call = new Call('hvp', fn as never, inputs, options);
  const tangents = vectors('hvp', v, call.inputs);
  const product = call.required(
    pushingForward(call.tracking, call.gradient(), call.inputs)(tangents, call.createGraph),
  );
  return [call.results() as Tensor, call.inInputForm(product) as FormOf<In>];
}
