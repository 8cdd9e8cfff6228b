import type { Tensor } from '@cotangent/core';
import { init } from '@cotangent/nn';

/** `torch.nn.init`'s functions of one tensor. */
export const initFunctions: ReadonlyMap<string, (x: Tensor) => Tensor> = new Map([
  ['xavier_uniform_', (x) => init.xavierUniform_(x)],
  ['xavier_normal_', (x) => init.xavierNormal_(x)],
  ['kaiming_uniform_', (x) => init.kaimingUniform_(x)],
  ['kaiming_normal_', (x) => init.kaimingNormal_(x)],
  ['trunc_normal_', (x) => init.truncNormal_(x)],
  ['orthogonal_', (x) => init.orthogonal_(x)],
]);
