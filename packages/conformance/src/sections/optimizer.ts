import { type Tensor, tensor } from '@cotangent/core';
import { clipGradNorm_, clipGradValue_ } from '@cotangent/optim';
import { type Group, makeOptimizer, settingsOf } from '../adapter/optimizers.ts';
import { compareExactly, compareNumbers, compareTensor, exact } from '../compare.ts';
import type { Case, JsonNumber, TensorValue, Tolerance, Value } from '../corpus.ts';
import { evaluate } from '../python/evaluate.ts';
import { parseFormula } from '../python/formula.ts';
import type { Environment } from '../python/scope.ts';
import { decodeTensor, NotThere, numberOf } from '../values.ts';

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

const decodeAll = (values: Readonly<Record<string, TensorValue>>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, decodeTensor(value)]));

/** A case of section D: a trajectory, or one call of a clipping function. */
export function runOptimizer(given: Case): void {
  if (given.op?.startsWith('clip_grad')) runClipping(given);
  else runTrajectory(given as OptimizerCase);
}

function runTrajectory(kase: OptimizerCase): void {
  const { problem, clip } = kase;
  const tolerance = kase.tol ?? exact;
  const formula = parseFormula(problem.formula);
  const constants = decodeAll(problem.constants);
  const params = decodeAll(problem.initial_params);
  const names: Environment = new Map(Object.entries({ ...constants, ...params }));
  const ordered = problem.param_order.map((name) => params[name]!.requiresGrad_());
  const groups = kase.param_groups?.map((group): Group => {
    const { params: names, ...options } = group;
    return {
      params: (names as string[]).map((name) => params[name]!),
      ...settingsOf(options as Record<string, Value>),
    };
  });
  const optimizer = makeOptimizer(kase.op, groups ?? ordered, settingsOf(kase.options));
  compareExactly('number of losses', kase.losses.length, kase.steps);
  compareExactly('steps with parameters', kase.params_after_step.length, kase.steps);
  if (clip?.kind === 'norm') compareExactly('number of norms', kase.total_norms?.length, kase.steps);
  for (let s = 0; s < kase.steps; s++) {
    if (kase.op === 'optim.LBFGS') {
      // its losses are what step(closure) returns
      const value = optimizer.step(() => {
        optimizer.zeroGrad();
        const value = evaluate(formula, names) as Tensor;
        value.backward();
        return value;
      });
      compareNumbers(`losses[${s}]`, value.item(), kase.losses[s]!, tolerance);
      if (s === kase.stable_steps) return;
      compareParams(`params_after_step[${s}]`, ordered, kase.params_after_step[s]!, tolerance);
      continue;
    }
    if (s % kase.zero_grad_every === 0) optimizer.zeroGrad();
    const value = evaluate(formula, names) as Tensor;
    compareNumbers(`losses[${s}]`, value.item(), kase.losses[s]!, tolerance);
    if (s === kase.stable_steps) return;
    value.backward();
    if (clip?.kind === 'norm') {
      const total = clipGradNorm_(ordered, numberOf(clip.max_norm!), { normType: numberOf(clip.norm_type!) });
      compareNumbers(`total_norms[${s}]`, total.item(), kase.total_norms![s]!, tolerance);
    }
    if (clip?.kind === 'value') clipGradValue_(ordered, numberOf(clip.clip_value!));
    optimizer.step();
    compareParams(`params_after_step[${s}]`, ordered, kase.params_after_step[s]!, tolerance);
  }
}

function compareParams(
  where: string,
  params: readonly Tensor[],
  wanted: readonly (readonly JsonNumber[])[],
  tolerance: Tolerance,
): void {
  compareExactly(`${where}: number`, params.length, wanted.length);
  wanted.forEach((want, p) => {
    const elements = params[p]!.toTypedArray();
    compareExactly(`${where}[${p}]: elements`, elements.length, want.length);
    for (const [i, value] of want.entries()) compareNumbers(`${where}[${p}][${i}]`, elements[i]!, value, tolerance);
  });
}

function runClipping(kase: Case): void {
  const tolerance = kase.tol ?? exact;
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
    compareNumbers('total_norm', total.item(), kase.total_norm as JsonNumber, tolerance);
  } else {
    clipGradValue_(params, numberOf(kase.clip_value as JsonNumber));
  }
  const wanted = kase.grads_out as TensorValue[];
  compareExactly('number of grads_out', params.length, wanted.length);
  wanted.forEach((want, i) => {
    compareTensor(`grads_out[${i}]`, params[i]!.grad, want, tolerance);
  });
}

/** A case of section D_optim_errors: a construction that must be refused. */
export function runOptimizerError(kase: Case): void {
  makeOptimizer(String(kase.op), taggedParams(kase.params), settingsOf(kase.options as Record<string, Value>));
}

/** What the tag in `params` stands for. */
function taggedParams(tag: unknown): Iterable<Tensor> | Group[] {
  const leaf = tensor([1, 2]).requiresGrad_();
  switch (tag) {
    case undefined:
      return [leaf];
    case 'empty':
      return [];
    case 'tensor':
      return leaf;
    case 'non_leaf':
      return [leaf.mul(2)];
    case 'duplicate_group':
      return [{ params: [leaf] }, { params: [leaf] }];
    default:
      throw new NotThere(`params ${String(tag)}`);
  }
}
