import { DTypeError } from './errors.ts';

/** The element types of tensors. */
export type DType = 'float32' | 'float64' | 'int32' | 'uint8' | 'bool';

/** What options accept: `'int64'` is a name for int32, so that ported code reads the same. */
export type DTypeLike = DType | 'int64';

/** The typed arrays that hold elements; bools are bytes. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

const ranks: Readonly<Record<DType, number>> = { bool: 0, uint8: 1, int32: 2, float32: 3, float64: 4 };

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

/** The canonical name of a dtype. Throws a {@link DTypeError} for anything else. */
export function toDType(dtype: DTypeLike): DType {
  if (dtype === 'int64') return 'int32';
  if (!(dtype in ranks))
    throw new DTypeError(`unknown dtype ${JSON.stringify(dtype)}: expected ${Object.keys(ranks).join(', ')}`);
  return dtype;
}

/** Whether elements have fractions, and so gradients. */
export function isFloat(dtype: DType): dtype is 'float32' | 'float64' {
  return dtype === 'float32' || dtype === 'float64';
}

export function bytesPerElement(dtype: DType): number {
  return arrays[dtype].BYTES_PER_ELEMENT;
}

/** The typed array over `length` elements of a buffer; bools are bytes holding 0 or 1. */
export function viewOf(dtype: DType, buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(buffer, byteOffset, length);
    case 'float64':
      return new Float64Array(buffer, byteOffset, length);
    case 'int32':
      return new Int32Array(buffer, byteOffset, length);
    default:
      return new Uint8Array(buffer, byteOffset, length);
  }
}

let defaultDType: 'float32' | 'float64' = 'float32';

/** The dtype of tensors made from JavaScript numbers: float32 unless {@link setDefaultDtype} changed it. */
export function getDefaultDtype(): 'float32' | 'float64' {
  return defaultDType;
}

/**
 * Makes tensors created from JavaScript numbers float32 or float64 from now on
 * (https://docs.pytorch.org/docs/stable/generated/torch.set_default_dtype.html).
 */
export function setDefaultDtype(dtype: DTypeLike): void {
  const canonical = toDType(dtype);
  if (!isFloat(canonical)) throw new DTypeError(`setDefaultDtype: expected float32 or float64, got ${dtype}`);
  defaultDType = canonical;
}

/** What may stand in a tensor's place: a JavaScript number, or a boolean, which counts as 0 or 1. */
export type Scalar = number | boolean;

/** What takes part in promotion: a tensor (by its dtype and rank) or a JavaScript number. */
export type Promotable = Scalar | { readonly dtype: DType; readonly shape: readonly number[] };

export function promote(a: DType, b: DType): DType {
  return ranks[a] >= ranks[b] ? a : b;
}

function kindOf(dtype: DType): number {
  return isFloat(dtype) ? 2 : dtype === 'bool' ? 0 : 1;
}

/** Whether results of one dtype may be stored as another: not floats as integers, nor anything but bools as bools. */
export function canCast(from: DType, to: DType): boolean {
  return kindOf(from) <= kindOf(to);
}

/** The dtype a JavaScript number has in promotion: an integer scalar iff `Number.isInteger`. */
function scalarDType(x: number | boolean): DType {
  if (typeof x === 'boolean') return 'bool';
  return Number.isInteger(x) ? 'int32' : defaultDType;
}

/**
 * PyTorch's result type: among tensors with dimensions, 0-d tensors and numbers, an earlier group decides unless a
 * later one is of a higher kind (bool < integer < float). A whole JavaScript number such as `2` counts as an integer.
 * https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc
 */
export function resultType(operands: readonly Promotable[]): DType {
  let sized: DType | undefined;
  let zeroDim: DType | undefined;
  let scalar: DType | undefined;
  for (const x of operands) {
    if (typeof x !== 'object') scalar = scalar === undefined ? scalarDType(x) : promote(scalar, scalarDType(x));
    else if (x.shape.length === 0) zeroDim = zeroDim === undefined ? x.dtype : promote(zeroDim, x.dtype);
    else sized = sized === undefined ? x.dtype : promote(sized, x.dtype);
  }
  const combine = (high: DType | undefined, low: DType | undefined): DType | undefined => {
    if (high === undefined || low === undefined) return high ?? low;
    return kindOf(low) > kindOf(high) ? low : high;
  };
  return combine(combine(sized, zeroDim), scalar) ?? defaultDType;
}
