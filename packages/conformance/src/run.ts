import { Mismatch } from './compare.ts';
import type { Case, Section } from './corpus.ts';
import { exemptions } from './exemptions.ts';
import { runHigherOrder } from './sections/higher-order.ts';
import { runModule, runModuleError, runModuleInit, runStateDict } from './sections/module.ts';
import { runOperation } from './sections/operation.ts';
import { runOptimizer, runOptimizerError } from './sections/optimizer.ts';
import { runProgram } from './sections/program.ts';
import { runPromotion } from './sections/promotion.ts';
import { runScheduler } from './sections/scheduler.ts';
import { runSeedStream } from './sections/seed-stream.ts';
import { runTraining } from './sections/training.ts';
import { NotThere } from './values.ts';

export type Outcome =
  | { readonly status: 'passed' }
  | { readonly status: 'exempt'; readonly why: string }
  | { readonly status: 'failed' | 'missing'; readonly why: string };

/** How the cases of a section are run, by its name; A, B and C are operations. */
const runners: Readonly<Record<string, (kase: Case) => void>> = {
  A_promotion: runPromotion,
  D_optim: runOptimizer,
  D_optim_errors: runOptimizerError,
  E_schedulers: runScheduler,
  F_training: runTraining,
  G_higher_order: runHigherOrder,
  G_autograd_programs: runProgram,
  H_modules: runModule,
  H_state_dict: runStateDict,
  H_init: runModuleInit,
  H_module_errors: runModuleError,
  S_seed_streams: runSeedStream,
  I_artifacts: () => {
    throw new NotThere('a reader of safetensors');
  },
};

/** Runs one case; nothing escapes as an exception. */
export function runCase(section: string, kase: Case): Outcome {
  const why = exemptions[kase.id];
  if (why !== undefined) return { status: 'exempt', why };
  const run = runners[section] ?? (/^[ABC]_/.test(section) ? runOperation : undefined);
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
  const report: Report = { sections: {} };
  for (const { name, cases } of sections) {
    const result: SectionReport = { passed: 0, failed: 0, missing: 0, exempt: 0, ops: {}, failures: [] };
    report.sections[name] = result;
    for (const kase of cases) {
      const key = kase.op ?? String(kase.call ?? 'none').split('/')[0]!;
      if (op !== undefined && key !== op) continue;
      const outcome = runCase(name, kase);
      if (outcome.status === 'exempt') {
        result.exempt++;
        continue;
      }
      result.ops[key] ??= { passed: 0, failed: 0, missing: 0 };
      result[outcome.status]++;
      result.ops[key][outcome.status]++;
      if (outcome.status === 'failed') result.failures.push({ id: kase.id, why: outcome.why });
    }
  }
  return report;
}
