// Checked by the compiler alone: arithmetic on literal sizes.
import type { Shape } from '../src/shape.ts';
import type { SameProduct, SizeProduct, SizeQuotient, SizeSum } from '../src/size-types.ts';
import type { Equal, Expect } from './expect-types.ts';

export type Products = [
  Expect<Equal<SizeProduct<[]>, 1>>,
  Expect<Equal<SizeProduct<[7]>, 7>>,
  Expect<Equal<SizeProduct<[1, 1]>, 1>>,
  Expect<Equal<SizeProduct<[28, 28]>, 784>>,
  Expect<Equal<SizeProduct<[60000, 784]>, 47040000>>,
  Expect<Equal<SizeProduct<readonly [60000, 1, 28, 28]>, 47040000>>,
  Expect<Equal<SizeProduct<[256, 1024, 768]>, 201326592>>,
  Expect<Equal<SizeProduct<[99999, 99999]>, 9999800001>>,
  Expect<Equal<SizeProduct<[10, 10, 10, 100]>, 100000>>,
  Expect<Equal<SizeProduct<[2, 0, 3]>, 0>>,
];

export type Sums = [
  Expect<Equal<SizeSum<0, 0>, 0>>,
  Expect<Equal<SizeSum<999, 1>, 1000>>,
  Expect<Equal<SizeSum<12, 3456>, 3468>>,
  Expect<Equal<SizeSum<50000, 10000>, 60000>>,
];

export type Quotients = [
  Expect<Equal<SizeQuotient<[12], []>, 12>>,
  Expect<Equal<SizeQuotient<[12], [12]>, 1>>,
  Expect<Equal<SizeQuotient<[3, 4], [4]>, 3>>,
  Expect<Equal<SizeQuotient<[512], [8]>, 64>>,
  Expect<Equal<SizeQuotient<[6], [4]>, never>>,
  Expect<Equal<SizeQuotient<[60000, 28, 28], [784]>, 60000>>,
  Expect<Equal<SizeQuotient<[60000, 28, 28], [783]>, never>>,
  Expect<Equal<SizeQuotient<[60000, 784], [28, 28]>, 60000>>,
  Expect<Equal<SizeQuotient<[774218835], [7839]>, 98765>>,
  Expect<Equal<SizeQuotient<[1024, 1024], [64]>, 16384>>,
  Expect<Equal<SizeQuotient<[1000], [10]>, 100>>,
  Expect<Equal<SizeQuotient<[7000], [35]>, 200>>,
  Expect<Equal<SizeQuotient<[3366], [11]>, 306>>,
  Expect<Equal<SizeQuotient<[21], [3]>, 7>>,
  Expect<Equal<SizeQuotient<[133], [7]>, 19>>,
  Expect<Equal<SizeQuotient<[171], [9]>, 19>>,
  Expect<Equal<SizeQuotient<[10], [1000]>, never>>,
  Expect<Equal<SizeQuotient<[7], [5]>, never>>,
  Expect<Equal<SizeQuotient<[5], [25]>, never>>,
  Expect<Equal<SizeQuotient<[3], [9]>, never>>,
  Expect<Equal<SizeQuotient<[1], [7]>, never>>,
  Expect<Equal<SizeQuotient<[0, 3], [3]>, 0>>,
  // any size would do
  Expect<Equal<SizeQuotient<[0, 3], [0]>, number>>,
];

export type Comparisons = [
  Expect<Equal<SameProduct<[28, 28], [784]>, true>>,
  Expect<Equal<SameProduct<[], [1, 1]>, true>>,
  Expect<Equal<SameProduct<[5, 0], [0]>, true>>,
  Expect<Equal<SameProduct<[2, 3], [8]>, false>>,
];

export type Unknowns = [
  Expect<Equal<SizeProduct<[number, 3]>, number>>,
  Expect<Equal<SizeProduct<[3, number]>, number>>,
  Expect<Equal<SizeProduct<[number, 0]>, number>>,
  Expect<Equal<SizeProduct<[-1, 2]>, number>>,
  Expect<Equal<SizeProduct<[2.5, 2]>, number>>,
  Expect<Equal<SizeProduct<[1e21, 2]>, number>>,
  Expect<Equal<SizeProduct<[2 | 3, 4]>, 8 | 12>>,
  Expect<Equal<SizeSum<5, number>, number>>,
  Expect<Equal<SizeSum<-1, 5>, number>>,
  Expect<Equal<SizeQuotient<[number, 3], [3]>, number>>,
  Expect<Equal<SizeQuotient<[number, 3], [9]>, number>>,
  Expect<Equal<SizeQuotient<[2, number, 3], [9]>, number>>,
  Expect<Equal<SizeQuotient<[6], [number]>, number>>,
  Expect<Equal<SameProduct<[2, number], [8]>, true>>,
  Expect<Equal<SizeProduct<Shape>, number>>,
];
