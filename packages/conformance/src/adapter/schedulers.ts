import * as optim from '@cotangent/optim';
import type { Value } from '../corpus.ts';
import { evaluate } from '../python/evaluate.ts';
import { parseExpression } from '../python/parse-expression.ts';
import { decode, NotThere } from '../values.ts';
import type { AnyOptimizer } from './optimizers.ts';

/** A scheduler as cases record it. */
export interface RecordedScheduler {
  readonly name: string;
  readonly kwargs?: Readonly<Record<string, Value>>;
  /** A formula in `e`, the epoch; or one for each group. */
  readonly lambda?: string | readonly string[];
  readonly schedulers?: readonly RecordedScheduler[];
  readonly milestones?: readonly number[];
}

/** What every scheduler can do; ReduceLROnPlateau is given a metric. */
export interface AnyScheduler {
  step(metric?: number): void;
}

type Arguments = Readonly<Record<string, unknown>>;

interface Entry {
  readonly names: readonly string[];
  readonly construct: (optimizer: AnyOptimizer, given: Arguments) => AnyScheduler;
}

/** A scheduler with the arguments it has here, under PyTorch's names; the values are handed on unchecked. */
function entry(names: string, construct: Entry['construct']): Entry {
  return { names: [...names.split(' '), 'last_epoch'], construct };
}

const cycled = 'cycle_momentum base_momentum max_momentum';

const schedulers: ReadonlyMap<string, Entry> = new Map([
  ['StepLR', entry('step_size gamma', (o, { stepSize, ...rest }) => new optim.StepLR(o, stepSize as number, rest))],
  [
    'MultiStepLR',
    entry('milestones gamma', (o, { milestones, ...rest }) => new optim.MultiStepLR(o, milestones as number[], rest)),
  ],
  ['ExponentialLR', entry('gamma', (o, { gamma, ...rest }) => new optim.ExponentialLR(o, gamma as number, rest))],
  ['ConstantLR', entry('factor total_iters', (o, given) => new optim.ConstantLR(o, given))],
  ['LinearLR', entry('start_factor end_factor total_iters', (o, given) => new optim.LinearLR(o, given))],
  ['PolynomialLR', entry('total_iters power', (o, given) => new optim.PolynomialLR(o, given))],
  [
    'CosineAnnealingLR',
    entry('T_max eta_min', (o, { tMax, ...rest }) => new optim.CosineAnnealingLR(o, tMax as number, rest)),
  ],
  [
    'CosineAnnealingWarmRestarts',
    entry('T_0 T_mult eta_min', (o, { t0, ...rest }) => new optim.CosineAnnealingWarmRestarts(o, t0 as number, rest)),
  ],
  [
    'OneCycleLR',
    entry(
      `max_lr total_steps epochs steps_per_epoch pct_start anneal_strategy ${cycled} div_factor final_div_factor three_phase`,
      (o, { maxLr, ...rest }) => new optim.OneCycleLR(o, maxLr as number, rest),
    ),
  ],
  [
    'CyclicLR',
    entry(
      `base_lr max_lr step_size_up step_size_down mode gamma scale_mode ${cycled}`,
      (o, { baseLr, maxLr, ...rest }) => new optim.CyclicLR(o, baseLr as number, maxLr as number, rest),
    ),
  ],
  [
    'ReduceLROnPlateau',
    entry(
      'mode factor patience threshold threshold_mode cooldown min_lr eps',
      (o, given) => new optim.ReduceLROnPlateau(o, given) as AnyScheduler,
    ),
  ],
  ['LambdaLR', entry('', (o, { lambda, ...rest }) => new optim.LambdaLR(o, lambda as optim.LRLambda, rest))],
  [
    'MultiplicativeLR',
    entry('', (o, { lambda, ...rest }) => new optim.MultiplicativeLR(o, lambda as optim.LRLambda, rest)),
  ],
  [
    'SequentialLR',
    entry('', (o, { parts, milestones, ...rest }) => {
      return new optim.SequentialLR(o, parts as optim.ComposableScheduler[], milestones as number[], rest);
    }),
  ],
  ['ChainedScheduler', entry('', (_, { parts }) => new optim.ChainedScheduler(parts as optim.ComposableScheduler[]))],
]);

/** `step_size` is our `stepSize`, `T_max` our `tMax`, `T_0` our `t0`. */
function ourName(name: string): string {
  const joined = name.replace(/_([a-z0-9])/g, (_, sign: string) => sign.toUpperCase());
  return joined[0]!.toLowerCase() + joined.slice(1);
}

function lambdaOf(formula: string): optim.LRLambda {
  const body = parseExpression(formula);
  return (epoch) => Number(evaluate(body, new Map([['e', epoch]])));
}

/** Makes a recorded scheduler. Throws NotThere where there is none of that name or with such an argument. */
export function makeScheduler(recorded: RecordedScheduler, optimizer: AnyOptimizer): AnyScheduler {
  const { name, kwargs = {}, lambda, schedulers: parts, milestones } = recorded;
  const found = schedulers.get(name);
  if (!found) throw new NotThere(name);
  const given: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(kwargs)) {
    if (!found.names.includes(key)) throw new NotThere(`${name} with ${key}`);
    given[ourName(key)] = decode(value);
  }
  if (lambda !== undefined) given.lambda = typeof lambda === 'string' ? lambdaOf(lambda) : lambda.map(lambdaOf);
  if (parts) given.parts = parts.map((part) => makeScheduler(part, optimizer));
  if (milestones) given.milestones = milestones;
  return found.construct(optimizer, given);
}
