import { grad, isTensor, type Tensor, tensor, zeros } from '@cotangent/core';
import * as nn from '@cotangent/nn';
import { makeModule } from '../adapter/modules.ts';
import { compareGradient, compareNumbers, compareTensor, Mismatch } from '../compare.ts';
import type { Case, TensorValue, Value } from '../corpus.ts';
import { type Environment, evaluate, execute, pythonFunction } from '../python/evaluate.ts';
import { parseExpression } from '../python/parse-expression.ts';
import { parseProgram } from '../python/parse-program.ts';
import { UnsupportedSyntax } from '../python/syntax.ts';
import { type Decoded, decode, decodeTensor, dtypeOf, NotThere } from '../values.ts';
import { expectThrow } from './operation.ts';

type Tensors = Readonly<Record<string, TensorValue>>;

/** Module names as Python functions: `Linear(3, 4, bias=False)`. */
function moduleEnvironment(): Environment {
  const environment: Environment = new Map();
  for (const name of Object.keys(nn)) {
    environment.set(
      name,
      pythonFunction((args, kwargs) => {
        if (name === 'Sequential') return new nn.Sequential(...(args as nn.Module[]));
        if (name === 'ModuleList') return new nn.ModuleList(args.flat() as nn.Module[]);
        return makeModule(name, args as Decoded[], kwargs as Record<string, Decoded>);
      }),
    );
  }
  return environment;
}

/** Texts that name layers without their arguments, with what they stand for. */
const abbreviations: Readonly<Record<string, string>> = {
  'ModuleList([Linear,Linear])': 'ModuleList([Linear(2,2),Linear(2,2)])',
};

/** The module an expression like `Sequential(Linear(3, 4), ReLU())` makes. */
function buildText(text: string): nn.Module {
  try {
    const built = evaluate(parseExpression((abbreviations[text] ?? text).replaceAll('nn.', '')), moduleEnvironment());
    if (built instanceof nn.Module) return built;
  } catch (error) {
    if (!(error instanceof UnsupportedSyntax)) throw error;
  }
  throw new NotThere(text);
}

/** A case of section H_modules: construct, load, call, gradients, buffers. */
export function runModule(kase: Case): void {
  const tolerance = kase.tol ?? { rtol: 0, atol: 0 };
  const dtype = dtypeOf(kase.dtype ?? 'float32');
  const recorded = (kase as { readonly constructor?: unknown }).constructor as
    | { args: Value[]; kwargs: Record<string, Value> }
    | undefined;
  const module =
    typeof kase.build === 'string'
      ? buildText(kase.build)
      : makeModule(
          (kase.op ?? '').replace('nn.', ''),
          (recorded?.args ?? []).map(decode),
          Object.fromEntries(Object.entries(recorded?.kwargs ?? {}).map(([key, value]) => [key, decode(value)])),
        );
  module.to(dtype as 'float64');
  const state = Object.fromEntries(
    Object.entries(kase.state_dict as Tensors).map(([name, value]) => [name, decodeTensor(value)]),
  );
  module.loadStateDict(state);
  module.train(kase.mode === 'train');
  const args = (kase.args as Value[]).map(decode) as Tensor[];
  if (Object.keys(kase.kwargs as object).length > 0) throw new NotThere('keyword arguments of a module call');
  const result = (module as unknown as { call(...rest: Tensor[]): unknown }).call(...args);
  const outputs = kase.outputs as (TensorValue & { path: string })[];
  outputs.forEach((want) => {
    compareTensor(want.path, at(result, want.path), want, tolerance);
  });
  compareGradients(
    kase,
    module,
    args,
    outputs.map((want) => at(result, want.path)),
  );
  const buffers = kase.buffers_after as Tensors | undefined;
  const named = new Map<string, Tensor>(module.namedBuffers());
  for (const [name, want] of Object.entries(buffers ?? {}))
    compareTensor(`buffers_after.${name}`, named.get(name), want, tolerance);
}

/** The part of a returned structure at a path like `out[1][0]`. */
function at(result: unknown, path: string): unknown {
  let value = result;
  for (const index of path.match(/\d+/g) ?? []) value = (value as unknown[])[Number(index)];
  return value;
}

function compareGradients(kase: Case, module: nn.Module, args: readonly Tensor[], outputs: readonly unknown[]): void {
  const wanted = (kase.grads ?? []) as { path: string; grad: TensorValue | null }[];
  const weights = (kase.grad_outputs ?? []) as (TensorValue | null)[];
  const parameters = new Map<string, Tensor>(module.namedParameters());
  const inputs = wanted.map(({ path }) => {
    const input = path.startsWith('param.') ? parameters.get(path.slice('param.'.length)) : at(args, path);
    if (!isTensor(input)) throw new Mismatch(`${path} is not there`);
    return input;
  });
  const roots: Tensor[] = [];
  const gradOutputs: Tensor[] = [];
  weights.forEach((weight, i) => {
    {
      const output = outputs[i];
      if (weight === null || !isTensor(output) || !output.requiresGrad) return;
      roots.push(output);
      gradOutputs.push(decodeTensor(weight));
    }
  });
  const gradients =
    roots.length > 0 ? grad(roots, inputs, { gradOutputs, allowUnused: true }) : inputs.map(() => undefined);
  const tolerance = kase.tol ?? { rtol: 0, atol: 0 };
  wanted.forEach(({ path, grad: want }, i) => {
    compareGradient(`grad ${path}`, gradients[i], want, tolerance);
  });
}

