import { expect, test } from 'vitest';
import { type Case, type JsonNumber, readCorpus, shippedCorpus, type TensorValue } from '../src/corpus.ts';
import { judge } from '../src/run.ts';

const find = (section: string, accept: (kase: Case) => boolean): Case => {
  const kase = readCorpus(shippedCorpus, section)[0]!.cases.find(
    (candidate) => accept(candidate) && judge(section, candidate).status === 'passed',
  );
  expect(kase).toBeDefined();
  return kase!;
};

test('past its stable steps a trajectory is not compared, up to them it is', () => {
  const stable = 17;
  const kase = find('D_optim', ({ op }) => op === 'optim.AdamW');
  const losses = kase.losses as number[];
  const params = kase.params_after_step as number[][][];
  const wrong = params[0]!.map((param) => param.map(() => 1e9));
  const status = (change: object): string => judge('D_optim', { ...kase, stable_steps: stable, ...change }).status;
  expect(status({ losses: losses.with(stable, 1e9) })).toBe('failed');
  expect(status({ losses: losses.with(stable + 1, 1e9) })).toBe('passed');
  expect(status({ params_after_step: params.with(stable - 1, wrong) })).toBe('failed');
  expect(status({ params_after_step: params.with(stable, wrong) })).toBe('passed');
});

interface RecordedGradient {
  readonly path: string;
  readonly grad: TensorValue;
}

test('a gradient that PyTorch leaves open is free where it, or its input, is not finite, and binds elsewhere', () => {
  const gradientOf = (kase: Case): RecordedGradient | undefined => (kase.grads as RecordedGradient[] | undefined)?.[0];
  const places = (kase: Case): { open: number; binding: number } => {
    const data = gradientOf(kase)?.grad.data ?? [];
    const input = ((kase.args as TensorValue[])[0]?.data ?? []) as JsonNumber[];
    const finite = (x: unknown): boolean => Number.isFinite(Number(x));
    return {
      open: data.findIndex((x) => !finite(x)),
      binding: data.findIndex((x, i) => finite(x) && finite(input[i])),
    };
  };
  const kase = find('A_edges', (candidate) => {
    const { open, binding } = places(candidate);
    return open >= 0 && binding >= 0 && (candidate.notes ?? []).some((note) => note.includes('lenient'));
  });
  const { open, binding } = places(kase);
  const { path, grad } = gradientOf(kase)!;
  const judged = (i: number, value: JsonNumber, notes = kase.notes): string => {
    const grads = [{ path, grad: { ...grad, data: grad.data.with(i, value) } }];
    return judge('A_edges', { ...kase, grads, notes: notes ?? [] }).status;
  };
  const other = grad.data[open] === 'NaN' ? 'Infinity' : 'NaN';
  expect(judged(open, other)).toBe('passed');
  expect(judged(open, other, [])).toBe('failed');
  expect(judged(binding, 1e9)).toBe('failed');
});

test.for([
  { dtype: 'float32', recorded: 'Infinity', status: 'passed' },
  { dtype: 'float32', recorded: 'NaN', status: 'passed' },
  { dtype: 'float32', recorded: '-Infinity', status: 'failed' },
  { dtype: 'float64', recorded: 'NaN', status: 'failed' },
] as const)('gelu(Infinity) recorded as $recorded in $dtype has $status', ({ dtype, recorded, status }) => {
  const value = (data: JsonNumber): TensorValue => ({ kind: 'tensor', dtype, shape: [1], data: [data] });
  const kase: Case = {
    id: 'gelu',
    op: 'nn.functional.gelu',
    torch_name: 'torch.nn.functional.gelu',
    dtype,
    args: [value('Infinity')],
    kwargs: {},
    outputs: [value(recorded)],
  };
  expect(judge('A_edges', kase).status).toBe(status);
});

test.for([
  { call: 'randn/float32/100', ulps: 3, status: 'passed' },
  { call: 'randn/float32/100', ulps: 6, status: 'failed' },
  { call: 'rand/float32/100', ulps: 1, status: 'failed' },
  { call: 'init/xavier_uniform_', ulps: 1, status: 'failed' },
])('$call off by $ulps units in the last place has $status', ({ call, ulps, status }) => {
  const kase = find('S_seed_streams', (candidate) => candidate.call === call);
  const [output] = kase.outputs as [TensorValue];
  const first = Number(output.data[0]);
  const off = first + Math.sign(first) * ulps * 2 ** (Math.floor(Math.log2(Math.abs(first))) - 23);
  const outputs = [{ ...output, data: output.data.with(0, off) }];
  expect(judge('S_seed_streams', { ...kase, outputs }).status).toBe(status);
});

test.for([
  { indices: [2, 0], status: 'passed' },
  { indices: [0, 2], status: 'passed' },
  { indices: [1, 0], status: 'failed' },
])('of equal elements topk may take any: $indices has $status', ({ indices, status }) => {
  const value = (data: number[]): TensorValue => ({ kind: 'tensor', dtype: 'int64', shape: [data.length], data });
  const kase: Case = {
    id: 'topk',
    op: 'topk',
    torch_name: 'torch.topk',
    dtype: 'int64',
    args: [value([5, 1, 5]), { kind: 'int', value: 2 }],
    kwargs: {},
    output_kind: 'tuple',
    outputs: [value([5, 5]), value(indices)],
  };
  expect(judge('A_index', kase).status).toBe(status);
});
