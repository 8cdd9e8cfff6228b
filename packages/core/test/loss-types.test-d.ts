// Checked by the compiler alone: which targets fit which inputs.
import type {
  ClassIndexShape,
  CrossEntropyTarget,
  FitsClassIndex,
  FitsCrossEntropy,
  FitsOnto,
  FitsSame,
  LossShape,
  ReductionName,
} from '../src/loss-types.ts';
import type { Shape } from '../src/shape.ts';
import type { ShapeMismatch } from '../src/shape-types.ts';
import type { Equal, Expect } from './expect-types.ts';

export type CrossEntropyTargets = [
  Expect<Equal<CrossEntropyTarget<[10]>, [] | [10]>>,
  Expect<Equal<CrossEntropyTarget<[8, 10]>, [8] | [8, 10]>>,
  Expect<Equal<CrossEntropyTarget<readonly [8, 10, 4, 5]>, [8, 4, 5] | [8, 10, 4, 5]>>,
  Expect<Equal<CrossEntropyTarget<Shape>, Shape>>,
  Expect<Equal<CrossEntropyTarget<[]>, never>>,
  Expect<Equal<ClassIndexShape<[8, 10]>, [8]>>,
];

export type FittingTargets = [
  Expect<Equal<FitsCrossEntropy<'crossEntropy', [8, 10], [8]>, unknown>>,
  Expect<Equal<FitsCrossEntropy<'crossEntropy', [8, 10], [8, 10]>, unknown>>,
  Expect<Equal<FitsCrossEntropy<'crossEntropy', [10], []>, unknown>>,
  Expect<Equal<FitsCrossEntropy<'crossEntropy', [number, 10], [8]>, unknown>>,
  Expect<Equal<FitsCrossEntropy<'crossEntropy', [8, number], [8, 10]>, unknown>>,
  Expect<Equal<FitsCrossEntropy<'crossEntropy', Shape, [8]>, unknown>>,
  Expect<Equal<FitsCrossEntropy<'crossEntropy', [8, 10], Shape>, unknown>>,
  Expect<Equal<FitsCrossEntropy<'crossEntropy', never, [8]>, unknown>>,
  Expect<Equal<FitsClassIndex<'nllLoss', [8, 10], [8]>, unknown>>,
  Expect<Equal<FitsSame<'binaryCrossEntropy', [8, 1], [number, 1]>, unknown>>,
  Expect<Equal<FitsSame<'binaryCrossEntropy', Shape, [8, 1]>, unknown>>,
  Expect<Equal<FitsOnto<'mseLoss', [8, 3], [8, 3]>, unknown>>,
  Expect<Equal<FitsOnto<'mseLoss', [8, 3], [3]>, unknown>>,
  Expect<Equal<FitsOnto<'mseLoss', [8, 3], []>, unknown>>,
  Expect<Equal<FitsOnto<'mseLoss', [number, 3], [8, 3]>, unknown>>,
  Expect<Equal<FitsOnto<'mseLoss', Shape, [8, 3]>, unknown>>,
];

export type MisfittingTargets = [
  Expect<
    Equal<
      FitsCrossEntropy<'crossEntropy', [8, 10], [4]>,
      ShapeMismatch<'crossEntropy: target [4] does not fit input [8, 10]: expected [8] or [8, 10]'>
    >
  >,
  Expect<
    Equal<
      FitsCrossEntropy<'crossEntropy', [10], [10, 1]>,
      ShapeMismatch<'crossEntropy: target [10, 1] does not fit input [10]: expected [] or [10]'>
    >
  >,
  Expect<
    Equal<
      FitsCrossEntropy<'crossEntropy', [8, 10, 4], [8, 10]>,
      ShapeMismatch<'crossEntropy: target [8, 10] does not fit input [8, 10, 4]: expected [8, 4] or [8, 10, 4]'>
    >
  >,
  Expect<
    Equal<
      FitsCrossEntropy<'crossEntropy', [], []>,
      ShapeMismatch<'crossEntropy: the input [] has no class dimension, expected [C], [N, C] or [N, C, d1, …]'>
    >
  >,
  Expect<
    Equal<
      FitsClassIndex<'nllLoss', [8, 10], [8, 10]>,
      ShapeMismatch<'nllLoss: target [8, 10] does not fit input [8, 10]: expected [8]'>
    >
  >,
  Expect<
    Equal<
      FitsSame<'binaryCrossEntropy', [8, 1], [8]>,
      ShapeMismatch<'binaryCrossEntropy: target [8] does not fit input [8, 1]: expected the same shape'>
    >
  >,
  Expect<
    Equal<FitsOnto<'mseLoss', [8, 3], [4]>, ShapeMismatch<'mseLoss: target [4] and input [8, 3] do not broadcast'>>
  >,
  Expect<
    Equal<FitsOnto<'mseLoss', [8, 1], [8]>, ShapeMismatch<'mseLoss: target [8] makes input [8, 1] broadcast to [8, 8]'>>
  >,
];

export type Results = [
  Expect<Equal<LossShape<[8], 'mean'>, []>>,
  Expect<Equal<LossShape<[8], 'sum'>, []>>,
  Expect<Equal<LossShape<[8], 'none'>, [8]>>,
  Expect<Equal<LossShape<[8], ReductionName>, Shape>>,
];
