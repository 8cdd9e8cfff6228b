import type { Num } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { checkBoolean, checkNonNegative } from './checks.ts';

/** What almost every optimizer takes. */
export interface BaseOptions {
  /** The learning rate. */
  readonly lr?: number | undefined;
  /** The factor of the L2 penalty. Defaults to 0. */
  readonly weightDecay?: number | undefined;
  /** Climbs instead of descending. Defaults to false. */
  readonly maximize?: boolean | undefined;
}

/** The settings behind {@link BaseOptions}. */
export interface BaseSettings {
  lr: number;
  weightDecay: number;
  maximize: boolean;
}

/**
 * The gradient that an update follows: its sign turned to climb, with the L2 penalty where there is one. Without a
 * penalty the parameter must not enter: 0 · ∞ would make it NaN.
 */
export function direction(param: Num, grad: Num, sign: Num, weightDecay: Num, penalized: boolean): Num {
  const signed = e.mul(grad, sign);
  return penalized ? e.add(signed, e.mul(weightDecay, param)) : signed;
}

/** Refuses settings of {@link BaseSettings} that are out of range. */
export function checkBase(name: string, { lr, weightDecay, maximize }: Readonly<BaseSettings>): void {
  checkNonNegative(name, 'lr', lr);
  checkNonNegative(name, 'weightDecay', weightDecay);
  checkBoolean(name, 'maximize', maximize);
}
