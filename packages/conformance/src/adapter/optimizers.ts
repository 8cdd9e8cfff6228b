import type { Tensor } from '@cotangent/core';
import * as optim from '@cotangent/optim';
import type { Value } from '../corpus.ts';
import { decode, NotThere } from '../values.ts';

/** What every optimizer can do. */
export type AnyOptimizer = optim.Optimizer;

type Settings = Readonly<Record<string, unknown>>;
export type Group = Settings & { readonly params: readonly Tensor[] };
type Construct = (params: Iterable<Tensor> | readonly Group[], settings: Settings) => AnyOptimizer;

/** PyTorch's optimizers; settings are handed on unchecked. */
const optimizers: Readonly<Record<string, Construct>> = {
  SGD: (params, settings) => new optim.SGD(params, settings as unknown as optim.SGDOptions),
  Adam: (params, settings) => new optim.Adam(params, settings as unknown as optim.AdamOptions),
  AdamW: (params, settings) => new optim.AdamW(params, settings as unknown as optim.AdamWOptions),
};

/** `weight_decay` is our `weightDecay`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Recorded options under our names. */
export function settingsOf(options: Readonly<Record<string, Value>>): Settings {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), decode(value)]));
}

/** Makes the optimizer `optim.SGD` or `SGD`. Throws NotThere where there is none of that name. */
export function makeOptimizer(
  name: string,
  params: Iterable<Tensor> | readonly Group[],
  settings: Settings,
): AnyOptimizer {
  const construct = optimizers[name.replace('optim.', '')];
  if (!construct) throw new NotThere(name);
  return construct(params, settings);
}

/** Makes a scheduler from its PyTorch name and recorded arguments. */
export function makeScheduler(
  name: string,
  optimizer: AnyOptimizer,
  kwargs: Readonly<Record<string, Value>>,
): { step(): void } {
  const values = Object.fromEntries(Object.entries(kwargs).map(([key, value]) => [key, decode(value)]));
  const number = (key: string): number => values[key] as number;
  const optional = (key: string): number | undefined => values[key] as number | undefined;
  switch (name) {
    case 'StepLR':
      return new optim.StepLR(optimizer, number('step_size'), { gamma: optional('gamma') });
    case 'CosineAnnealingLR':
      return new optim.CosineAnnealingLR(optimizer, number('T_max'), { etaMin: optional('eta_min') });
    default:
      throw new NotThere(name);
  }
}
