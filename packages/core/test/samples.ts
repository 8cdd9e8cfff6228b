import type * as ops from '../src/ops/index.ts';
import { activationSamples } from './samples/activation.ts';
import { arithmeticSamples } from './samples/arithmetic.ts';
import { arrangementSamples } from './samples/arrangement.ts';
import { conditionalSamples } from './samples/conditional.ts';
import { convolutionSamples } from './samples/convolution.ts';
import { cumulativeSamples } from './samples/cumulative.ts';
import { distanceSamples } from './samples/distance.ts';
import { exponentialSamples } from './samples/exponential.ts';
import { indexingSamples } from './samples/indexing.ts';
import { interpolationSamples } from './samples/interpolation.ts';
import { linalgSamples } from './samples/linalg.ts';
import { logicSamples } from './samples/logic.ts';
import type { Samples } from './samples/makers.ts';
import { movementSamples } from './samples/movement.ts';
import { normSamples } from './samples/norm.ts';
import { normalizationSamples } from './samples/normalization.ts';
import { poolingSamples } from './samples/pooling.ts';
import { productSamples } from './samples/product.ts';
import { reductionSamples } from './samples/reduction.ts';
import { roundingSamples } from './samples/rounding.ts';
import { samplingSamples } from './samples/sampling.ts';
import { searchingSamples } from './samples/searching.ts';
import { sortingSamples } from './samples/sorting.ts';
import { specialSamples } from './samples/special.ts';
import { trigonometricSamples } from './samples/trigonometric.ts';

export type { Sample, Samples } from './samples/makers.ts';

/** The names of all functions, with those of a namespace behind its name and a dot. */
type FunctionName<Space, Prefix extends string = ''> = {
  [Key in keyof Space & string]: Space[Key] extends (...args: never[]) => unknown
    ? `${Prefix}${Key}`
    : FunctionName<Space[Key], `${Prefix}${Key}.`>;
}[keyof Space & string];

/** The name of every operation; a new one without a row of samples is a compile error. */
export type OpName = FunctionName<typeof ops>;

/** The samples of every operation, by family. */
export const samples = {
  ...activationSamples,
  ...arithmeticSamples,
  ...arrangementSamples,
  ...conditionalSamples,
  ...convolutionSamples,
  ...cumulativeSamples,
  ...distanceSamples,
  ...exponentialSamples,
  ...indexingSamples,
  ...interpolationSamples,
  ...linalgSamples,
  ...logicSamples,
  ...movementSamples,
  ...normalizationSamples,
  ...normSamples,
  ...poolingSamples,
  ...productSamples,
  ...reductionSamples,
  ...roundingSamples,
  ...samplingSamples,
  ...searchingSamples,
  ...sortingSamples,
  ...specialSamples,
  ...trigonometricSamples,
} satisfies Record<OpName, Samples>;
