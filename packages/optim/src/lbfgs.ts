import {
  ArgumentError,
  cat,
  enableGrad,
  gradOf,
  isTensor,
  noGrad,
  stack,
  type Tensor,
  tensor,
  unbind,
  zerosLike,
} from '@cotangent/core';
import { checkNonNegative } from './checks.ts';
import { Optimizer, type PlannedStep } from './optimizer.ts';
import type { ParamsLike } from './param-group.ts';
import { type Evaluation, strongWolfe } from './strong-wolfe.ts';

/** The settings of {@link LBFGS}. */
export interface LBFGSSettings {
  lr: number;
  maxIter: number;
  maxEval: number;
  toleranceGrad: number;
  toleranceChange: number;
  historySize: number;
  lineSearchFn: 'strong_wolfe' | null;
}

/** What {@link LBFGS} takes beside the parameters. */
export interface LBFGSOptions {
  /** The length of a step, or of the first one a line search tries. Defaults to 1. */
  readonly lr?: number | undefined;
  /** How many iterations a step makes at most. Defaults to 20. */
  readonly maxIter?: number | undefined;
  /** How often a step evaluates the closure before it ends. Defaults to 1.25 · maxIter. */
  readonly maxEval?: number | undefined;
  /** A gradient without larger elements is taken for 0. Defaults to 1e-7. */
  readonly toleranceGrad?: number | undefined;
  /** A smaller change of parameters or loss ends a step. Defaults to 1e-9. */
  readonly toleranceChange?: number | undefined;
  /** How many past iterations the curvature is estimated from. Defaults to 100. */
  readonly historySize?: number | undefined;
  /** How the length of a step is found. Defaults to `null`: it is `lr`. */
  readonly lineSearchFn?: 'strong_wolfe' | null | undefined;
}

/** What iterations leave to the next. */
interface Memory {
  iterations: number;
  evaluations: number;
  direction: Tensor | undefined;
  t: number;
  /** Past differences of gradients, and of parameters, with the reciprocal of their product. */
  readonly gradChanges: Tensor[];
  readonly steps: Tensor[];
  readonly ro: number[];
  hDiag: number;
  previousGrad: Tensor | undefined;
}

const largest = (x: Tensor): number => x.abs().amax().item();

/**
 * Limited-memory BFGS (https://docs.pytorch.org/docs/stable/generated/torch.optim.LBFGS.html): each `step(closure)` makes
 * up to `maxIter` iterations of a quasi-Newton method and calls the closure as often as it needs to. All parameters are
 * one group and one vector.
 */
export class LBFGS extends Optimizer<LBFGSSettings> {
  /** Throws an ArgumentError for several groups, an option out of range, and for parameters {@link Optimizer} refuses. */
  constructor(params: ParamsLike<LBFGSSettings>, options: LBFGSOptions = {}) {
    const { maxIter = 20 } = options;
    super(params, options, {
      lr: 1,
      maxIter,
      maxEval: Math.floor(maxIter * 1.25),
      toleranceGrad: 1e-7,
      toleranceChange: 1e-9,
      historySize: 100,
      lineSearchFn: null,
    });
    if (this.paramGroups.length !== 1) {
      throw new ArgumentError(`${this.name}: parameter groups are not supported, got ${this.paramGroups.length}`);
    }
  }

  protected override get stateNumbers(): readonly string[] {
    return ['funcEvals', 'nIter', 't', 'hDiag'];
  }

  protected override stateShape(): undefined {}

  protected override check(settings: Readonly<LBFGSSettings>): void {
    for (const key of ['lr', 'maxIter', 'maxEval', 'toleranceGrad', 'toleranceChange', 'historySize'] as const) {
      checkNonNegative(this.name, key, settings[key]);
    }
    const { lineSearchFn } = settings;
    if (lineSearchFn !== null && lineSearchFn !== 'strong_wolfe') {
      throw new ArgumentError(`${this.name}: lineSearchFn must be strong_wolfe or null, got ${String(lineSearchFn)}`);
    }
  }

  protected override plan(): PlannedStep {
    throw new ArgumentError(`${this.name}: parameters are not updated one by one`);
  }

  /**
   * Minimizes the loss that `closure` computes (clearing gradients and running backward), and returns what it returned
   * first. Throws an ArgumentError without a closure, or for one that returns no single number.
   */
  override step(): undefined;
  override step<T>(closure: () => T): T;
  override step<T>(closure?: () => T): T | undefined {
    if (!closure) throw new ArgumentError(`${this.name}: step needs a closure that computes the loss`);
    const first = enableGrad(closure);
    noGrad(() => {
      const memory = this.#recall();
      memory.evaluations++;
      const start = { loss: this.#number(first), grad: this.#gradient() };
      this.#minimize(() => this.#number(enableGrad(closure)), start, memory);
      this.#remember(memory);
    });
    return first;
  }

  get #params(): readonly Tensor[] {
    return this.paramGroups[0]!.params;
  }

