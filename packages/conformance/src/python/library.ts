import {
  enableGrad,
  grad,
  inferenceMode,
  isGradEnabled,
  isTensor,
  noGrad,
  setGradEnabled,
  Tensor,
  tensor,
  writeInPlace,
} from '@cotangent/core';
import { Arguments } from '../adapter/arguments.ts';
import { camelCase } from '../adapter/camel-case.ts';
import { adapter } from '../adapter/table.ts';
import { type Decoded, dtypeOf, NotThere } from '../values.ts';

type Kwargs = Readonly<Record<string, unknown>>;
type Builtin = (args: readonly unknown[], kwargs: Kwargs) => unknown;

/** Of a Python `dtype=` argument, by PyTorch's name or ours. */
function dtypeArgument({ dtype }: Kwargs): { dtype?: ReturnType<typeof dtypeOf> } {
  return dtype === undefined ? {} : { dtype: dtypeOf(String(dtype)) };
}

/** Functions that are more than an operation. */
const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [
    'torch.tensor',
    ([data], kwargs) => {
      // a Python list of whole numbers is an integer tensor
      const flat = [data].flat(Number.POSITIVE_INFINITY) as number[];
      const whole = flat.length > 0 && flat.every((x) => typeof x === 'number' && Number.isInteger(x));
      const dtype = dtypeArgument(kwargs).dtype ?? (whole ? 'int32' : undefined);
      return tensor(data as number[], { dtype, requiresGrad: kwargs.requires_grad as boolean | undefined });
    },
  ],
  [
    'torch.autograd.grad',
    (args, kwargs) => {
      const [outputs, inputs] = args as [Tensor | Tensor[], Tensor | Tensor[]];
      const weights = (kwargs.grad_outputs ?? args[2]) as Tensor | Tensor[] | undefined;
      return grad(outputs, inputs, {
        gradOutputs: weights && [weights].flat(),
        createGraph: kwargs.create_graph as boolean | undefined,
        retainGraph: kwargs.retain_graph as boolean | undefined,
        allowUnused: kwargs.allow_unused as boolean | undefined,
      });
    },
  ],
  ['torch.no_grad', () => noGrad()],
  ['torch.enable_grad', () => enableGrad()],
  ['torch.inference_mode', () => inferenceMode()],
  ['torch.set_grad_enabled', ([enabled]) => setGradEnabled(Boolean(enabled))],
  ['torch.is_grad_enabled', () => isGradEnabled()],
]);

/** Where else a function may stand: `torch.Tensor.sum` is `torch.sum`, `torch.nn.functional.tanh` is `torch.tanh`. */
const namespaces = ['torch.', 'torch.nn.functional.', 'torch.Tensor.'];

/** The name under which a dotted name of PyTorch is known here, or undefined. */
function resolve(name: string): string | undefined {
  if (builtins.has(name) || Object.hasOwn(adapter, name)) return name;
  const own = namespaces.findLast((prefix) => name.startsWith(prefix));
  const last = own === undefined ? '' : name.slice(own.length);
  // `torch.special.expit` is no function of `torch`
  if (last === '' || last.includes('.')) return undefined;
  return namespaces.map((prefix) => `${prefix}${last}`).find((other) => Object.hasOwn(adapter, other));
}

/** Whether a dotted name can be called. */
export function hasName(name: string): boolean {
  return resolve(name) !== undefined;
}

/** Calls a PyTorch name. Throws NotThere where the library has nothing for it. */
export function callNamed(name: string, args: readonly unknown[], kwargs: Kwargs): unknown {
  const found = resolve(name);
  if (found === undefined) throw new NotThere(name);
  const builtin = builtins.get(found);
  if (builtin) return builtin(args, kwargs);
  const { names, run } = adapter[found]!;
  const decoded = { ...kwargs, ...('dtype' in kwargs ? dtypeArgument(kwargs) : {}) } as Record<string, Decoded>;
  return run(new Arguments(names, args as Decoded[], decoded));
}

