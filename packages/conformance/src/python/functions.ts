import * as core from '@cotangent/core';
import { type Decoded, dtypeOf, NotThere } from '../values.ts';
import { autogradFunctions } from './autograd-functions.ts';
import { libraryArguments, toLibrary } from './interop.ts';
import type { Callable } from './scope.ts';

type Kwargs = Readonly<Record<string, unknown>>;
type Tensors = core.Tensor | core.Tensor[];

/** Of a Python `dtype=` argument, by PyTorch's name or ours. */
export function dtypeArgument({ dtype }: Kwargs): { dtype?: core.DType } {
  return dtype === undefined ? {} : { dtype: dtypeOf(String(dtype)) };
}

function creation(kwargs: Kwargs): core.TensorOptions {
  return { ...dtypeArgument(kwargs), requiresGrad: kwargs.requires_grad as boolean | undefined };
}

/** `f(2, 3)` and `f((2, 3))`. */
const sizes = (args: readonly unknown[]): number[] => args.flat() as number[];

const listOf = (tensors: unknown): core.Tensor[] => [tensors as Tensors].flat();

/** A function of the library that takes PyTorch's arguments in PyTorch's order, the first of them a function. */
const transform =
  (run: (...args: never[]) => unknown): Callable =>
  (args, kwargs) => {
    const result = run(...(libraryArguments(args, kwargs) as never[]));
    if (typeof result !== 'function') return result;
    return ((inner) => (result as (...rest: unknown[]) => unknown)(...inner)) satisfies Callable;
  };

/** Where None says something it is `null`. */
const withNull = (dims: unknown): unknown => (Array.isArray(dims) ? dims.map(withNull) : (dims ?? null));

const vmap: Callable = ([fn, inDims = 0, outDims = 0], kwargs) => {
  const { in_dims = inDims, out_dims = outDims, ...rest } = kwargs;
  return transform(core.vmap)([fn], { ...rest, in_dims: withNull(in_dims), out_dims: withNull(out_dims) });
};

/** `jacobian(f, inputs, create_graph=True)`, with `v` of products by place or by name. */
const functional =
  (run: (...args: never[]) => unknown, takesVector: boolean): Callable =>
  ([fn, inputs, ...rest], { v, ...kwargs }) => {
    const vector = takesVector ? [v ?? rest[0]] : [];
    const options = libraryArguments([], kwargs);
    return run(...([toLibrary(fn), inputs, ...vector, ...options] as never[]));
  };

/** What Python's `math` has under the names of ours: functions of numbers only. */
const mathematics = (['ceil', 'cos', 'exp', 'floor', 'log', 'pow', 'sin', 'sqrt', 'tanh'] as const).map(
  (name): [string, Callable] => [
    `math.${name}`,
    (args) => {
      if (!args.every((arg) => typeof arg === 'number')) throw new NotThere(`math.${name} of what is no number`);
      return (Math[name] as (...numbers: number[]) => number)(...args);
    },
  ],
);

/** Functions of PyTorch that are more than an operation, and those of `math`. */
export const functions: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ...mathematics,
  [
    'torch.tensor',
    ([data], kwargs) => {
      // a Python list of whole numbers is an integer tensor
      const flat = [data].flat(Number.POSITIVE_INFINITY) as number[];
      const whole = flat.length > 0 && flat.every((x) => typeof x === 'number' && Number.isInteger(x));
      const dtype = dtypeArgument(kwargs).dtype ?? (whole ? 'int32' : undefined);
      return core.tensor(data as number[], { ...creation(kwargs), dtype });
    },
  ],
  ['torch.rand', (args, kwargs) => core.rand(sizes(args), creation(kwargs))],
  ['torch.randn', (args, kwargs) => core.randn(sizes(args), creation(kwargs))],
  ['torch.empty', (args, kwargs) => core.empty(sizes(args), creation(kwargs))],
  ['torch.manual_seed', ([seed]) => core.manualSeed(seed as number)],
  ['torch.is_tensor', ([x]) => core.isTensor(x)],
  ['torch.is_grad_enabled', () => core.isGradEnabled()],
  ['torch.is_inference_mode_enabled', () => core.isInferenceModeEnabled()],
  ['torch.no_grad', () => core.noGrad()],
  ['torch.enable_grad', () => core.enableGrad()],
  ['torch.inference_mode', ([mode = true], kwargs) => core.inferenceMode(Boolean(kwargs.mode ?? mode))],
  ['torch.set_grad_enabled', ([enabled]) => core.setGradEnabled(Boolean(enabled))],
  [
    'torch.nn.Parameter',
    ([data], kwargs) => new core.Parameter(data as core.Tensor, creation(kwargs) as core.ParameterOptions),
  ],
  [
    'torch.autograd.grad',
    ([outputs, inputs, weights], kwargs) => {
      const gradOutputs = kwargs.grad_outputs ?? weights;
      return core.grad(outputs as Tensors, inputs as Tensors, {
        gradOutputs: gradOutputs === undefined ? undefined : listOf(gradOutputs),
        createGraph: kwargs.create_graph as boolean | undefined,
        retainGraph: kwargs.retain_graph as boolean | undefined,
        allowUnused: kwargs.allow_unused as boolean | undefined,
        isGradsBatched: kwargs.is_grads_batched as boolean | undefined,
        materializeGrads: kwargs.materialize_grads as boolean | undefined,
      });
    },
  ],
  ...autogradFunctions,
  ['torch.autograd.functional.vjp', functional(core.vjp, true)],
  ['torch.autograd.functional.jvp', functional(core.jvp, true)],
  ['torch.autograd.functional.vhp', functional(core.vhp, true)],
  ['torch.autograd.functional.hvp', functional(core.hvp, true)],
  ['torch.autograd.functional.jacobian', functional(core.jacobian, false)],
  ['torch.autograd.functional.hessian', functional(core.hessian, false)],
  ['torch.func.grad', transform(core.func.grad)],
  ['torch.func.grad_and_value', transform(core.func.gradAndValue)],
  ['torch.func.jacrev', transform(core.func.jacrev)],
  ['torch.func.jacfwd', transform(core.func.jacfwd)],
  ['torch.func.hessian', transform(core.func.hessian)],
  ['torch.func.vmap', vmap],
  ['torch.vmap', vmap],
  [
    'torch.func.vjp',
    ([fn, ...primals], kwargs) => {
      const [output, pull, ...aux] = core.func.vjp(
        toLibrary(fn) as never,
        primals,
        ...(libraryArguments([], kwargs) as []),
      );
      const call: Callable = ([cotangents]) => (pull as (v: unknown) => Decoded)(cotangents);
      return [output, call, ...(aux as unknown[])];
    },
  ],
  ['torch.func.jvp', transform(core.func.jvp)],
]);
