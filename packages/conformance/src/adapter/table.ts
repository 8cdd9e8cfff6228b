import type { Entry } from './arguments.ts';
import { arrangement } from './arrangement.ts';
import { convolutions } from './convolution.ts';
import { creation } from './creation.ts';
import { cumulative } from './cumulative.ts';
import { elementwise } from './elementwise.ts';
import { indexing } from './indexing.ts';
import { layers } from './layers.ts';
import { linearAlgebra } from './linear-algebra.ts';
import { losses } from './losses.ts';
import { matrices } from './matrices.ts';
import { movement } from './movement.ts';
import { normalization } from './normalization.ts';
import { reductions } from './reductions.ts';
import { sorting } from './sorting.ts';
import { subscripts } from './subscript.ts';

/** The one table from PyTorch's names to ours. */
export const adapter: Readonly<Record<string, Entry>> = {
  ...arrangement,
  ...convolutions,
  ...creation,
  ...cumulative,
  ...elementwise,
  ...indexing,
  ...layers,
  ...linearAlgebra,
  ...losses,
  ...matrices,
  ...movement,
  ...normalization,
  ...reductions,
  ...sorting,
  ...subscripts,
};
