import type { Tensor } from '@cotangent/core';
import * as nn from '@cotangent/nn';
import * as optim from '@cotangent/optim';
import { Arguments } from '../adapter/arguments.ts';
import { camelCase } from '../adapter/camel-case.ts';
import { makeContainer } from '../adapter/containers.ts';
import { makeModule } from '../adapter/modules.ts';
import { type Group, makeOptimizer } from '../adapter/optimizers.ts';
import { adapter } from '../adapter/table.ts';
import { type Decoded, NotThere } from '../values.ts';
import { dtypeArgument, functions } from './functions.ts';
import { attributes, inPlaceMethod, type Method, methods, plainMethod } from './methods.ts';

type Kwargs = Readonly<Record<string, unknown>>;

/** Where else a function may stand: `torch.Tensor.sum` is `torch.sum`, `torch.nn.functional.tanh` is `torch.tanh`. */
const namespaces = ['torch.', 'torch.nn.functional.', 'torch.Tensor.'];

/** The name under which a dotted name of PyTorch is known here, or undefined. */
function resolve(name: string): string | undefined {
  if (functions.has(name) || Object.hasOwn(adapter, name)) return name;
  const own = namespaces.findLast((prefix) => name.startsWith(prefix));
  const last = own === undefined ? '' : name.slice(own.length);
  // `torch.special.expit` is no function of `torch`
  if (last === '' || last.includes('.')) return undefined;
  return namespaces.map((prefix) => `${prefix}${last}`).find((other) => Object.hasOwn(adapter, other));
}

/** The class that `torch.nn.Linear` or `torch.optim.SGD` names. */
function className(name: string, prefix: 'torch.nn.' | 'torch.optim.'): string | undefined {
  const last = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^[A-Z]\w*$/.test(last) ? last : undefined;
}

/** The dotted name of what programs and models call by a bare one: `linear`, `ones`, `grad`, `Linear`. */
export function nameInTorch(name: string): string | undefined {
  const found = ['torch.nn.functional.', 'torch.autograd.'].find((prefix) => resolve(`${prefix}${name}`) !== undefined);
  if (found !== undefined) return `${found}${name}`;
  if (resolve(`torch.${name}`) !== undefined) return `torch.${name}`;
  if (!/^[A-Z]/.test(name)) return undefined;
  return name in optim ? `torch.optim.${name}` : `torch.nn.${name}`;
}

/** Calls a PyTorch name. Throws NotThere where the library has nothing for it. */
export function callNamed(name: string, args: readonly unknown[], kwargs: Kwargs): unknown {
  const found = resolve(name);
  if (found === undefined) return construct(name, args, kwargs);
  const own = functions.get(found);
  if (own) return own(args, kwargs);
  const { names, run } = adapter[found]!;
  const decoded = { ...kwargs, ...('dtype' in kwargs ? dtypeArgument(kwargs) : {}) } as Record<string, Decoded>;
  return run(new Arguments(names, args as Decoded[], decoded));
}

function construct(name: string, args: readonly unknown[], kwargs: Kwargs): unknown {
  const optimizer = className(name, 'torch.optim.');
  if (optimizer !== undefined) {
    const [params, ...rest] = args;
    if (rest.length > 0) throw new NotThere(`${name} with positional arguments`);
    const settings = Object.entries(kwargs).map(([key, value]) => [camelCase(key), value]);
    return makeOptimizer(optimizer, params as Tensor[] | Group[], Object.fromEntries(settings));
  }
  const module = className(name, 'torch.nn.');
  if (module === undefined) throw new NotThere(name);
  const container = makeContainer(module, args);
  if (container) return container;
  // `Conv1d(2, 4, 3, {'bias': False})` is how the corpus writes `Conv1d(2, 4, 3, bias=False)`
  const last = args.at(-1);
  const [own, further] = last instanceof Map ? [args.slice(0, -1), Object.fromEntries(last)] : [args, {}];
  if (!(module in nn)) throw new NotThere(name);
  return makeModule(module, own as Decoded[], { ...kwargs, ...further } as Record<string, Decoded>);
}

function methodOf(name: string): Method | undefined {
  const special =
    methods.get(name) ?? inPlaceMethod(name, (plain, args, kwargs) => callNamed(`torch.Tensor.${plain}`, args, kwargs));
  if (special) return special;
  const full = `torch.Tensor.${name}`;
  return resolve(full) ? (self, args, kwargs) => callNamed(full, [self, ...args], kwargs) : plainMethod(name);
}

/** `x.name(…)`: a method of its own, one that writes in place, or the function of that name with `x` first. */
export function tensorMethod(self: Tensor, name: string, args: readonly unknown[], kwargs: Kwargs): unknown {
  const method = methodOf(name);
  if (!method) throw new NotThere(`Tensor.${name}`);
  return method(self, args, kwargs);
}

/** What `x.name` is: a field, or a method. */
export function tensorAttribute(self: Tensor, name: string): unknown {
  const field = attributes.get(name);
  if (field) return field(self);
  const method = methodOf(name);
  if (!method) throw new NotThere(`Tensor.${name}`);
  return (args: readonly unknown[], kwargs: Kwargs): unknown => method(self, args, kwargs);
}