  #number(loss: unknown): number {
    const value = isTensor(loss) ? loss.item() : loss;
    if (typeof value === 'number') return value;
    throw new ArgumentError(`${this.name}: the closure must return the loss, got ${String(loss)}`);
  }

  /** The gradients of all parameters, as one vector. */
  #gradient(): Tensor {
    return cat(this.#params.map((param) => (gradOf(param) ?? zerosLike(param)).reshape([-1])));
  }

  /** Moves all parameters along a vector. */
  #move(direction: Tensor, length: number): void {
    let start = 0;
    for (const param of this.#params) {
      param.add_(direction.narrow(0, start, param.numel()).reshape(param.shape), { alpha: length });
      start += param.numel();
    }
  }

  #minimize(lossAgain: () => number, start: Evaluation, memory: Memory): void {
    const { lr, maxIter, maxEval, toleranceGrad, toleranceChange, historySize, lineSearchFn } = this.paramGroups[0]!;
    let { loss, grad } = start;
    let evaluations = 1;
    if (largest(grad) <= toleranceGrad) return;
    for (let iteration = 1; iteration <= maxIter; iteration++) {
      memory.iterations++;
      const direction = memory.iterations === 1 ? grad.neg() : quasiNewton(grad, memory, historySize);
      memory.direction = direction;
      memory.t = memory.iterations === 1 ? Math.min(1, 1 / grad.abs().sum().item()) * lr : lr;
      memory.previousGrad = grad;
      const slope = grad.dot(direction).item();
      if (slope > -toleranceChange) return;
      const before = loss;
      let used = 0;
      if (lineSearchFn === 'strong_wolfe') {
        const from = this.#params.map((param) => param.detach().clone());
        const evaluate = (t: number): Evaluation => {
          this.#move(direction, t);
          const found = { loss: lossAgain(), grad: this.#gradient() };
          this.#params.forEach((param, i) => {
            param.copy_(from[i]!);
          });
          return found;
        };
        const found = strongWolfe(evaluate, memory.t, direction, { loss, grad }, slope, maxEval - evaluations);
        ({ loss, grad, t: memory.t, evaluations: used } = found);
        this.#move(direction, memory.t);
      } else {
        this.#move(direction, memory.t);
        if (iteration < maxIter) {
          loss = lossAgain();
          grad = this.#gradient();
          used = 1;
        }
      }
      evaluations += used;
      memory.evaluations += used;
      if (evaluations >= maxEval || largest(grad) <= toleranceGrad) return;
      if (largest(direction.mul(memory.t)) <= toleranceChange || Math.abs(loss - before) < toleranceChange) return;
    }
  }

  #recall(): Memory {
    const kept = this.state.get(this.#params[0]!) ?? {};
    const rows = (key: string): Tensor[] => {
      const saved = kept[key] as Tensor | undefined;
      return saved ? unbind(saved) : [];
    };
    return {
      iterations: (kept.nIter as number | undefined) ?? 0,
      evaluations: (kept.funcEvals as number | undefined) ?? 0,
      direction: kept.d as Tensor | undefined,
      t: (kept.t as number | undefined) ?? 0,
      gradChanges: rows('oldDirs'),
      steps: rows('oldStps'),
      ro: [...((kept.ro as Tensor | undefined)?.toTypedArray() ?? [])],
      hDiag: (kept.hDiag as number | undefined) ?? 1,
      previousGrad: kept.prevFlatGrad as Tensor | undefined,
    };
  }

  #remember({ iterations, evaluations, direction, t, gradChanges, steps, ro, hDiag, previousGrad }: Memory): void {
    this.keepState(this.#params[0]!, {
      funcEvals: evaluations,
      nIter: iterations,
      t,
      hDiag,
      ...(direction && { d: direction }),
      ...(previousGrad && { prevFlatGrad: previousGrad }),
      ...(ro.length > 0 && {
        oldDirs: stack(gradChanges),
        oldStps: stack(steps),
        ro: tensor(ro, { dtype: 'float64' }),
      }),
    });
  }
}

/** The direction −H g, with the inverse Hessian H estimated from past iterations, which it adds the last one to. */
function quasiNewton(grad: Tensor, memory: Memory, historySize: number): Tensor {
  const { gradChanges, steps, ro } = memory;
  const change = grad.sub(memory.previousGrad!);
  const step = memory.direction!.mul(memory.t);
  const product = change.dot(step).item();
  if (product > 1e-10) {
    if (ro.length === historySize) for (const list of [gradChanges, steps, ro]) list.shift();
    gradChanges.push(change);
    steps.push(step);
    ro.push(1 / product);
    memory.hDiag = product / change.dot(change).item();
  }
  const shares = new Array<number>(ro.length);
  const q = grad.neg();
  for (let i = ro.length - 1; i >= 0; i--) {
    shares[i] = steps[i]!.dot(q).item() * ro[i]!;
    q.sub_(gradChanges[i]!, { alpha: shares[i]! });
  }
  q.mul_(memory.hDiag);
  for (let i = 0; i < ro.length; i++) {
    const share = gradChanges[i]!.dot(q).item() * ro[i]!;
    q.add_(steps[i]!, { alpha: shares[i]! - share });
  }
  return q;
}
