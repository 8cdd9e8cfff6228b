import type { Operand } from '../../memory/memory.ts';
import { broadcastStrides, type Shape, sizeOf } from '../../shape.ts';
import type { AffineGradients, Normalizing } from '../normalization.ts';
import { Cursor } from './cursor.ts';
import { writeRun } from './elements.ts';
import { IndexScratch, Scratch } from './scratch.ts';

const row = /* @__PURE__ */ new Scratch();
const gradients = /* @__PURE__ */ new Scratch();
const factors = /* @__PURE__ */ new Scratch();
const summands = /* @__PURE__ */ new Scratch();
const places = /* @__PURE__ */ new IndexScratch();

/** The elements of an operand that broadcasts to a shape, group by group. */
interface Groups {
  readonly kept: Cursor;
  readonly reduced: Cursor;
}

function groupsOf(operand: Operand, shape: Shape, dims: readonly number[]): Groups {
  const whole = { ...operand, shape, strides: broadcastStrides(operand.shape, operand.strides, shape) };
  return {
    kept: Cursor.along(whole, (d) => !dims.includes(d)),
    reduced: Cursor.along(whole, (d) => dims.includes(d)),
  };
}

function groupLength(shape: Shape, dims: readonly number[]): number {
  let length = 1;
  for (const d of dims) length *= shape[d]!;
  return length;
}

/** Stands at the next group. */
function nextGroup({ kept, reduced }: Groups): Cursor {
  reduced.restart(kept.next());
  return reduced;
}

/** Stores a statistic and gives it back as it was rounded, which is how the gradient will see it. */
function rounded({ storage: { data }, offset }: Operand, group: number, value: number): number {
  data[offset + group] = value;
  return data[offset + group]!;
}

export function normalize(
  x: Operand,
  weight: Operand | undefined,
  bias: Operand | undefined,
  { dims, eps }: Normalizing,
  out: Operand,
  mean: Operand | undefined,
  variance: Operand,
): void {
  const { shape } = x;
  const length = groupLength(shape, dims);
  const [from, to] = [groupsOf(x, shape, dims), groupsOf(out, shape, dims)];
  const scales = weight && groupsOf(weight, shape, dims);
  const shifts = bias && groupsOf(bias, shape, dims);
  const [y, w, b] = [row.take(length), factors.take(length), summands.take(length)];
  for (let group = 0, groups = sizeOf(variance.shape); group < groups; group++) {
    nextGroup(from).read(y, length);
    let center = 0;
    if (mean) {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += y[i]!;
      center = rounded(mean, group, sum / length);
    }
    let squares = 0;
    for (let i = 0; i < length; i++) {
      y[i]! -= center;
      squares += y[i]! * y[i]!;
    }
    const inverseSpread = 1 / Math.sqrt(rounded(variance, group, squares / length) + eps);
    for (let i = 0; i < length; i++) y[i]! *= inverseSpread;
    if (scales) {
      nextGroup(scales).read(w, length);
      for (let i = 0; i < length; i++) y[i]! *= w[i]!;
    }
    if (shifts) {
      nextGroup(shifts).read(b, length);
      for (let i = 0; i < length; i++) y[i]! += b[i]!;
    }
    nextGroup(to).write(y, length);
  }
}

export function normalizeBackward(
  grad: Operand,
  x: Operand,
  mean: Operand | undefined,
  variance: Operand,
  weight: Operand | undefined,
  { dims, eps }: Normalizing,
  ofX: Operand | undefined,
  ofAffine: AffineGradients,
): void {
  const { shape } = x;
  const length = groupLength(shape, dims);
  const [from, above] = [groupsOf(x, shape, dims), groupsOf(grad, shape, dims)];
  const centers = mean && groupsOf(mean, shape, dims).kept;
  const spreads = groupsOf(variance, shape, dims).kept;
  const scales = weight && groupsOf(weight, shape, dims);
  const to = ofX && groupsOf(ofX, shape, dims);
  const affine = affineSums(ofAffine, shape, dims);
  const [y, a, w] = [row.take(length), gradients.take(length), factors.take(length)];
  const statistics = variance.storage.data;
  for (let group = 0, groups = sizeOf(variance.shape); group < groups; group++) {
    const center = centers ? mean.storage.data[centers.next()]! : 0;
    const inverseSpread = 1 / Math.sqrt(statistics[spreads.next()]! + eps);
    nextGroup(from).read(y, length);
    nextGroup(above).read(a, length);
    for (let i = 0; i < length; i++) y[i] = (y[i]! - center) * inverseSpread;
    affine?.add(a, y, length);
    if (!to) continue;
    if (scales) {
      nextGroup(scales).read(w, length);
      for (let i = 0; i < length; i++) a[i]! *= w[i]!;
    }
    let sum = 0;
    let projection = 0;
    for (let i = 0; i < length; i++) {
      sum += a[i]!;
      projection += a[i]! * y[i]!;
    }
    // without a mean the gradient has none to give back
    const level = centers ? sum / length : 0;
    for (let i = 0; i < length; i++) a[i] = (a[i]! - level - y[i]! * (projection / length)) * inverseSpread;
    nextGroup(to).write(a, length);
  }
  affine?.write();
}

interface AffineSums {
  add(grad: Float64Array, y: Float64Array, length: number): void;
  write(): void;
}

/** Adds up the gradients of weight and bias, which many elements share. */
function affineSums({ weight, bias }: AffineGradients, shape: Shape, dims: readonly number[]): AffineSums | undefined {
  const either = weight ?? bias;
  if (!either) return undefined;
  const size = sizeOf(either.shape);
  const [ofWeight, ofBias] = [new Float64Array(size), new Float64Array(size)];
  const groups = groupsOf({ ...either, offset: 0 }, shape, dims);
  return {
    add: (grad, y, length) => {
      const at = places.take(length);
      nextGroup(groups).positions(at, length);
      for (let i = 0; i < length; i++) {
        ofWeight[at[i]!]! += grad[i]! * y[i]!;
        ofBias[at[i]!]! += grad[i]!;
      }
    },
    write: () => {
      if (weight) writeRun(ofWeight, 0, size, weight.storage.data, weight.dtype, weight.offset, 1);
      if (bias) writeRun(ofBias, 0, size, bias.storage.data, bias.dtype, bias.offset, 1);
    },
  };
}
