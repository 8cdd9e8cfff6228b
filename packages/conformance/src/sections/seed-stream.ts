import {
  bernoulli,
  manualSeed,
  multinomial,
  rand,
  randint,
  randn,
  randperm,
  type Tensor,
  tensor,
  zeros,
} from '@cotangent/core';
import { DataLoader, TensorDataset } from '@cotangent/data';
import * as nn from '@cotangent/nn';
import { dropout } from '@cotangent/nn/functional';
import { compareNumbers, Mismatch } from '../compare.ts';
import type { Case, JsonNumber } from '../corpus.ts';
import { dtypeOf, NotThere, numberOf } from '../values.ts';
import { runPortParity } from './port-parity.ts';

type Args = Readonly<Record<string, unknown>>;

interface Stream {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: readonly JsonNumber[];
}

const dtypeArg = (args: Args): ReturnType<typeof dtypeOf> => dtypeOf(String(args.dtype));
const size = (args: Args): number[] => args.size as number[];
const number = (args: Args, name: string): number => args[name] as number;

/** The parameters of a module, in order. */
const parametersOf = (module: nn.Module): Tensor[] => [...module.parameters()];

/** A module of the library by its name, where there is one. */
function build(name: string, ...args: number[]): nn.Module {
  const found = (nn as unknown as Record<string, (new (...rest: number[]) => nn.Module) | undefined>)[name];
  if (!found) throw new NotThere(`nn.${name}`);
  return new found(...args);
}

const initFunctions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  xavier_uniform_: (x) => nn.init.xavierUniform_(x),
  xavier_normal_: (x) => nn.init.xavierNormal_(x),
  kaiming_uniform_: (x) => nn.init.kaimingUniform_(x),
  kaiming_normal_: (x) => nn.init.kaimingNormal_(x),
  trunc_normal_: (x) => nn.init.truncNormal_(x),
};

/** What each `call` (up to its first `/`) draws. */
const draws: Readonly<Record<string, (args: Args, detail: string) => Tensor[]>> = {
  rand: (a) => [rand(size(a), { dtype: dtypeArg(a) })],
  randn: (a) => [randn(size(a), { dtype: dtypeArg(a) })],
  uniform_: (a) => [zeros(size(a), { dtype: dtypeArg(a) }).uniform_(number(a, 'low'), number(a, 'high'))],
  normal_: (a) => [zeros(size(a), { dtype: dtypeArg(a) }).normal_(number(a, 'mean'), number(a, 'std'))],
  bernoulli_p: (a) => [zeros(size(a), { dtype: dtypeArg(a) }).bernoulli_(number(a, 'p'))],
  bernoulli_tensor: (a) => [bernoulli(tensor(a.p as number[], { dtype: dtypeArg(a) }))],
  dropout: (a) => [dropout(tensor(new Array(size(a)[0]!).fill(1), { dtype: dtypeArg(a) }), { p: number(a, 'p') })],
  randperm: (a) => [randperm(number(a, 'n'))],
  randint: (a) => [randint(number(a, 'low'), number(a, 'high'), size(a))],
  multinomial: (a, detail) => [
    multinomial(tensor(a.weights as number[]), number(a, 'n'), { replacement: detail === 'replacement' }),
  ],
  mixed: (a) =>
    (a.sequence as string[]).map((step) => {
      const [name, count] = step.split(' ') as [string, string];
      const n = Number(count);
      return name === 'rand' ? rand([n]) : name === 'randn' ? randn([n]) : randperm(n);
    }),
  Linear: (a) => parametersOf(build('Linear', number(a, 'in'), number(a, 'out'))),
  Embedding: (a) => parametersOf(build('Embedding', number(a, 'num'), number(a, 'dim'))),
  Conv2d: (a) => parametersOf(build('Conv2d', number(a, 'in'), number(a, 'out'), number(a, 'k'))),
  Sequential: (a) => {
    const dims = a.dims as number[];
    return dims.slice(1).flatMap((out, i) => parametersOf(build('Linear', dims[i]!, out)));
  },
  init: (a, detail) => {
    const init = initFunctions[detail];
    if (!init) throw new NotThere(`nn.init.${detail}`);
    return [init(zeros(size(a)))];
  },
  DataLoader: (a) => {
    const rows = tensor(
      Array.from({ length: number(a, 'n') }, (_, i) => i),
      { dtype: 'int32' },
    );
    const loader = new DataLoader(new TensorDataset(rows), { batchSize: number(a, 'batch'), shuffle: true });
    return Array.from({ length: number(a, 'epochs') }, () => {
      const order: number[] = [];
      for (const [batch] of loader) order.push(...batch!.toTypedArray());
      return tensor(order, { dtype: 'int32' });
    });
  },
};

/** Draws that pass within 4 units in the last place of float32, for PyTorch's log and cos are vectorised. */
const rounded = new Set(['randn', 'normal_', 'mixed', 'init', 'Embedding']);

/** A case of section S: what the generator yields after a seed. */
export function runSeedStream(kase: Case): void {
  const args = kase.args as Args;
  const [name, ...rest] = String(kase.call).split('/') as [string, ...string[]];
  manualSeed(Number(kase.seed));
  if (name === 'portparity') {
    runPortParity(kase, args);
    return;
  }
  const draw = draws[name];
  if (!draw) throw new NotThere(name);
  const got = draw(args, rest[0] ?? '');
  const wanted = kase.outputs as Stream[];
  if (got.length !== wanted.length) throw new Mismatch(`${got.length} outputs, want ${wanted.length}`);
  wanted.forEach((want, i) => {
    compareStream(`outputs[${i}]`, got[i]!, want, rounded.has(name));
  });
}

function compareStream(where: string, got: Tensor, want: Stream, loose: boolean): void {
  const dtype = dtypeOf(want.dtype);
  if (got.dtype !== dtype) throw new Mismatch(`${where}: dtype ${got.dtype}, want ${dtype}`);
  const [shape, wanted] = [JSON.stringify(got.shape), JSON.stringify(want.shape)];
  if (shape !== wanted) throw new Mismatch(`${where}: shape ${shape}, want ${wanted}`);
  const elements = got.toTypedArray();
  want.data.forEach((value, i) => {
    {
      const expected = numberOf(value);
      const ulp = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(expected), 2 ** -126))) - 23);
      compareNumbers(`${where}[${i}]`, elements[i]!, expected, { rtol: 0, atol: loose ? 4 * ulp : 0 });
    }
  });
}
