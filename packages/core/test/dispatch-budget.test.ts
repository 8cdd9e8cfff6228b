import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** So that how much is compiled does not depend on the machine's load, and no collection comes in between. */
const flags = ['--expose-gc', '--no-concurrent-recompilation', '--min-semi-space-size=64'] as const;

/** How many bytes of JavaScript objects an operation may make: what a step costs beside its arithmetic. */
const budgets = {
  formula: 500,
  recordedFormula: 900,
  savingFormula: 1250,
  binaryFormula: 1050,
  record: 1250,
  recordedRecord: 2300,
  view: 1500,
} as const;

test('operations make few objects', () => {
  const program = fileURLToPath(new URL('dispatch-bytes.ts', import.meta.url));
  const measure = (): Record<keyof typeof budgets, number> =>
    JSON.parse(execFileSync(process.execPath, [...flags, '--import', 'tsx', program], { encoding: 'utf8' }));
  // what V8 fails to compile away, now and then, only adds; objects that the library makes are there in both
  const [bytes, again] = [measure(), measure()];
  for (const [name, budget] of Object.entries(budgets)) {
    const kind = name as keyof typeof budgets;
    expect(Math.min(bytes[kind], again[kind]), `bytes of one ${name}`).toBeLessThan(budget);
  }
});
