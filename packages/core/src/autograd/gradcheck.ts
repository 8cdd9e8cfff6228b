import { isFloat } from '../dtype.ts';
import { ArgumentError, DTypeError, GradientError } from '../errors.ts';
import { allocateLike, filledLike, readElements, writeElements } from '../op/allocate.ts';
import { enableGrad, noGrad } from '../op/grad-mode.ts';
import { sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { grad } from './backward.ts';

/** A function of tensors to check. */
export type Differentiable = (...inputs: Tensor[]) => Tensor | readonly Tensor[];

/** What gradcheck takes. */
export interface GradcheckOptions {
  /** The step of the finite difference. Defaults to 1e-6. */
  readonly eps?: number | undefined;
  /** Defaults to 1e-5. */
  readonly atol?: number | undefined;
  /** Defaults to 1e-3. */
  readonly rtol?: number | undefined;
}

/**
 * Compares the gradients of `fn` with central differences, element by element of the Jacobian. Returns true.
 *
 * The inputs that require grad must be float64. Throws a GradientError that names the first element that differs.
 * https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html
 */
export function gradcheck(fn: Differentiable, inputs: readonly Tensor[], options: GradcheckOptions = {}): boolean {
  const { eps = 1e-6, atol = 1e-5, rtol = 1e-3 } = options;
  const checked = checkedInputs('gradcheck', inputs);
  using _ = enableGrad();
  const outputs = floatOutputs(fn(...inputs));
  for (const i of checked) {
    const numeric = numericJacobian(fn, inputs, i, eps);
    outputs.forEach((output, o) => {
      const analytic = analyticJacobian(output, inputs[i]!);
      const columns = sizeOf(inputs[i]!.shape);
      for (let k = 0; k < analytic.length; k++) {
        const [got, want] = [analytic[k]!, numeric[o]![k]!];
        if (Math.abs(got - want) <= atol + rtol * Math.abs(want)) continue;
        throw new GradientError(
          `gradcheck: output ${o} element ${Math.floor(k / columns)} with respect to input ${i} element ${k % columns}: ` +
            `the gradient says ${got}, the finite difference ${want}`,
        );
      }
    });
  }
  return true;
}

/**
 * {@link gradcheck} of the gradients of `fn`: checks its second derivatives. `gradOutputs` weigh the outputs; by default
 * they vary from element to element and require grad themselves.
 * https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradgradcheck.html
 */
export function gradgradcheck(
  fn: Differentiable,
  inputs: readonly Tensor[],
  { gradOutputs, ...options }: GradcheckOptions & { readonly gradOutputs?: readonly Tensor[] | undefined } = {},
): boolean {
  checkedInputs('gradgradcheck', inputs);
  using _ = enableGrad();
  const outputs = floatOutputs(fn(...inputs));
  const weights =
    gradOutputs ??
    outputs.map((output) => {
      const weight = allocateLike(output);
      writeElements(weight, (elements) => {
        for (let i = 0; i < elements.length; i++) elements[i] = 0.4 + ((i * 7) % 11) * 0.13;
      });
      return weight.requiresGrad_();
    });
  const count = inputs.length;
  const firstGradients: Differentiable = (...all) => {
    const wanted = all.slice(0, count).filter((x) => x.requiresGrad);
    const results = floatOutputs(fn(...all.slice(0, count)));
    const gradients = grad(results, wanted, { gradOutputs: all.slice(count), createGraph: true, allowUnused: true });
    // a constant gradient has no graph of its own and differentiates to zero
    return gradients.map((gradient, i) => gradient ?? filledLike(wanted[i]!, 0));
  };
  return gradcheck(firstGradients, [...inputs, ...weights], options);
}

/** The positions of the inputs whose gradients are checked. */
function checkedInputs(name: string, inputs: readonly Tensor[]): number[] {
  const checked = inputs.flatMap((x, i) => (x.requiresGrad ? [i] : []));
  if (checked.length === 0) throw new ArgumentError(`${name}: no input requires grad`);
  for (const i of checked) {
    if (inputs[i]!.dtype !== 'float64')
      throw new DTypeError(`${name}: input ${i} is ${inputs[i]!.dtype}, expected float64`);
  }
  return checked;
}

function floatOutputs(result: Tensor | readonly Tensor[]): Tensor[] {
  const all = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
  return all.filter((output) => isFloat(output.dtype));
}

/** ∂output/∂input by one backward per output element, row-major. */
function analyticJacobian(output: Tensor, input: Tensor): Float64Array {
  const [rows, columns] = [sizeOf(output.shape), sizeOf(input.shape)];
  const jacobian = new Float64Array(rows * columns);
  if (!output.requiresGrad) return jacobian;
  for (let row = 0; row < rows; row++) {
    const seed = filledLike(output, 0);
    writeElements(seed, (elements) => {
      elements[row] = 1;
    });
    const [gradient] = grad(output, input, { gradOutputs: [seed], retainGraph: true, allowUnused: true });
    if (gradient) jacobian.set(readElements(gradient), row * columns);
  }
  return jacobian;
}

/** The same by central differences, one Jacobian per output. */
function numericJacobian(fn: Differentiable, inputs: readonly Tensor[], index: number, eps: number): Float64Array[] {
  const input = inputs[index]!;
  const columns = sizeOf(input.shape);
  const values = readElements(input);
  const evaluate = (column: number, step: number): Tensor[] => {
    const moved = allocateLike(input);
    writeElements(moved, (elements) => {
      elements.set(values);
      elements[column]! += step;
    });
    // the function may itself ask for gradients, so what required grad still does
    const result = fn(...inputs.map((x, i) => (i === index ? moved.requiresGrad_() : x)));
    using _ = noGrad();
    return floatOutputs(result);
  };
  let jacobians: Float64Array[] | undefined;
  for (let column = 0; column < columns; column++) {
    const [above, below] = [evaluate(column, eps), evaluate(column, -eps)];
    jacobians ??= above.map((output) => new Float64Array(sizeOf(output.shape) * columns));
    above.forEach((output, o) => {
      const [high, low] = [readElements(output), readElements(below[o]!)];
      for (let row = 0; row < high.length; row++)
        jacobians![o]![row * columns + column] = (high[row]! - low[row]!) / (2 * eps);
    });
  }
  return jacobians ?? floatOutputs(fn(...inputs)).map(() => new Float64Array(0));
}
