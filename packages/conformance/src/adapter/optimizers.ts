import type { Tensor } from '@cotangent/core';
import * as optim from '@cotangent/optim';
import type { Value } from '../corpus.ts';
import { decode, NotThere } from '../values.ts';
import { camelCase } from './camel-case.ts';

/** What every optimizer can do. */
export type AnyOptimizer = optim.Optimizer;

type Settings = Readonly<Record<string, unknown>>;
export type Group = Settings & { readonly params: readonly Tensor[] };
type Construct = (params: Iterable<Tensor> | readonly Group[], settings: Settings) => AnyOptimizer;

interface OptimizerEntry {
  readonly construct: Construct;
  readonly settings: readonly string[];
}

/** A class of the library; the corpus decides which settings it is given. */
const constructorOf = <Options>(
  optimizer: new (params: never, options: Options) => unknown,
  settings: string,
): OptimizerEntry => ({
  construct: (params, given) => new optimizer(params as never, given as Options) as AnyOptimizer,
  settings: settings.split(' '),
});

/** PyTorch's optimizers with the settings they have here; the values are handed on unchecked. */
const optimizers: ReadonlyMap<string, OptimizerEntry> = new Map([
  ['SGD', constructorOf(optim.SGD, 'lr momentum dampening weightDecay nesterov maximize')],
  ['Adam', constructorOf(optim.Adam, 'lr betas eps weightDecay amsgrad maximize decoupledWeightDecay')],
  ['AdamW', constructorOf(optim.AdamW, 'lr betas eps weightDecay amsgrad maximize')],
  ['Adamax', constructorOf(optim.Adamax, 'lr betas eps weightDecay maximize')],
  ['NAdam', constructorOf(optim.NAdam, 'lr betas eps weightDecay momentumDecay decoupledWeightDecay maximize')],
  ['RAdam', constructorOf(optim.RAdam, 'lr betas eps weightDecay decoupledWeightDecay maximize')],
  ['Adagrad', constructorOf(optim.Adagrad, 'lr lrDecay weightDecay initialAccumulatorValue eps maximize')],
  ['Adadelta', constructorOf(optim.Adadelta, 'lr rho eps weightDecay maximize')],
  ['RMSprop', constructorOf(optim.RMSprop, 'lr alpha eps weightDecay momentum centered maximize')],
  ['Rprop', constructorOf(optim.Rprop, 'lr etas stepSizes maximize')],
  ['ASGD', constructorOf(optim.ASGD, 'lr lambd alpha t0 weightDecay maximize')],
  ['LBFGS', constructorOf(optim.LBFGS, 'lr maxIter maxEval toleranceGrad toleranceChange historySize lineSearchFn')],
  ['Adafactor', constructorOf(optim.Adafactor, 'lr beta2Decay eps d weightDecay maximize')],
  ['Muon', constructorOf(optim.Muon, 'lr weightDecay momentum nesterov nsCoefficients eps nsSteps adjustLrFn')],
]);

/** Options of PyTorch that choose an implementation, not a result. */
const implementations = new Set(['foreach', 'fused', 'capturable', 'differentiable']);

/** Recorded options under our names. */
export function settingsOf(options: Readonly<Record<string, Value>>): Settings {
  const kept = Object.entries(options).filter(([name]) => !implementations.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [camelCase(name), decode(value)]));
}

/** Makes the optimizer `optim.SGD` or `SGD`. Throws NotThere where there is none of that name or with such a setting. */
export function makeOptimizer(
  name: string,
  params: Iterable<Tensor> | readonly Group[],
  settings: Settings,
): AnyOptimizer {
  const found = optimizers.get(name.replace('optim.', ''));
  if (!found) throw new NotThere(name);
  for (const setting of Object.keys(settings)) {
    if (!found.settings.includes(setting)) throw new NotThere(`${name} with ${setting}`);
  }
  return found.construct(params, settings);
}
