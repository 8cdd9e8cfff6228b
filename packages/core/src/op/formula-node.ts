import type { Pullback } from '../formula/differentiate.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { filledLike } from './allocate.ts';
import type { FormulaOp } from './formula-op.ts';
import { type Edge, freedGraphError, type Gradient, GraphNode, type OutputMeta } from './graph-node.ts';
import { setOf } from './operand-set.ts';
import { edgesOf, metaOf } from './record.ts';
import { SavedTensor } from './saved-tensor.ts';

/** The gradient of a formula, for some of its inputs. */
export interface Backward {
  readonly op: FormulaOp | undefined;
  /**
   * Where the gradient of an input comes from: an output of `op`, or, as `~k`, the unchanged gradient `k`; `'zero'`
   * where nothing depends on the input (`floor`), `undefined` where none is wanted.
   */
  readonly sources: readonly (number | 'zero' | undefined)[];
  readonly uses: Pullback['uses'];
}

const nothingSaved: SavedTensor[] = [];
const noNumbers: readonly number[] = [];

/** The set of inputs that want a gradient. */
export function needsOf(edges: readonly (Edge | undefined)[]): number {
  let needs = 0;
  for (let i = 0; i < edges.length; i++) if (edges[i]) needs += setOf(i);
  return needs;
}

/** The node of every formula: no closure per call, the pullback is shared by all calls. */
export class FormulaNode extends GraphNode {
  declare private readonly derived: Backward;
  declare private readonly scalars: readonly number[];
  declare private saved: SavedTensor[] | undefined;

  constructor(op: FormulaOp, inputs: readonly Tensor[], outputs: readonly Tensor[], scalars: readonly number[]) {
    const next = edgesOf(inputs);
    super(op.name, next, metaOf(outputs));
    this.derived = op.backward(needsOf(next));
    this.scalars = scalars;
    const { uses } = this.derived;
    const count = uses.inputs.length;
    this.saved = nothingSaved;
    if (count + uses.outputs.length === 0) return;
    const saved = new Array<SavedTensor>(count + uses.outputs.length);
    for (let k = 0; k < count; k++) saved[k] = new SavedTensor(inputs[uses.inputs[k]!]!, this);
    this.saved = saved;
  }

  /** To be called once the outputs are computed. */
  saveOutputs(outputs: readonly Tensor[]): void {
    const { uses } = this.derived;
    for (let k = 0; k < uses.outputs.length; k++) {
      const index = uses.outputs[k]!;
      this.saved![uses.inputs.length + k] = new SavedTensor(outputs[index]!, this, { node: this, index });
    }
  }

  backward(grads: readonly Gradient[]): readonly Gradient[] {
    const saved = this.saved;
    if (!saved) throw freedGraphError(this.name);
    const { op, sources } = this.derived;
    let results: readonly Tensor[] | undefined;
    if (op) {
      const count = this.outputs.length;
      const inputs = new Array<Tensor>(count + saved.length);
      for (let i = 0; i < count; i++) inputs[i] = grads[i] ?? zerosFor(this.outputs[i]!, grads);
      for (let k = 0; k < saved.length; k++) inputs[count + k] = saved[k]!.unpack();
      results = op.apply(inputs, this.scalars, noNumbers);
    }
    const gradients = new Array<Gradient>(sources.length);
    for (let i = 0; i < sources.length; i++) {
      const source = sources[i];
      if (typeof source === 'number') gradients[i] = source < 0 ? grads[~source] : results![source];
      else gradients[i] = source && filledLike(grads.find((grad) => grad !== undefined)!, 0);
    }
    return gradients;
  }

  override get givesAway(): boolean {
    return true;
  }

  release(): void {
    const saved = this.saved;
    if (!saved?.length) return;
    this.saved = undefined;
    for (let k = 0; k < saved.length; k++) saved[k]!.release();
  }
}

/** The gradient of an output of several that was not used. */
function zerosFor({ dtype, shape }: OutputMeta, grads: readonly Gradient[]): Tensor {
  return filledLike(grads.find((grad) => grad !== undefined)!, 0, dtype, shape);
}
