import { asStrided, type DType, type Tensor, tensor } from '@cotangent/core';
import type { JsonNumber, TensorValue, Value } from './corpus.ts';

/** Thrown where the library lacks what a case asks for: the case counts as missing, not as failed. */
export class NotThere extends Error {}

const dtypes: ReadonlyMap<string, DType> = new Map([
  ['float32', 'float32'],
  ['float64', 'float64'],
  ['int64', 'int32'],
  ['int32', 'int32'],
  ['uint8', 'uint8'],
  ['bool', 'bool'],
]);

/** The dtype that stands for PyTorch's; int64 is our int32. */
export function dtypeOf(name: string): DType {
  const dtype = dtypes.get(String(name).replace('torch.', ''));
  if (!dtype) throw new NotThere(`dtype ${name}`);
  return dtype;
}

/** Whether PyTorch's dtype of that name has one that stands for it. */
export function isDtype(name: string): boolean {
  return dtypes.has(name);
}

export function numberOf(value: JsonNumber | boolean): number {
  return Number(value);
}

/** What a list of arguments decodes to. */
export type Decoded =
  | Tensor
  | number
  | boolean
  | string
  | undefined
  | Ellipsis
  | Slice
  | Decoded[]
  | { readonly [key: string]: Decoded };

export class Ellipsis {}

/** A Python tuple: an array that an index takes apart, which it does not do with most lists. */
export class Tuple extends Array<Decoded> {}

export class Slice {
  readonly start: unknown;
  readonly stop: unknown;
  readonly step: unknown;
  constructor(start: unknown, stop: unknown, step: unknown) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

/** The tensor a case recorded, with the strides it had; a leaf that requires grad where the original did. */
export function decodeTensor(value: TensorValue): Tensor {
  const dtype = dtypeOf(value.dtype);
  const data = value.data.map(numberOf);
  if (dtype === 'int32' && data.some((x) => x !== (x | 0))) throw new NotThere('integers beyond int32');
  const { shape, strides, storage_offset: offset = 0 } = value;
  let result: Tensor;
  if (strides && data.length > 0) {
    const places = data.map((_, flat) => {
      let [place, rest] = [offset, flat];
      for (let d = shape.length - 1; d >= 0; d--) {
        place += (rest % shape[d]!) * strides[d]!;
        rest = Math.floor(rest / shape[d]!);
      }
      return place;
    });
    const flat = new Array<number>(Math.max(...places) + 1).fill(0);
    places.forEach((place, i) => {
      flat[place] = data[i]!;
    });
    result = asStrided(tensor(flat, { dtype }), shape, strides, offset);
  } else {
    result = tensor(data, { dtype }).reshape(shape);
  }
  return value.requires_grad ? result.requiresGrad_() : result;
}

export function decode(value: Value): Decoded {
  switch (value.kind) {
    case 'tensor':
      return decodeTensor(value);
    case 'int':
    case 'float':
      return numberOf(value.value);
    case 'bool':
    case 'str':
      return value.value;
    case 'dtype':
      return dtypeOf(value.value);
    case 'device':
    case 'none':
      return undefined;
    case 'ellipsis':
      return new Ellipsis();
    case 'slice':
      return new Slice(value.start, value.stop, value.step);
    case 'list':
      return value.items.map(decode);
    case 'tuple':
      return Tuple.from(value.items, decode);
    case 'dict':
      return Object.fromEntries(Object.entries(value.items).map(([key, item]) => [key, decode(item)]));
    default:
      throw new NotThere(`a value of kind ${String((value satisfies never as { kind?: unknown }).kind)}`);
  }
}

export function isTensorValue(value: unknown): value is TensorValue {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'tensor';
}