type Method = (self: Tensor, args: readonly unknown[], kwargs: Kwargs) => unknown;

/** Methods that are more than the function of that name. */
const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  [
    'backward',
    (self, [gradient], kwargs) =>
      self.backward({
        gradient: (gradient ?? kwargs.gradient) as Tensor | undefined,
        retainGraph: kwargs.retain_graph as boolean | undefined,
        createGraph: kwargs.create_graph as boolean | undefined,
        inputs: kwargs.inputs === undefined ? undefined : [kwargs.inputs as Tensor | Tensor[]].flat(),
      }),
  ],
  ['detach', (self) => self.detach()],
  ['retain_grad', (self) => self.retainGrad()],
  ['requires_grad_', (self, [flag], kwargs) => self.requiresGrad_((flag ?? kwargs.requires_grad ?? true) as boolean)],
  ['register_hook', (self, [hook]) => self.registerHook((g) => (hook as Builtin)([g], {}) as Tensor | undefined)],
  ['item', (self) => self.item()],
  ['tolist', (self) => self.tolist()],
  ['numel', (self) => self.numel()],
  ['dim', (self) => self.dim()],
  ['size', (self, [dim]) => (dim === undefined ? self.shape : self.size(dim as number))],
  ['is_contiguous', (self) => self.isContiguous()],
  [
    'to',
    (self, [target]) => {
      if (typeof target !== 'string') throw new NotThere('Tensor.to of what is no dtype');
      return self.to(dtypeOf(target));
    },
  ],
  ['double', (self) => self.double()],
  ['float', (self) => self.float()],
  ['long', (self) => self.long()],
  ['int', (self) => self.int()],
  ['bool', (self) => self.bool()],
]);

/** A method that writes in place; with keywords, the write of what the function without underscore gives. */
function inPlaceMethod(name: string): Method | undefined {
  const own = camelCase(name);
  if (!name.endsWith('_') || !(own in Tensor.prototype)) return undefined;
  return (self, args, kwargs) => {
    if (Object.keys(kwargs).length > 0) {
      const compute = (x: Tensor): Tensor =>
        callNamed(`torch.Tensor.${name.slice(0, -1)}`, [x, ...args], kwargs) as Tensor;
      return writeInPlace(own, self, [...args, ...Object.values(kwargs)], compute);
    }
    return (self as unknown as Record<string, (...all: readonly unknown[]) => unknown>)[own]!(...args);
  };
}

/** `x.name(…)`: a method of its own, one that writes in place, or the function of that name with `x` first. */
export function tensorMethod(self: Tensor, name: string, args: readonly unknown[], kwargs: Kwargs): unknown {
  const method = methods.get(name) ?? inPlaceMethod(name);
  return method ? method(self, args, kwargs) : callNamed(`torch.Tensor.${name}`, [self, ...args], kwargs);
}

const attributes: ReadonlyMap<string, (self: Tensor) => unknown> = new Map<string, (self: Tensor) => unknown>([
  // Python's None is undefined here
  ['grad', (self) => self.grad ?? undefined],
  ['grad_fn', (self) => self.gradFn ?? undefined],
  ['requires_grad', (self) => self.requiresGrad],
  ['is_leaf', (self) => self.isLeaf],
  ['shape', (self) => self.shape],
  ['ndim', (self) => self.ndim],
  ['dtype', (self) => self.dtype],
  ['T', (self) => self.T],
  ['mT', (self) => self.mT],
]);

export function tensorAttribute(self: Tensor, name: string): unknown {
  const attribute = attributes.get(name);
  if (!attribute) throw new NotThere(`Tensor.${name}`);
  return attribute(self);
}

export function isScope(value: unknown): value is Disposable {
  return typeof value === 'object' && value !== null && !isTensor(value) && Symbol.dispose in value;
}
