import type { Tensor } from '../tensor/tensor.ts';
import { type Pullback, recordVjp, type VjpContext } from './define-op.ts';
import { noGrad } from './grad-mode.ts';
import { checkTensor, mustRecord } from './record.ts';

/** All about an operation that is made of others, but has a gradient of its own. */
export interface CompositeDefinition<In extends readonly Tensor[], Options> {
  readonly name: string;
  /** Runs outside the graph. Gives a new tensor, not an input or a view of one. */
  readonly forward: (inputs: In, options: Options) => Tensor;
  /** The gradient rule, as in an {@link OpDefinition}. */
  readonly vjp: (context: VjpContext<In, Options>) => Pullback;
}

/**
 * Defines an operation in tensor operations whose own gradients, taken one by one, would lose what the whole has: where
 * factors are not unique, say, but their product is.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineComposite<In extends readonly Tensor[], Options = undefined>(
  definition: CompositeDefinition<In, Options>,
): (inputs: In, options: Options) => Tensor {
  const { name, forward, vjp } = definition;
  return (inputs, options) => {
    for (let i = 0; i < inputs.length; i++) checkTensor(name, inputs[i], i);
    const output = noGrad(() => forward(inputs, options));
    if (mustRecord(inputs)) recordVjp(name, vjp, inputs, [output], options);
    return output;
  };
}
