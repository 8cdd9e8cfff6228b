import { Mismatch } from './compare.ts';
import type { Case, Section } from './corpus.ts';
import { exemptions } from './exemptions.ts';
import { runArtifact } from './sections/artifact.ts';
import { refusable } from './sections/expect-throw.ts';
import { runHigherOrder } from './sections/higher-order.ts';
import { runModule } from './sections/module.ts';
import { runModuleError } from './sections/module-error.ts';
import { runModuleInit } from './sections/module-init.ts';
import { runOperation } from './sections/operation.ts';
import { runOptimizer, runOptimizerError } from './sections/optimizer.ts';
import { runProgram } from './sections/program.ts';
import { runPromotion } from './sections/promotion.ts';
import { runScheduler } from './sections/scheduler.ts';
import { runSeedStream } from './sections/seed-stream.ts';
import { runStateDict } from './sections/state-dict.ts';
import { runTraining } from './sections/training.ts';
import { NotThere } from './values.ts';

export type Verdict = { readonly status: 'passed' } | { readonly status: 'failed' | 'missing'; readonly why: string };

export type Outcome = Verdict | { readonly status: 'exempt'; readonly why: string };

/** How the cases of a section are run, by its name; A, B and C are operations. */
const runners: ReadonlyMap<string, (kase: Case) => void> = new Map([
  ['A_promotion', runPromotion],
  ['D_optim', refusable(runOptimizer)],
  ['D_optim_errors', refusable(runOptimizerError)],
  ['E_schedulers', runScheduler],
  ['F_training', refusable(runTraining)],
  ['G_higher_order', refusable(runHigherOrder)],
  ['G_autograd_programs', refusable(runProgram)],
  ['H_modules', refusable(runModule)],
  ['H_state_dict', refusable(runStateDict)],
  ['H_init', refusable(runModuleInit)],
  ['H_module_errors', refusable(runModuleError)],
  ['S_seed_streams', refusable(runSeedStream)],
  ['I_artifacts', refusable(runArtifact)],
]);

/** Runs one case, exempted or not; nothing escapes as an exception. */
export function judge(section: string, kase: Case): Verdict {
  const run = runners.get(section) ?? (/^[ABC]_/.test(section) ? runOperation : undefined);
  if (!run) return { status: 'missing', why: `no runner for section ${section}` };
  try {
    run(kase);
    return { status: 'passed' };
  } catch (error) {
    if (error instanceof NotThere) return { status: 'missing', why: error.message };
    if (error instanceof Mismatch) return { status: 'failed', why: error.message };
    return {
      status: 'failed',
      why: `threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    };
  }
}

/** Runs one case unless it is exempted. */
export function runCase(section: string, kase: Case): Outcome {
  const why = exemptions.get(kase.id);
  return why === undefined ? judge(section, kase) : { status: 'exempt', why };
}

/** The op under which a case is counted. */
export function opOf(kase: Case): string {
  return String(kase.op ?? String(kase.call ?? 'none').split('/')[0]);
}

export interface Counts {
  passed: number;
  failed: number;
  missing: number;
}

export interface SectionReport extends Counts {
  exempt: number;
  readonly ops: Record<string, Counts>;
  readonly failures: { readonly id: string; readonly why: string }[];
}

export interface Report {
  readonly sections: Record<string, SectionReport>;
}

/** Runs all cases, or those of one op. An exempted case counts nowhere but under `exempt`. */
export function runSections(sections: readonly Section[], op?: string): Report {
  return { sections: Object.fromEntries(sections.map(({ name, cases }) => [name, runSection(name, cases, op)])) };
}

function runSection(name: string, cases: readonly Case[], op: string | undefined): SectionReport {
  const result = { passed: 0, failed: 0, missing: 0, exempt: 0, failures: [] as { id: string; why: string }[] };
  const ops = new Map<string, Counts>();
  for (const kase of cases) {
    const key = opOf(kase);
    if (op !== undefined && key !== op) continue;
    const outcome = runCase(name, kase);
    result[outcome.status]++;
    if (outcome.status === 'exempt') continue;
    const counts = ops.get(key) ?? { passed: 0, failed: 0, missing: 0 };
    ops.set(key, counts);
    counts[outcome.status]++;
    if (outcome.status === 'failed') result.failures.push({ id: kase.id, why: outcome.why });
  }
  const { failures, ...counts } = result;
  return { ...counts, ops: Object.fromEntries(ops), failures };
}
