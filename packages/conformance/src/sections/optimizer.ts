import { type Tensor, tensor } from '@cotangent/core';
import { clipGradNorm_, clipGradValue_ } from '@cotangent/optim';
import { type Group, makeOptimizer, settingsOf } from '../adapter/optimizers.ts';
import { compareNumbers, compareTensor, Mismatch } from '../compare.ts';
import type { Case, JsonNumber, TensorValue, Tolerance, Value } from '../corpus.ts';
import { callNamed } from '../python/library.ts';
import { decodeTensor, NotThere, numberOf } from '../values.ts';
import { expectThrow } from './operation.ts';

interface Clip {
  readonly kind: 'norm' | 'value';
  readonly max_norm?: JsonNumber;
  readonly norm_type?: JsonNumber;
  readonly clip_value?: JsonNumber;
}

interface OptimizerCase extends Case {
  readonly op: string;
  readonly problem: {
    readonly name: string;
    readonly formula: string;
    readonly constants: Readonly<Record<string, TensorValue>>;
    readonly initial_params: Readonly<Record<string, TensorValue>>;
    readonly param_order: readonly string[];
  };
  readonly options: Readonly<Record<string, Value>>;
  readonly param_groups: readonly Readonly<Record<string, unknown>>[] | null;
  readonly clip: Clip | null;
  readonly zero_grad_every: number;
  readonly steps: number;
  readonly stable_steps?: number;
  readonly losses: readonly JsonNumber[];
  readonly params_after_step: readonly (readonly (readonly JsonNumber[])[])[];
  readonly total_norms?: readonly JsonNumber[];
}

type Tensors = Readonly<Record<string, Tensor>>;

/** The problems of the corpus by their formula's exact text. */
const problems: Readonly<Record<string, (constants: Tensors, params: Tensors) => Tensor>> = {
  'loss = 0.5 * x^T A x - B^T x': ({ A, B }, { x }) => x!.matmul(A!.matmul(x!)).mul(0.5).sub(B!.dot(x!)),
  'loss = mse_loss(linear(tanh(linear(X, w1, b1)), w2, b2), Y), reduction mean': ({ X, Y }, { w1, b1, w2, b2 }) => {
    const linear = (x: Tensor, w: Tensor, b: Tensor): Tensor =>
      callNamed('torch.nn.functional.linear', [x, w, b], {}) as Tensor;
    const output = linear(linear(X!, w1!, b1!).tanh(), w2!, b2!);
    return callNamed('torch.nn.functional.mse_loss', [output, Y], {}) as Tensor;
  },
};

const decodeAll = (values: Readonly<Record<string, TensorValue>>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, decodeTensor(value)]));

/** A case of section D: a trajectory, or one call of a clipping function. */
export function runOptimizer(given: Case): void {
  if (given.op?.startsWith('clip_grad')) runClipping(given);
  else runTrajectory(given as OptimizerCase);
}

function runTrajectory(kase: OptimizerCase): void {
  const { problem, clip } = kase;
  const tolerance = kase.tol ?? { rtol: 0, atol: 0 };
  const loss = problems[problem.formula];
  if (!loss) throw new NotThere(problem.formula);
  const constants = decodeAll(problem.constants);
  const params = decodeAll(problem.initial_params);
  const ordered = problem.param_order.map((name) => params[name]!.requiresGrad_());
  const groups = kase.param_groups?.map((group): Group => {
    const { params: names, ...options } = group;
    return {
      params: (names as string[]).map((name) => params[name]!),
      ...settingsOf(options as Record<string, Value>),
    };
  });
  const optimizer = makeOptimizer(kase.op, groups ?? ordered, settingsOf(kase.options));
  const steps = kase.stable_steps ?? kase.steps;
  for (let s = 0; s < steps; s++) {
    if (s % kase.zero_grad_every === 0) optimizer.zeroGrad();
    const value = loss(constants, params);
    value.backward();
    compareNumbers(`losses[${s}]`, value.item(), numberOf(kase.losses[s]!), tolerance);
    if (clip?.kind === 'norm') {
      const total = clipGradNorm_(ordered, numberOf(clip.max_norm!), { normType: numberOf(clip.norm_type!) });
      compareNumbers(`total_norms[${s}]`, total.item(), numberOf(kase.total_norms![s]!), tolerance);
    }
    if (clip?.kind === 'value') clipGradValue_(ordered, numberOf(clip.clip_value!));
    optimizer.step();
    ordered.forEach((param, i) => {
      compareFlat(`params_after_step[${s}][${i}]`, param, kase.params_after_step[s]![i]!, tolerance);
    });
  }
}

function compareFlat(where: string, got: Tensor, want: readonly JsonNumber[], tolerance: Tolerance): void {
  const elements = got.toTypedArray();
  if (elements.length !== want.length) throw new Mismatch(`${where}: ${elements.length} elements, want ${want.length}`);
  want.forEach((value, i) => {
    compareNumbers(`${where}[${i}]`, elements[i]!, numberOf(value), tolerance);
  });
}

function runClipping(kase: Case): void {
  const tolerance = kase.tol ?? { rtol: 0, atol: 0 };
  const params = (kase.grads_in as TensorValue[]).map((value) => {
    const gradient = decodeTensor(value);
    const param = gradient.clone().requiresGrad_();
    param.grad = gradient;
    return param;
  });
  if (kase.op === 'clip_grad_norm_') {
    const total = clipGradNorm_(params, numberOf(kase.max_norm as JsonNumber), {
      normType: numberOf(kase.norm_type as JsonNumber),
    });
    compareNumbers('total_norm', total.item(), numberOf(kase.total_norm as JsonNumber), tolerance);
  } else {
    clipGradValue_(params, numberOf(kase.clip_value as JsonNumber));
  }
  (kase.grads_out as TensorValue[]).forEach((want, i) => {
    compareTensor(`grads_out[${i}]`, params[i]!.grad, want, tolerance);
  });
}

/** A case of section D_optim_errors: a construction that must be refused. */
export function runOptimizerError(kase: Case): void {
  const leaf = (): Tensor => tensor([1, 2]).requiresGrad_();
  const settings = settingsOf(kase.options as Record<string, Value>);
  const build = (): unknown => {
    switch (kase.params) {
      case undefined:
        return makeOptimizer(kase.op!, [leaf()], settings);
      case 'empty':
        return makeOptimizer(kase.op!, [], settings);
      case 'tensor':
        return makeOptimizer(kase.op!, leaf(), settings);
      case 'non_leaf':
        return makeOptimizer(kase.op!, [leaf().mul(2)], settings);
      case 'duplicate_group': {
        const shared = leaf();
        return makeOptimizer(kase.op!, [{ params: [shared] }, { params: [shared] }], settings);
      }
      default:
        throw new NotThere(`params ${String(kase.params)}`);
    }
  };
  expectThrow(build);
}
