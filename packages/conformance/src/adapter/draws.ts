import {
  bernoulli,
  bernoulli_,
  type DType,
  multinomial,
  normal_,
  rand,
  randint,
  randn,
  randperm,
  type Tensor,
  tensor,
  uniform_,
  zeros,
} from '@cotangent/core';
import { DataLoader, TensorDataset } from '@cotangent/data';
import * as nn from '@cotangent/nn';
import { dropout } from '@cotangent/nn/functional';
import { dtypeOf, NotThere } from '../values.ts';
import { initFunctions } from './init-functions.ts';

/** The arguments of a draw as the corpus names them. */
export type DrawArguments = Readonly<Record<string, unknown>>;

/** A drawn tensor; one that went through log or cos may differ in the last places. */
export interface Drawn {
  readonly value: Tensor;
  readonly rounded: boolean;
}

type Draw = (args: DrawArguments, detail: string) => Drawn[];

const exactly = (...values: Tensor[]): Drawn[] => values.map((value) => ({ value, rounded: false }));
const rounded = (...values: Tensor[]): Drawn[] => values.map((value) => ({ value, rounded: true }));

const number = (args: DrawArguments, name: string): number => args[name] as number;
const size = (args: DrawArguments): number[] => args.size as number[];
const dtype = (args: DrawArguments): { dtype: DType } => ({ dtype: dtypeOf(String(args.dtype)) });

/** The parameters of a module of the library, in order. Throws NotThere where there is none of that name. */
function parametersOf(name: string, ...args: number[]): Tensor[] {
  const found = (nn as unknown as Record<string, (new (...rest: number[]) => nn.Module) | undefined>)[name];
  if (!found) throw new NotThere(`nn.${name}`);
  return [...new found(...args).parameters()];
}

/** A step of a sequence: `randn 4`. */
function drawStep(step: string): Drawn[] {
  const [name, count] = step.split(' ') as [string, string];
  const n = Number(count);
  if (name === 'rand') return exactly(rand([n]));
  if (name === 'randn') return rounded(randn([n]));
  if (name === 'randperm') return exactly(randperm(n));
  throw new NotThere(step);
}

/** The order in which a shuffling loader gives the numbers from 0. */
function* epochs(args: DrawArguments): Generator<Tensor> {
  const n = number(args, 'n');
  const rows = tensor(Int32Array.from({ length: n }, (_, i) => i));
  const loader = new DataLoader(new TensorDataset(rows), { batchSize: number(args, 'batch'), shuffle: true });
  for (let epoch = 0; epoch < number(args, 'epochs'); epoch++) {
    const order: number[] = [];
    for (const [batch] of loader) order.push(...batch!.toTypedArray());
    yield tensor(Int32Array.from(order));
  }
}

/** What each `call` of the corpus (up to its first `/`, what follows is the detail) draws. */
export const draws: ReadonlyMap<string, Draw> = new Map<string, Draw>([
  ['rand', (a) => exactly(rand(size(a), dtype(a)))],
  ['randn', (a) => rounded(randn(size(a), dtype(a)))],
  ['uniform_', (a) => exactly(uniform_(zeros(size(a), dtype(a)), number(a, 'low'), number(a, 'high')))],
  ['normal_', (a) => rounded(normal_(zeros(size(a), dtype(a)), number(a, 'mean'), number(a, 'std')))],
  ['bernoulli_p', (a) => exactly(bernoulli_(zeros(size(a), dtype(a)), number(a, 'p')))],
  ['bernoulli_tensor', (a) => exactly(bernoulli(tensor(a.p as number[], dtype(a))))],
  ['dropout', (a) => exactly(dropout(zeros(size(a), dtype(a)).add(1), { p: number(a, 'p') }))],
  ['randperm', (a) => exactly(randperm(number(a, 'n')))],
  ['randint', (a) => exactly(randint(number(a, 'low'), number(a, 'high'), size(a)))],
  [
    'multinomial',
    (a, detail) => {
      const weights = tensor(a.weights as number[]);
      return exactly(multinomial(weights, number(a, 'n'), { replacement: detail === 'replacement' }));
    },
  ],
  ['mixed', (a) => (a.sequence as string[]).flatMap(drawStep)],
  ['Linear', (a) => exactly(...parametersOf('Linear', number(a, 'in'), number(a, 'out')))],
  ['Embedding', (a) => rounded(...parametersOf('Embedding', number(a, 'num'), number(a, 'dim')))],
  ['Conv2d', (a) => exactly(...parametersOf('Conv2d', number(a, 'in'), number(a, 'out'), number(a, 'k')))],
  [
    'Sequential',
    (a) => {
      const dims = a.dims as number[];
      return exactly(...dims.slice(1).flatMap((out, i) => parametersOf('Linear', dims[i]!, out)));
    },
  ],
  [
    'init',
    (a, detail) => {
      const fill = initFunctions.get(detail);
      if (!fill) throw new NotThere(`nn.init.${detail}`);
      return (detail.includes('uniform') ? exactly : rounded)(fill(zeros(size(a))));
    },
  ],
  ['DataLoader', (a) => exactly(...epochs(a))],
]);
