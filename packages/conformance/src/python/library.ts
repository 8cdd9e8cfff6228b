import { enableGrad, grad, isTensor, noGrad, setGradEnabled, type Tensor, tensor } from '@cotangent/core';
import { Arguments } from '../adapter/arguments.ts';
import { adapter } from '../adapter/table.ts';
import { type Decoded, dtypeOf, NotThere } from '../values.ts';

type Kwargs = Readonly<Record<string, unknown>>;
type Builtin = (args: readonly unknown[], kwargs: Kwargs) => unknown;

/** Of a Python `dtype=` argument: a dotted name or our own. */
function dtypeArgument(kwargs: Kwargs): { dtype?: ReturnType<typeof dtypeOf> } {
  const dtype = kwargs.dtype;
  if (dtype === undefined) return {};
  const name = typeof dtype === 'string' ? dtype : String((dtype as { path?: string }).path);
  return { dtype: dtypeOf(name) };
}

/** Functions that are more than an operation. */
const builtins: Readonly<Record<string, Builtin>> = {
  // a Python list of whole numbers is an integer tensor
  'torch.tensor': ([data], kwargs) => {
    const flat = [data].flat(Number.POSITIVE_INFINITY) as number[];
    const whole = flat.every((x) => typeof x === 'number' && Number.isInteger(x));
    return tensor(data as number[], { ...(whole ? { dtype: 'int32' } : {}), ...dtypeArgument(kwargs) });
  },
  'torch.autograd.grad': (args, kwargs) => {
    const [outputs, inputs] = args as [Tensor | Tensor[], Tensor | Tensor[]];
    const weights = (kwargs.grad_outputs ?? args[2]) as Tensor | Tensor[] | undefined;
    return grad(outputs, inputs, {
      gradOutputs: weights && [weights].flat(),
      createGraph: kwargs.create_graph as boolean | undefined,
      retainGraph: kwargs.retain_graph as boolean | undefined,
      allowUnused: kwargs.allow_unused as boolean | undefined,
    });
  },
  'torch.no_grad': () => noGrad(),
  'torch.enable_grad': () => enableGrad(),
  'torch.set_grad_enabled': ([enabled]) => setGradEnabled(Boolean(enabled)),
};

/** Whether a dotted name can be called. */
export function hasName(name: string): boolean {
  return name in builtins || name in adapter;
}

/** Calls a PyTorch name. Throws NotThere where the library has nothing for it. */
export function callNamed(name: string, args: readonly unknown[], kwargs: Kwargs): unknown {
  const builtin = builtins[name];
  if (builtin) return builtin(args, kwargs);
  const found = adapter[name];
  if (!found) throw new NotThere(name);
  const decoded = { ...kwargs, ...('dtype' in kwargs ? dtypeArgument(kwargs) : {}) } as Record<string, Decoded>;
  return found.run(new Arguments(found.names, args as Decoded[], decoded));
}

const methods: Readonly<Record<string, (self: Tensor, args: readonly unknown[], kwargs: Kwargs) => unknown>> = {
  backward: (self, [gradient], kwargs) =>
    self.backward({
      gradient: (gradient ?? kwargs.gradient) as Tensor | undefined,
      retainGraph: kwargs.retain_graph as boolean | undefined,
      createGraph: kwargs.create_graph as boolean | undefined,
    }),
  detach: (self) => self.detach(),
  retain_grad: (self) => self.retainGrad(),
  requires_grad_: (self) => self.requiresGrad_(),
  register_hook: (self, [hook]) => self.registerHook((g) => (hook as Builtin)([g], {}) as Tensor | undefined),
  item: (self) => self.item(),
  numel: (self) => self.numel(),
  zero_: (self) => self.zero_(),
  fill_: (self, [value]) => self.fill_(Number(value)),
  double: (self) => self.double(),
  float: (self) => self.float(),
  long: (self) => self.long(),
};

/** `x.name(…)`: a method of its own, or the function of that name with `x` first. */
export function tensorMethod(self: Tensor, name: string, args: readonly unknown[], kwargs: Kwargs): unknown {
  const method = methods[name];
  if (method) return method(self, args, kwargs);
  for (const path of [`torch.Tensor.${name}`, `torch.${name}`]) {
    if (hasName(path)) return callNamed(path, [self, ...args], kwargs);
  }
  throw new NotThere(`Tensor.${name}`);
}

export function tensorAttribute(self: Tensor, name: string): unknown {
  switch (name) {
    case 'grad':
      return self.grad ?? undefined;
    case 'requires_grad':
      return self.requiresGrad;
    case 'is_leaf':
      return self.isLeaf;
    case 'shape':
      return self.shape;
    case 'dtype':
      return self.dtype;
    case 'T':
      return self.T;
    case 'mT':
      return self.mT;
    default:
      throw new NotThere(`Tensor.${name}`);
  }
}

export function isScope(value: unknown): value is Disposable {
  return typeof value === 'object' && value !== null && !isTensor(value) && Symbol.dispose in value;
}
