import { manualSeed, rand, randn, type Shape, type Tensor, tensor } from '../../src/index.ts';

/** One call to check: inputs (those that require grad are float64) and what to do with them. */
export interface Sample {
  readonly label: string;
  readonly inputs: readonly Tensor[];
  readonly run: (...inputs: Tensor[]) => Tensor | readonly Tensor[];
}

/** How an operation is checked. */
export interface Samples {
  /** `smooth`: first and second derivatives by finite differences; `none`: no gradient, or one that is zero. */
  readonly gradient: 'smooth' | 'none';
  /** Makes the samples anew, in the memory of the moment. */
  readonly make: () => Sample[];
}

export type Fill = (shape: Shape) => Tensor;

/** Uniform on (low, high). */
export const between = (low: number, high: number): Fill => {
  return (shape) =>
    rand(shape, { dtype: 'float64' })
      .mul(high - low)
      .add(low);
};

/** On both sides of 0, at least `gap` away from it and from ±`gap` multiples: no kink is within a finite difference. */
export const offZero: Fill = (shape) => {
  const sizes = rand(shape, { dtype: 'float64' }).mul(0.8).add(0.15);
  const signs = rand(shape, { dtype: 'float64' }).gt(0.5).double().mul(2).sub(1);
  return sizes.mul(signs);
};

export const leaf = (x: Tensor): Tensor => x.detach().requiresGrad_();

/** The same elements with other strides. */
export const strided = (x: Tensor): Tensor => {
  if (x.ndim < 2) return x;
  return leaf(x.detach().transpose(0, 1).contiguous().transpose(0, 1));
};

export const seeded = (make: () => Sample[]): (() => Sample[]) => {
  return () => {
    manualSeed(7);
    return make();
  };
};

export function unary(
  op: (x: Tensor) => Tensor | readonly Tensor[],
  fill: Fill = offZero,
  gradient: Samples['gradient'] = 'smooth',
): Samples {
  return {
    gradient,
    make: seeded(() =>
      ([[], [3], [2, 3], [0, 3]] as Shape[]).flatMap((shape) => {
        const x = leaf(fill(shape));
        const samples = [{ label: `[${shape}]`, inputs: [x], run: op }];
        if (shape.length === 2) samples.push({ label: `strided [${shape}]`, inputs: [strided(x)], run: op });
        return samples;
      }),
    ),
  };
}

export interface BinaryOptions {
  readonly left?: Fill;
  readonly right?: Fill;
  readonly gradient?: Samples['gradient'];
  /** Also with a number on the right, and on the left. */
  readonly numbers?: 'right' | 'both' | undefined;
}

export function binary(op: (x: Tensor, y: Tensor) => Tensor, options: BinaryOptions = {}): Samples {
  const { left = offZero, right = offZero, gradient = 'smooth', numbers } = options;
  const loose = op as (x: Tensor | number, y: Tensor | number) => Tensor;
  return {
    gradient,
    make: seeded(() => {
      const pairs: [Shape, Shape][] = [
        [
          [2, 3],
          [2, 3],
        ],
        [
          [2, 1, 3],
          [2, 1],
        ],
        [[], [3]],
        [[3], []],
        [[0, 3], [3]],
      ];
      const samples: Sample[] = pairs.map(([a, b]) => ({
        label: `[${a}] and [${b}]`,
        inputs: [leaf(left(a)), leaf(right(b))],
        run: op as (...inputs: Tensor[]) => Tensor,
      }));
      samples.push({
        label: 'strided',
        inputs: [strided(leaf(left([2, 3]))), leaf(right([3]))],
        run: op as (...inputs: Tensor[]) => Tensor,
      });
      if (numbers)
        samples.push({ label: 'a number on the right', inputs: [leaf(left([3]))], run: (x) => loose(x!, 1.75) });
      if (numbers === 'both')
        samples.push({ label: 'a number on the left', inputs: [leaf(right([3]))], run: (y) => loose(1.75, y!) });
      return samples;
    }),
  };
}

/** Calls on random inputs of the given shapes. */
export function calls(
  rows: readonly (readonly [
    label: string,
    shapes: readonly Shape[],
    run: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  ])[],
  fill: Fill = (shape) => randn(shape, { dtype: 'float64' }),
  gradient: Samples['gradient'] = 'smooth',
): Samples {
  return {
    gradient,
    make: seeded(() =>
      rows.map(([label, shapes, run]) => ({ label, inputs: shapes.map((shape) => strided(leaf(fill(shape)))), run })),
    ),
  };
}

export const index = (values: number[] | number[][]): Tensor => tensor(values, { dtype: 'int32' });
export const positive = between(0.3, 2);
export const inUnit = between(-0.9, 0.9);
