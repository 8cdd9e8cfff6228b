import {
  ArgumentError,
  formatShape,
  noGrad,
  normal_ as normalOf,
  type RandomOptions,
  ShapeError,
  type Tensor,
  tensor,
  truncNormal_ as truncNormalOf,
  uniform_ as uniformOf,
} from '@cotangent/core';

/** What follows a layer, as {@link calculateGain} knows it. */
export type Nonlinearity =
  | 'linear'
  | 'conv1d'
  | 'conv2d'
  | 'conv3d'
  | 'convTranspose1d'
  | 'convTranspose2d'
  | 'convTranspose3d'
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'leakyRelu'
  | 'selu';

/** What xavierUniform_ and xavierNormal_ take. */
export interface XavierOptions extends RandomOptions {
  /** A factor of the spread. Defaults to 1. */
  readonly gain?: number | undefined;
}

/** What kaimingUniform_ and kaimingNormal_ take. */
export interface KaimingOptions extends RandomOptions {
  /** The negative slope of the leaky ReLU that follows. Defaults to 0. */
  readonly a?: number | undefined;
  /** Whether forward values (`fanIn`, the default) or gradients (`fanOut`) keep their variance. */
  readonly mode?: 'fanIn' | 'fanOut' | undefined;
  /** Defaults to `'leakyRelu'`. */
  readonly nonlinearity?: Nonlinearity | undefined;
}

/** The initialisation that PyTorch recommends a gain for. Throws an ArgumentError for an unknown nonlinearity. */
export function calculateGain(nonlinearity: Nonlinearity, param = 0.01): number {
  switch (nonlinearity) {
    case 'linear':
    case 'conv1d':
    case 'conv2d':
    case 'conv3d':
    case 'convTranspose1d':
    case 'convTranspose2d':
    case 'convTranspose3d':
    case 'sigmoid':
      return 1;
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.SQRT2;
    case 'leakyRelu':
      return Math.sqrt(2 / (1 + param ** 2));
    case 'selu':
      return 3 / 4;
    default:
      nonlinearity satisfies never;
      throw new ArgumentError(`calculateGain: unknown nonlinearity ${JSON.stringify(nonlinearity)}`);
  }
}

/**
 * How many inputs each output of a weight `[out, in, …kernel]` has, and how many outputs each input.
 *
 * Throws a ShapeError below two dimensions.
 */
export function calculateFanInAndFanOut(weight: Tensor): { fanIn: number; fanOut: number } {
  return fans('calculateFanInAndFanOut', weight);
}

/** Uniform on [a, b). */
export function uniform_<T extends Tensor>(x: T, a = 0, b = 1, options?: RandomOptions): T {
  return noGrad(() => uniformOf(x, a, b, options)) as T;
}

/** Normal with the given mean and standard deviation. */
export function normal_<T extends Tensor>(x: T, mean = 0, std = 1, options?: RandomOptions): T {
  return noGrad(() => normalOf(x, mean, std, options)) as T;
}

/**
 * Normally distributed around `mean`, cut off outside [a, b]. Throws an ArgumentError unless `std > 0` and `a < b`.
 * https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.trunc_normal_
 */
export function truncNormal_<T extends Tensor>(x: T, mean = 0, std = 1, a = -2, b = 2, options?: RandomOptions): T {
  using _ = noGrad();
  truncNormalOf(x, mean, std, a, b, options);
  return x;
}

/** One value everywhere. */
export function constant_<T extends Tensor>(x: T, value: number): T {
  return noGrad(() => x.fill_(value)) as T;
}

/** Ones everywhere. */
export function ones_<T extends Tensor>(x: T): T {
  return constant_(x, 1);
}

/** Zeros everywhere. */
export function zeros_<T extends Tensor>(x: T): T {
  return constant_(x, 0);
}

/** Ones on the diagonal of a matrix, zeros elsewhere. Throws a ShapeError unless there are two dimensions. */
export function eye_<T extends Tensor>(x: T): T {
  if (x.ndim !== 2) throw new ShapeError(`eye_: expected two dimensions, got ${formatShape(x.shape)}`);
  const [rows, columns] = x.shape as readonly [number, number];
  const elements = new Float64Array(rows * columns);
  for (let i = 0; i < Math.min(rows, columns); i++) elements[i * columns + i] = 1;
  return fill(x, elements);
}

/**
 * Uniform on ±gain · √(6 / (fanIn + fanOut)) (Glorot and Bengio 2010).
 *
 * Throws a ShapeError below two dimensions.
 * https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_uniform_
 */
