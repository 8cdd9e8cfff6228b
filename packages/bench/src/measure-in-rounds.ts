import { disagreements } from './agreement.ts';
import { type Comparison, nameOf, ratios, type Series } from './comparison.ts';
import { type Contestant, runWorkload } from './contestant.ts';
import { type Result, toLine } from './measuring/result.ts';
import { progress } from './progress.ts';
import type { WorkloadName } from './spec.ts';

// these count megabytes, which do not drift from round to round
const measuredOnce: readonly WorkloadName[] = ['W10'];

/**
 * Holds everyone's check steps against each other, then measures in rounds: in each, every contestant runs each workload
 * next to the others, so that what else the machine does falls on all of them. Results are printed as they come.
 */
export async function measureInRounds(
  contestants: readonly Contestant[],
  workloads: readonly WorkloadName[],
  rounds: number,
): Promise<Comparison> {
  const problems: string[] = [];
  for (const workload of workloads) problems.push(...(await compareChecks(contestants, workload)));
  // what computes something else has no time worth knowing
  if (problems.length > 0) return { series: [], ratios: [], problems };

  const series = new Map<string, Series & { readonly results: Result[] }>();
  for (let round = 0; round < rounds; round++) {
    for (const workload of workloads) {
      if (round > 0 && measuredOnce.includes(workload)) continue;
      for (const contestant of entering(contestants, workload)) {
        progress(`${workload}: round ${round + 1} of ${rounds}, ${nameOf(contestant)}`);
        for (const result of await runWorkload(contestant, workload, 'bench')) {
          process.stdout.write(`${toLine({ ...result, engine: contestant.engine })}\n`);
          problems.push(...problemsOf(contestant, result));
          const { metric } = result;
          const key = JSON.stringify([nameOf(contestant), workload, metric]);
          if (!series.has(key)) series.set(key, { contestant, workload, metric, results: [] });
          series.get(key)?.results.push(result);
        }
      }
    }
  }
  const all = [...series.values()];
  return { series: all, ratios: ratios(all), problems };
}

/** Compares everyone's check steps with what PyTorch recorded, and with those of the first. */
async function compareChecks(contestants: readonly Contestant[], workload: WorkloadName): Promise<readonly string[]> {
  const problems: string[] = [];
  const first = new Map<string, Result>();
  for (const contestant of entering(contestants, workload)) {
    progress(`${workload}: checking ${nameOf(contestant)}`);
    for (const result of await runWorkload(contestant, workload, 'check')) {
      problems.push(...problemsOf(contestant, result));
      const reference = first.get(result.metric);
      if (reference) {
        const why = `differs from ${reference.framework}: `;
        problems.push(...problemsOf(contestant, result, disagreements(result, reference.checks), why));
      } else {
        first.set(result.metric, result);
      }
    }
  }
  return problems;
}

function problemsOf(
  contestant: Contestant,
  result: Result,
  found = disagreements(result),
  why = '',
): readonly string[] {
  return found.map((what) => `${result.workload}, ${result.metric}: ${nameOf(contestant)}: ${why}${what}`);
}

function entering(contestants: readonly Contestant[], workload: WorkloadName): readonly Contestant[] {
  return contestants.filter(({ lacks }) => lacks?.[workload] === undefined);
}
