import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** So that how much is compiled does not depend on the machine's load, and no collection comes in between. */
const flags = ['--expose-gc', '--no-concurrent-recompilation', '--min-semi-space-size=64'] as const;

/** How many bytes of JavaScript objects an operation may make: what a step costs beside its arithmetic. */
const budgets = {
  formula: 500,
  recordedFormula: 900,
  savingFormula: 1400,
  binaryFormula: 1050,
  record: 1250,
  recordedRecord: 2300,
  view: 1500,
} as const;

// what V8 compiles away differs now and then from process to process; more objects are there in all of them
test('operations make few objects', { retry: 3 }, () => {
  const program = fileURLToPath(new URL('dispatch-bytes.ts', import.meta.url));
  const output = execFileSync(process.execPath, [...flags, '--import', 'tsx', program], { encoding: 'utf8' });
  const bytes = JSON.parse(output) as Record<keyof typeof budgets, number>;
  for (const [name, budget] of Object.entries(budgets)) {
    expect(bytes[name as keyof typeof budgets], `bytes of one ${name}`).toBeLessThan(budget);
  }
});
