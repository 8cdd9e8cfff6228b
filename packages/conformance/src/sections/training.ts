import { type Tensor, tensor } from '@cotangent/core';
import { clipGradNorm_ } from '@cotangent/optim';
import { makeOptimizer, makeScheduler, settingsOf } from '../adapter/optimizers.ts';
import { compareNumbers, compareTensor } from '../compare.ts';
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
  const tolerance = kase.tol ?? { rtol: 0, atol: 0 };
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
  const schedule = kase.scheduler as Named | null;
  const scheduler = schedule && makeScheduler(schedule.name, optimizer, schedule.kwargs ?? {});
  const wanted = new Map(kase.losses as [number, JsonNumber][]);
  (kase.batches as number[][]).forEach((rows, s) => {
    const index = tensor(rows, { dtype: 'int32' });
    optimizer.zeroGrad();
    const loss = lossOf(X.indexSelect(0, index), Y.indexSelect(0, index));
    loss.backward();
    const want = wanted.get(s);
    if (want !== undefined) compareNumbers(`losses[${s}]`, loss.item(), numberOf(want), tolerance);
    if (s === 0) {
      for (const [key, value] of Object.entries(kase.grads_first_step as Record<string, TensorValue>)) {
        compareTensor(`grads_first_step.${key}`, params[key]!.grad, value, tolerance);
      }
    }
    const limit = kase.clip_grad_norm as JsonNumber | null;
    if (limit !== null && limit !== undefined) clipGradNorm_(ordered, numberOf(limit));
    optimizer.step();
    scheduler?.step();
  });
  for (const [key, value] of Object.entries(kase.final_params as Record<string, TensorValue>)) {
    compareTensor(`final_params.${key}`, params[key]!.detach(), value, tolerance);
  }
  compareNumbers('final_full_loss', lossOf(X, Y).item(), numberOf(kase.final_full_loss as JsonNumber), tolerance);
  const accuracy = kase.final_accuracy as JsonNumber | null | undefined;
  if (accuracy !== null && accuracy !== undefined) {
    const right = run(X).argmax({ dim: 1 }).eq(Y).sum().item();
    compareNumbers('final_accuracy', right / Y.numel(), numberOf(accuracy), tolerance);
  }
}
