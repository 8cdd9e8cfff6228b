import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** How many bytes of JavaScript objects an operation may make: what a step costs beside its arithmetic. */
const budgets = {
  formula: 600,
  recordedFormula: 900,
  savingFormula: 1300,
  binaryFormula: 1100,
  record: 1400,
  recordedRecord: 2500,
  view: 1300,
} as const;

test('operations make few objects', () => {
  const program = fileURLToPath(new URL('dispatch-bytes.ts', import.meta.url));
  const output = execFileSync(process.execPath, ['--expose-gc', '--import', 'tsx', program], { encoding: 'utf8' });
  const bytes = JSON.parse(output) as Record<keyof typeof budgets, number>;
  for (const [name, budget] of Object.entries(budgets)) {
    expect(bytes[name as keyof typeof budgets], `bytes of one ${name}`).toBeLessThan(budget);
  }
});
