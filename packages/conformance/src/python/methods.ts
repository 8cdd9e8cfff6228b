import { Tensor, writeInPlace } from '@cotangent/core';
import { camelCase } from '../adapter/camel-case.ts';
import { dtypeOf, NotThere } from '../values.ts';
import { libraryArguments, toPython } from './interop.ts';

type Kwargs = Readonly<Record<string, unknown>>;
export type Method = (self: Tensor, args: readonly unknown[], kwargs: Kwargs) => unknown;

/** Methods that are more than the function of that name. */
export const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
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
  ['requires_grad_', (self, [flag], kwargs) => self.requiresGrad_((flag ?? kwargs.requires_grad ?? true) as boolean)],
  ['size', (self, [dim]) => (dim === undefined ? self.shape : self.size(dim as number))],
  ['data_ptr', (self) => self.storage],
  [
    'to',
    (self, [target]) => {
      if (typeof target !== 'string') throw new NotThere('Tensor.to of what is no dtype');
      return self.to(dtypeOf(target));
    },
  ],
]);

type Own = (this: Tensor, ...args: unknown[]) => unknown;

/** A method of the class, not a getter. */
function ownMethod(name: string): Own | undefined {
  if (name === 'constructor') return undefined;
  for (let at: object | null = Tensor.prototype; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    const value: unknown = Object.getOwnPropertyDescriptor(at, name)?.value;
    if (typeof value === 'function') return value as Own;
  }
  return undefined;
}

/**
 * A method that writes in place; with keywords, the write of what `compute`, the method without underscore, gives.
 */
export function inPlaceMethod(
  name: string,
  compute: (name: string, args: unknown[], kwargs: Kwargs) => unknown,
): Method | undefined {
  const own = name.endsWith('_') ? ownMethod(camelCase(name)) : undefined;
  if (!own) return undefined;
  return (self, args, kwargs) => {
    if (Object.keys(kwargs).length === 0) return own.apply(self, [...args]);
    return writeInPlace(camelCase(name), self, [...args, ...Object.values(kwargs)], (x) => {
      return compute(name.slice(0, -1), [x, ...args], kwargs) as Tensor;
    });
  };
}

/** A method that takes nothing, or functions such as hooks, by its name in the library. */
export function plainMethod(name: string): Method | undefined {
  const own = ownMethod(camelCase(name));
  if (!own) return undefined;
  return (self, args, kwargs) => {
    if (args.some((arg) => typeof arg !== 'function')) throw new NotThere(`Tensor.${name} with such arguments`);
    return toPython(own.apply(self, libraryArguments(args, kwargs)));
  };
}

/** What a tensor has besides methods. */
export const attributes: ReadonlyMap<string, (self: Tensor) => unknown> = new Map<string, (self: Tensor) => unknown>([
  // Python's None is undefined here
  ['grad', (self) => self.grad ?? undefined],
  ['grad_fn', (self) => self.gradFn ?? undefined],
  ['requires_grad', (self) => self.requiresGrad],
  ['is_leaf', (self) => self.isLeaf],
  ['retains_grad', (self) => self.retainsGrad],
  ['output_nr', (self) => self.outputNr],
  ['data', (self) => self.detach()],
  ['_version', (self) => self.storage.version],
  ['shape', (self) => self.shape],
  ['ndim', (self) => self.ndim],
  ['dtype', (self) => self.dtype],
  ['T', (self) => self.T],
  ['mT', (self) => self.mT],
]);
