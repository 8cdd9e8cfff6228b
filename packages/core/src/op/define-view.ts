import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type Pullback, recordVjp, type VjpContext } from './define-op.ts';
import { checkTensor, mustRecord } from './record.ts';
import { emitOp, isTracing } from './trace.ts';
import { viewOf } from './view.ts';

/** How a view reads its base's storage. */
export interface ViewGeometry {
  readonly shape: Shape;
  readonly strides: Shape;
  readonly offset: number;
}

/** All about an operation whose result shares its input's storage. */
export interface ViewDefinition<Options> {
  readonly name: string;
  /** Throws when the input cannot be seen so. */
  readonly geometry: (input: Tensor, options: Options) => ViewGeometry;
  /** The gradient rule, as in an {@link OpDefinition}. */
  readonly vjp: (context: VjpContext<readonly [Tensor], Options>) => Pullback;
}

/** Defines a view: no kernel runs, the result reads (and shares the version of) the input's storage. */
/* @__NO_SIDE_EFFECTS__ */
export function defineView<Options>(definition: ViewDefinition<Options>): (input: Tensor, options: Options) => Tensor {
  const { name, geometry, vjp } = definition;
  const see = (input: Tensor, options: Options): Tensor => {
    const { shape, strides, offset } = geometry(input, options);
    const inputs = [input] as const;
    const output = input.like(input.storage, shape, strides, offset);
    output.batch = input.batch;
    output.origin = viewOf(name, input, { op: see, options });
    if (mustRecord(inputs)) recordVjp(name, vjp, inputs, [output], options);
    return output;
  };
  return (input, options) => {
    checkTensor(name, input, 0);
    const output = see(input, options);
    if (isTracing()) emitOp({ name, inputs: [input], outputs: [output], options });
    return output;
  };
}

/** All about an operation that gives several views of its input. */
export interface MultiViewDefinition<Options> {
  readonly name: string;
  /** Throws when the input cannot be seen so. */
  readonly geometries: (input: Tensor, options: Options) => readonly ViewGeometry[];
  /** The gradient rule, as in an {@link OpDefinition}: one for all views. */
  readonly vjp: (context: VjpContext<readonly [Tensor], Options>) => Pullback;
}

/** Defines several views of one tensor with a common node, whose gradient is put together in one go. */
/* @__NO_SIDE_EFFECTS__ */
export function defineViews<Options>(
  definition: MultiViewDefinition<Options>,
): (input: Tensor, options: Options) => Tensor[] {
  const { name, geometries, vjp } = definition;
  return (input, options) => {
    checkTensor(name, input, 0);
    const inputs = [input] as const;
    const outputs = geometries(input, options).map(({ shape, strides, offset }) => {
      const output = input.like(input.storage, shape, strides, offset);
      output.batch = input.batch;
      output.origin = viewOf(name, input, undefined);
      return output;
    });
    if (outputs.length > 0 && mustRecord(inputs)) recordVjp(name, vjp, inputs, outputs, options);
    if (isTracing()) emitOp({ name, inputs, outputs, options });
    return outputs;
  };
}
