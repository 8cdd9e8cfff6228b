import { manualSeed, type Tensor, zeros } from '@cotangent/core';
import { init } from '@cotangent/nn';
import { buildModule } from '../adapter/build-module.ts';
import { camelCase } from '../adapter/camel-case.ts';
import { initFunctions } from '../adapter/init-functions.ts';
import { compareExactly, compareNumbers, exact, Mismatch } from '../compare.ts';
import type { Case, JsonNumber } from '../corpus.ts';
import { NotThere } from '../values.ts';

interface Distribution {
  readonly shape?: readonly number[];
  readonly dist: 'uniform' | 'normal' | 'constant';
  readonly bound?: number;
  readonly mean?: number;
  readonly std?: number;
  readonly value?: number;
}

/** A case of section H_init: the distribution of each parameter, by its range, its mean and its variance. */
export function runModuleInit(kase: Case): void {
  // the bounds below are wide, but a run must not depend on luck
  manualSeed(0);
  if (kase.op === 'calculate_gain') {
    const name = camelCase(String(kase.nonlinearity));
    compareNumbers('gain', init.calculateGain(name as 'tanh'), kase.gain as JsonNumber, { rtol: 1e-12, atol: 0 });
    return;
  }
  const wanted = Object.entries(kase.params as Record<string, Distribution>);
  const samples = kase.module === undefined ? functionSamples(kase) : moduleSamples(String(kase.module));
  compareExactly('params', [...samples.keys()].sort(), wanted.map(([name]) => name).sort());
  for (const [name, want] of wanted) checkDistribution(name, samples.get(name)!, want);
}

/** Enough draws for a variance, however small the tensor. */
function functionSamples(kase: Case): Map<string, Tensor[]> {
  const fill = initFunctions.get(String(kase.op));
  if (!fill) throw new NotThere(`nn.init.${kase.op}`);
  const shape = kase.shape as number[];
  const { fanIn, fanOut } = init.calculateFanInAndFanOut(zeros(shape));
  compareExactly('fan_in and fan_out', [fanIn, fanOut], [kase.fan_in, kase.fan_out]);
  return new Map([['weight', Array.from({ length: 200 }, () => fill(zeros(shape)))]]);
}

/** So many modules that the smallest parameter has a thousand elements. */
function moduleSamples(text: string): Map<string, Tensor[]> {
  const samples = new Map<string, Tensor[]>();
  const smallest = Math.min(...Array.from(buildModule(text).parameters(), (parameter) => parameter.numel()));
  for (let drawn = 0; drawn < 1000; drawn += smallest) {
    for (const [name, parameter] of buildModule(text).namedParameters()) {
      const list = samples.get(name) ?? [];
      list.push(parameter.detach());
      samples.set(name, list);
    }
  }
  return samples;
}

function checkDistribution(name: string, samples: readonly Tensor[], want: Distribution): void {
  const values = samples.flatMap((sample) => [...sample.toTypedArray()]);
  if (want.shape) compareExactly(`${name}.shape`, samples[0]!.shape, want.shape);
  if (want.dist === 'constant') {
    for (const value of values) compareNumbers(name, value, want.value!, exact);
    return;
  }
  if (want.dist !== 'uniform' && want.dist !== 'normal') throw new NotThere(`the distribution ${String(want.dist)}`);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  const expected = want.dist === 'uniform' ? want.bound! ** 2 / 3 : want.std! ** 2;
  if (want.dist === 'uniform' && values.some((value) => Math.abs(value) > want.bound! * (1 + 1e-6))) {
    throw new Mismatch(`${name}: a value lies outside ±${want.bound}`);
  }
  // six standard errors of the variance of that many draws
  const slack = 6 * expected * Math.sqrt(2 / values.length);
  compareNumbers(`${name}.variance`, variance, expected, { rtol: 0, atol: slack });
  compareNumbers(`${name}.mean`, mean, want.mean ?? 0, { rtol: 0, atol: 6 * Math.sqrt(expected / values.length) });
  // a uniform distribution reaches √3 standard deviations and no further; a normal one goes on
  const uniform = values.every((value) => Math.abs(value - mean) < 2 * Math.sqrt(variance));
  compareExactly(`${name}.dist`, uniform ? 'uniform' : 'normal', want.dist);
}
