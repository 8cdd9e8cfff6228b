import { indexSelect, type Tensor, tensor } from '@cotangent/core';
import { clipGradNorm_ } from '@cotangent/optim';
import { makeOptimizer, settingsOf } from '../adapter/optimizers.ts';
import { makeScheduler, type RecordedScheduler } from '../adapter/schedulers.ts';
import { compareExactly, compareNumbers, compareTensor, exact } from '../compare.ts';
import type { Case, JsonNumber, TensorValue, Value } from '../corpus.ts';
import { evaluate } from '../python/evaluate.ts';
import { callNamed } from '../python/library.ts';
import { parseExpression } from '../python/parse-expression.ts';
import { decode, decodeTensor, numberOf } from '../values.ts';

interface Named {
  readonly name: string;
  readonly kwargs?: Readonly<Record<string, Value>>;
  readonly options?: Readonly<Record<string, Value>>;
}

/** A case of section F: a whole training run. */
export function runTraining(kase: Case): void {
  const tolerance = kase.tol ?? exact;
  const forward = parseExpression((kase.model as { forward: string }).forward);
  const [X, Y] = [decodeTensor(kase.X as TensorValue), decodeTensor(kase.Y as TensorValue)];
  const initial = kase.initial_params as Record<string, TensorValue>;
  const params = Object.fromEntries(
    Object.entries(initial).map(([name, value]) => [name, decodeTensor(value).requiresGrad_()]),
  );
  const ordered = (kase.param_order as string[]).map((name) => params[name]!);
  const run = (input: Tensor): Tensor =>
    evaluate(forward, new Map<string, unknown>([['X', input], ...Object.entries(params)])) as Tensor;

  const { name, kwargs = {} } = kase.loss as Named;
  const options = Object.fromEntries(Object.entries(kwargs).map(([key, value]) => [key, decode(value)]));
  const lossName = name === 'seed_label_smoothing' ? 'seed.LabelSmoothingCrossEntropy' : `torch.nn.functional.${name}`;
  const lossOf = (input: Tensor, target: Tensor): Tensor =>
    callNamed(lossName, [run(input), target], options) as Tensor;

  const chosen = kase.optimizer as Named;
  const optimizer = makeOptimizer(chosen.name, ordered, settingsOf(chosen.options ?? {}));
  const schedule = kase.scheduler as RecordedScheduler | null;
  const scheduler = schedule && makeScheduler(schedule, optimizer);
  const wanted = new Map(kase.losses as [number, JsonNumber][]);
  const batches = kase.batches as number[][];
  compareExactly('steps', batches.length, kase.steps);
  const limit = kase.clip_grad_norm as JsonNumber | null | undefined;
  batches.forEach((rows, s) => {
    const index = tensor(rows, { dtype: 'int32' });
    optimizer.zeroGrad();
    const loss = lossOf(indexSelect(X, 0, index), indexSelect(Y, 0, index));
    loss.backward();
    if (wanted.has(s)) compareNumbers(`losses[${s}]`, loss.item(), wanted.get(s)!, tolerance);
    wanted.delete(s);
    if (s === 0) {
      for (const [key, value] of Object.entries(kase.grads_first_step as Record<string, TensorValue>)) {
        compareTensor(`grads_first_step.${key}`, params[key]?.grad, value, tolerance);
      }
    }
    if (limit !== null && limit !== undefined) clipGradNorm_(ordered, numberOf(limit));
    optimizer.step();
    scheduler?.step();
  });
  compareExactly('losses of no step', [...wanted.keys()], []);
  for (const [key, value] of Object.entries(kase.final_params as Record<string, TensorValue>)) {
    compareTensor(`final_params.${key}`, params[key]?.detach(), value, tolerance);
  }
  compareNumbers('final_full_loss', lossOf(X, Y).item(), kase.final_full_loss as JsonNumber, tolerance);
  const accuracy = kase.final_accuracy as JsonNumber | null | undefined;
  if (accuracy !== null && accuracy !== undefined) {
    const right = run(X).argmax({ dim: 1 }).eq(Y).sum().item();
    compareNumbers('final_accuracy', right / Y.numel(), accuracy, tolerance);
  }
}