/** A case of section H_state_dict: names, shapes and dtypes. */
export function runStateDict(kase: Case): void {
  const module = buildText(String(kase.module));
  const state = [...module.stateDict()];
  const got = state.map(([name, value]) => ({ name, shape: value.shape, dtype: value.dtype }));
  const want = (kase.state_dict as { name: string; shape: number[]; dtype: string }[]).map(
    ({ name, shape, dtype }) => ({
      name,
      shape,
      dtype: dtypeOf(dtype),
    }),
  );
  same('state_dict', got, want);
  same(
    'parameters',
    [...module.namedParameters()].map(([name]) => name),
    kase.parameters,
  );
  same(
    'buffers',
    [...module.namedBuffers()].map(([name]) => name),
    kase.buffers,
  );
  same(
    'modules',
    [...module.namedModules()].map(([name]) => name),
    kase.modules,
  );
  const count = [...module.parameters()].reduce((sum, parameter) => sum + parameter.numel(), 0);
  same('num_parameters', count, kase.num_parameters);
}

function same(where: string, got: unknown, want: unknown): void {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) throw new Mismatch(`${where}: got ${a}, want ${b}`);
}

interface Distribution {
  readonly shape?: readonly number[];
  readonly dist: 'uniform' | 'normal' | 'constant';
  readonly bound?: number;
  readonly mean?: number;
  readonly std?: number;
  readonly value?: number;
}

const initializers: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  xavier_uniform_: (x) => nn.init.xavierUniform_(x),
  xavier_normal_: (x) => nn.init.xavierNormal_(x),
  kaiming_uniform_: (x) => nn.init.kaimingUniform_(x),
  kaiming_normal_: (x) => nn.init.kaimingNormal_(x),
};

/** A case of section H_init: the distribution of each parameter, by its range and its variance. */
export function runModuleInit(kase: Case): void {
  if (kase.op === 'calculate_gain') {
    const name = camelNonlinearity(String(kase.nonlinearity));
    compareNumbers('gain', nn.init.calculateGain(name as 'tanh'), Number(kase.gain), { rtol: 1e-12, atol: 0 });
    return;
  }
  const params = Object.entries(kase.params as Record<string, Distribution>);
  const samples = (name: string): Tensor[] => {
    // enough draws for a variance, however small the tensor
    if (kase.module === undefined) {
      const init = initializers[kase.op ?? ''];
      if (!init) throw new NotThere(`nn.init.${kase.op}`);
      return Array.from({ length: 200 }, () => init(zeros(kase.shape as number[])));
    }
    return Array.from({ length: 50 }, () => {
      const found = new Map<string, Tensor>(buildText(String(kase.module)).namedParameters()).get(name);
      if (!found) throw new Mismatch(`${name} is not there`);
      return found.detach();
    });
  };
  for (const [name, want] of params) checkDistribution(name, samples(name), want);
}

function camelNonlinearity(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function checkDistribution(name: string, samples: readonly Tensor[], want: Distribution): void {
  const values = samples.flatMap((sample) => [...sample.toTypedArray()]);
  if (want.shape) same(`${name}.shape`, samples[0]!.shape, want.shape);
  if (want.dist === 'constant') {
    for (const value of values) compareNumbers(name, value, want.value!, { rtol: 0, atol: 0 });
    return;
  }
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  const expected = want.dist === 'uniform' ? want.bound! ** 2 / 3 : want.std! ** 2;
  if (want.dist === 'uniform' && values.some((value) => Math.abs(value) > want.bound! * (1 + 1e-6))) {
    throw new Mismatch(`${name}: a value lies outside ±${want.bound}`);
  }
  // six standard errors of the variance of that many draws
  const slack = 6 * expected * Math.sqrt(2 / values.length);
  compareNumbers(`${name}.variance`, variance, expected, { rtol: 0, atol: slack });
  compareNumbers(`${name}.mean`, mean, want.mean ?? 0, { rtol: 0, atol: 6 * Math.sqrt(expected / values.length) });
}

/** Programs of H_module_errors that the evaluator cannot read as they stand, by their exact text. */
const programs: Readonly<Record<string, () => unknown>> = {
  'Linear(2,2).load_state_dict({weight})': () => new nn.Linear(2, 2).loadStateDict({ weight: zeros([2, 2]) }),
  'Linear(2,2).load_state_dict({weight: (3,2), bias})': () =>
    new nn.Linear(2, 2).loadStateDict({ weight: zeros([3, 2]), bias: zeros([2]) }),
  'x=ones(3,rg); (x*2).backward()': () => tensor([1, 1, 1]).requiresGrad_().mul(2).backward(),
  'grad(a.sum(), b) without allow_unused': () => grad(tensor([1]).requiresGrad_().sum(), tensor([1]).requiresGrad_()),
  'ones(3,int64).requires_grad_()': () => tensor([1, 1, 1], { dtype: 'int64' }).requiresGrad_(),
  'ones(2).item()': () => tensor([1, 1]).item(),
};

/** A case of section H_module_errors: a program that must be refused. */
export function runModuleError(kase: Case): void {
  const text = String(kase.program);
  const known = programs[text];
  if (known) {
    expectThrow(known);
    return;
  }
  expectThrow(() => {
    try {
      execute(parseProgram(text), moduleEnvironment());
    } catch (error) {
      if (error instanceof UnsupportedSyntax) throw new NotThere(text);
      throw error;
    }
  });
}
