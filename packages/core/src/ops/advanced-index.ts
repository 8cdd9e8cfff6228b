import { DTypeError, ShapeError } from '../errors.ts';
import { indexKernel, indexPutKernel } from '../kernels/index-tensors.ts';
import { allocateLike, filledLike, writeElements } from '../op/allocate.ts';
import { batchAll } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { broadcastShapes, formatShape, type Shape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { dtypeOfFirst } from './index-checks.ts';
import { movedim } from './movement.ts';

/** How index tensors, one for each of `dims`, pick from a tensor. */
interface Indexing {
  /** The function that was called, for errors. */
  readonly caller: string;
  readonly dims: readonly number[];
  /** Where their dimensions stand in what they pick, between those of the tensor that stay. */
  readonly place: number;
}

type Into = Indexing & { readonly shape: Shape };
type Putting = Indexing & { readonly accumulate: boolean };
type OnePlus = readonly [Tensor, ...Tensor[]];
type TwoPlus = readonly [Tensor, Tensor, ...Tensor[]];
type Op<In, Options> = (inputs: In, options: Options) => Tensor;

function pickedShape(shape: Shape, index: Shape, dims: readonly number[], place: number): Shape {
  return shape.filter((_, d) => !dims.includes(d)).toSpliced(place, 0, ...index);
}

/** The same for tensors with a batch in front, as long as the index tensors have none. */
function behindBatch<Options extends Indexing>(options: Options): Options {
  return { ...options, dims: options.dims.map((d) => d + 1), place: options.place + 1 };
}

/** The same for tensors and index tensors with a batch in front, which {@link withBatchIndex} then picks from too. */
function alongBatch<Options extends Indexing>(options: Options): Options {
  return { ...options, dims: [0, ...options.dims.map((d) => d + 1)], place: 0 };
}

/** Index tensors with a batch in front, and the one that picks each of the batch in turn. */
function withBatchIndex(indices: readonly Tensor[]): Tensor[] {
  const [first] = indices;
  const [size, ...inner] = first!.shape;
  const each = allocateLike(first!, 'int32', [size!, ...inner.map(() => 1)]);
  writeElements(each, (elements) => {
    for (let i = 0; i < elements.length; i++) elements[i] = i;
  });
  return [each.expand(first!.shape), ...indices];
}

/** Brings the dimensions of index tensors from behind the batch to their place, or back. */
function moveIndexed(x: Tensor, rank: number, place: number, back: boolean): Tensor {
  const behind = Array.from({ length: rank }, (_, d) => d + 1);
  const placed = behind.map((d) => d + place);
  return back ? movedim(x, placed, behind) : movedim(x, behind, placed);
}

const indexOp: Op<OnePlus, Indexing> = /* @__PURE__ */ defineOp<OnePlus, Indexing>({
  name: 'index',
  dtype: dtypeOfFirst,
  shape: ([shape, index], { dims, place }) => pickedShape(shape, index!, dims, place),
  forward: (_, [x, ...indices], [out], { caller, dims, place }) =>
    indexKernel(caller, x, dims, indices as (typeof x)[], place, out!),
  vjp: ({ inputs: [{ shape }, ...indices], options, save }) => {
    const saved = indices.map(save);
    return ([grad]) => [putIntoZerosOp([grad!, ...saved.map((get) => get())], { ...options, shape })];
  },
  batch: (call) => {
    const { batched, options, op } = call;
    const [x, ...indices] = batchAll(call);
    if (!batched.includes(true, 1)) return op([x, ...call.inputs.slice(1)], behindBatch(options));
    const picked = op([x, ...withBatchIndex(indices)], alongBatch(options)) as Tensor;
    return moveIndexed(picked, indices[0]!.shape.length - 1, options.place, false);
  },
});

/** Zeros of a shape, plus a tensor at the places that index tensors name: the gradient of picking them. */
const putIntoZerosOp: Op<OnePlus, Into> = /* @__PURE__ */ defineOp<OnePlus, Into>({
  name: 'putIntoZeros',
  dtype: dtypeOfFirst,
  shape: (_, { shape }) => shape,
  forward: (kernels, [source, ...indices], [out], { caller, dims, place }) => {
    kernels.fill(0, out!);
    indexPutKernel(caller, 'add', source, dims, indices as (typeof source)[], place, out!);
  },
  vjp: ({ inputs: [, ...indices], options, save }) => {
    const saved = indices.map(save);
    return ([grad]) => [indexOp([grad!, ...saved.map((get) => get())], options)];
  },
  batch: (call) => {
    const { batched, size, op } = call;
    const options = { ...call.options, shape: [size, ...call.options.shape] };
    const [source, ...indices] = batchAll(call);
    if (!batched.includes(true, 1)) return op([source, ...call.inputs.slice(1)], behindBatch(options));
    const first = moveIndexed(source, indices[0]!.shape.length - 1, options.place, true);
    return op([first, ...withBatchIndex(indices)], alongBatch(options));
  },
});

const indexPutOp: Op<TwoPlus, Putting> = /* @__PURE__ */ defineOp<TwoPlus, Putting>({
  name: 'indexPut',
  dtype: dtypeOfFirst,
  shape: ([shape]) => shape,
  forward: (kernels, [x, source, ...indices], [out], { caller, dims, place, accumulate }) => {
    kernels.copy(x, out!);
    indexPutKernel(caller, accumulate ? 'add' : 'set', source, dims, indices as (typeof x)[], place, out!);
  },
  vjp: ({ inputs: [, source, ...indices], options, needs, save }) => {
    const { shape } = source;
    const saved = needs[1] || !options.accumulate ? indices.map(save) : [];
    return ([grad]) => {
      const places = saved.map((get) => get());
      const zeros = (): Tensor => filledLike(grad!, 0, grad!.dtype, []).expand(shape);
      return [
        !needs[0] || options.accumulate ? grad : indexPutOp([grad!, zeros(), ...places], options),
        needs[1] ? indexOp([grad!, ...places], options) : undefined,
      ];
    };
  },
  batch: (call) => {
    const { batched, options, op } = call;
    const [x, source, ...indices] = batchAll(call);
    if (!batched.includes(true, 2)) return op([x, source, ...call.inputs.slice(2)], behindBatch(options));
    const first = moveIndexed(source, indices[0]!.shape.length - 1, options.place, true);
    return op([x, first, ...withBatchIndex(indices)], alongBatch(options));
  },
});

/** Brings index tensors, by dimension, to one shape. Without a `place` they stand where PyTorch puts them. */
function arrange(
  caller: string,
  advanced: readonly (Tensor | undefined)[],
  place?: number,
): { readonly indices: readonly Tensor[]; readonly options: Indexing } {
  const dims: number[] = [];
  let shape: Shape = [];
  advanced.forEach((index, d) => {
    if (!index) return;
    dims.push(d);
    shape = broadcastShapes(caller, shape, index.shape);
  });
  const indices = dims.map((d) => {
    const index = advanced[d]!;
    return sameShape(index.shape, shape) ? index : index.expand(shape);
  });
  const adjacent = dims.every((d, i) => d === dims[0]! + i);
  return { indices, options: { caller, dims, place: place ?? (adjacent ? dims[0]! : 0) } };
}

/** What index tensors, by dimension of x, pick from it. At least one is there. */
export function pickAt(caller: string, x: Tensor, advanced: readonly (Tensor | undefined)[]): Tensor {
  const { indices, options } = arrange(caller, advanced);
  return indexOp([x, ...indices], options);
}

/** How values are put to places. */
export interface PutOptions {
  /** Whether they are added to what is there. Defaults to false. */
  readonly accumulate?: boolean;
  /** Which dimensions of the values, counted from here, are those of the index tensors. */
  readonly place?: number;
}

/** x with values, which may broadcast, at the places that index tensors, by dimension of x, name. */
export function putAt(
  caller: string,
  x: Tensor,
  advanced: readonly (Tensor | undefined)[],
  values: Tensor,
  { accumulate = false, place }: PutOptions = {},
): Tensor {
  const { indices, options } = arrange(caller, advanced, place);
  const shape = pickedShape(x.shape, indices[0]!.shape, options.dims, options.place);
  if (values.dtype !== x.dtype) {
    throw new DTypeError(`${caller}: the values are ${values.dtype}, expected ${x.dtype}, the dtype of the input`);
  }
  return indexPutOp([x, fitValues(caller, values, shape), ...indices], { ...options, accumulate });
}

/** Values repeated to the shape of the places they go to. */
export function fitValues(caller: string, values: Tensor, shape: Shape): Tensor {
  if (sameShape(values.shape, shape)) return values;
  const extra = shape.length - values.shape.length;
  if (extra < 0 || !values.shape.every((size, d) => size === 1 || size === shape[extra + d])) {
    throw new ShapeError(
      `${caller}: the values ${formatShape(values.shape)} do not broadcast to ${formatShape(shape)}, the shape of the places`,
    );
  }
  return values.expand(shape);
}
