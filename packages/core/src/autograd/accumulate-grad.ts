import * as e from '../formula/builder.ts';
import { unseenGradient } from '../memory/memory.ts';
import { copyLike } from '../op/allocate.ts';
import { defineUpdate } from '../op/define-update.ts';
import { isGradEnabled } from '../op/grad-mode.ts';
import { type Gradient, GraphNode } from '../op/graph-node.ts';
import { metaOf } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';

const addInto = /* @__PURE__ */ defineUpdate({
  name: 'accumulateGrad',
  writes: 1,
  reads: 1,
  scalars: 0,
  formula: ([sum, term]) => [e.add(sum!, term!)],
});

/** The end of the graph at a leaf: adds what arrives to the leaf's `.grad`. */
export class AccumulateGrad extends GraphNode {
  readonly variable: Tensor;
  /** Called with the leaf once its gradient has been added. */
  readonly accumulated: Set<(leaf: Tensor) => void> = new Set();

  constructor(variable: Tensor) {
    super('accumulateGrad', [], metaOf([variable]));
    this.variable = variable;
  }

  backward([grad]: readonly Gradient[]): readonly Gradient[] {
    this.accumulate(grad, false);
    return [];
  }

  /** `owned`: nobody else has the gradient. Otherwise the same tensor may be on its way to other leaves. */
  accumulate(grad: Gradient, owned: boolean): void {
    // a leaf may have been taken out of the graph since it was recorded
    if (!grad || !this.variable.requiresGrad) return;
    const old = this.variable.gradient;
    // with createGraph, or when the sum so far has a graph, the sum is a new tensor whose graph survives
    if (isGradEnabled() || old?.edge) this.variable.gradient = old ? old.add(grad) : grad.clone();
    else if (old) addInto([old, grad], []);
    else {
      const gradient = owned ? grad : copyLike(grad);
      gradient.storage.epoch = unseenGradient;
      this.variable.gradient = gradient;
    }
    if (this.accumulated.size > 0) for (const hook of [...this.accumulated]) hook(this.variable);
  }

  release(): void {}
}