export function xavierUniform_<T extends Tensor>(x: T, { gain = 1, ...options }: XavierOptions = {}): T {
  const { fanIn, fanOut } = fans('xavierUniform_', x);
  const bound = Math.sqrt(3) * (gain * Math.sqrt(2 / (fanIn + fanOut)));
  return uniform_(x, -bound, bound, options);
}

/** Normal with standard deviation gain · √(2 / (fanIn + fanOut)). Throws as {@link xavierUniform_}. */
export function xavierNormal_<T extends Tensor>(x: T, { gain = 1, ...options }: XavierOptions = {}): T {
  const { fanIn, fanOut } = fans('xavierNormal_', x);
  return normal_(x, 0, gain * Math.sqrt(2 / (fanIn + fanOut)), options);
}

/**
 * Uniform on ±gain · √(3 / fan), the gain being that of the nonlinearity (He et al. 2015).
 *
 * Throws a ShapeError below two dimensions, an ArgumentError for an unknown mode or nonlinearity.
 * https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_uniform_
 */
export function kaimingUniform_<T extends Tensor>(x: T, options: KaimingOptions = {}): T {
  if (x.numel() === 0) return x;
  const bound = Math.sqrt(3) * kaimingStd('kaimingUniform_', x, options);
  return uniform_(x, -bound, bound, { generator: options.generator });
}

/** Normal with standard deviation gain / √fan. Throws as {@link kaimingUniform_}. */
export function kaimingNormal_<T extends Tensor>(x: T, options: KaimingOptions = {}): T {
  if (x.numel() === 0) return x;
  return normal_(x, 0, kaimingStd('kaimingNormal_', x, options), { generator: options.generator });
}

/**
 * A (semi-)orthogonal matrix times `gain` (Saxe et al. 2013); dimensions after the first are one.
 *
 * Throws a ShapeError below two dimensions.
 * https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.orthogonal_
 */
export function orthogonal_<T extends Tensor>(x: T, { gain = 1, ...options }: XavierOptions = {}): T {
  if (x.ndim < 2) throw new ShapeError(`orthogonal_: expected two or more dimensions, got ${formatShape(x.shape)}`);
  if (x.numel() === 0) return x;
  const rows = x.shape[0]!;
  const columns = x.numel() / rows;
  const elements = Float64Array.from(noGrad(() => normalOf(x.detach().clone(), 0, 1, options)).toTypedArray());
  // the longer side holds the vectors' elements, the shorter counts the vectors
  if (rows < columns) orthonormalize(elements, rows, columns, columns, 1);
  else orthonormalize(elements, columns, rows, 1, columns);
  for (let i = 0; i < elements.length; i++) elements[i]! *= gain;
  return fill(x, elements);
}

/** Gram–Schmidt, twice over for full accuracy. R's diagonal comes out positive, as PyTorch makes it. */
function orthonormalize(elements: Float64Array, count: number, length: number, step: number, stride: number): void {
  for (let v = 0; v < count; v++) {
    const at = v * step;
    for (let pass = 0; pass < 2; pass++) {
      for (let u = 0; u < v; u++) {
        const product = dot(elements, at, u * step, length, stride);
        for (let i = 0; i < length; i++) elements[at + i * stride]! -= product * elements[u * step + i * stride]!;
      }
    }
    const norm = Math.sqrt(dot(elements, at, at, length, stride));
    for (let i = 0; i < length; i++) elements[at + i * stride]! /= norm;
  }
}

function dot(elements: Float64Array, a: number, b: number, length: number, stride: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += elements[a + i * stride]! * elements[b + i * stride]!;
  return sum;
}

function fans(name: string, { shape }: Tensor): { fanIn: number; fanOut: number } {
  if (shape.length < 2) {
    throw new ShapeError(`${name}: fans need two or more dimensions, got ${formatShape(shape)}`);
  }
  const receptiveField = shape.slice(2).reduce((product, size) => product * size, 1);
  return { fanIn: shape[1]! * receptiveField, fanOut: shape[0]! * receptiveField };
}

function kaimingStd(name: string, x: Tensor, options: KaimingOptions): number {
  const { a = 0, mode = 'fanIn', nonlinearity = 'leakyRelu' } = options;
  if (mode !== 'fanIn' && mode !== 'fanOut') {
    throw new ArgumentError(`${name}: unknown mode ${JSON.stringify(mode)}: expected fanIn or fanOut`);
  }
  return calculateGain(nonlinearity, a) / Math.sqrt(fans(name, x)[mode]);
}

function fill<T extends Tensor>(x: T, elements: Float64Array): T {
  return noGrad(() => x.copy_(tensor(elements).reshape(x.shape))) as T;
}
