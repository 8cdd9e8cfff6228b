import type { Contestant } from './contestant.ts';
import { packedCotangent } from './cotangent.ts';
import { referenceBlasNote, writeDocument } from './document.ts';
import { installNode24 } from './install/node24.ts';
import { installOurs } from './install/ours.ts';
import { measureInRounds } from './measure-in-rounds.ts';
import { toLine } from './measuring/result.ts';
import type { Options } from './options.ts';
import { jaxJs, tfjsWasm } from './peers/javascript.ts';
import { pytorch, usesReferenceBlas } from './peers/pytorch.ts';
import { progress } from './progress.ts';
import { tables } from './report.ts';

/** Compares Cotangent with its peers and prints all results, then the ratios. Returns the exit code: 1 for any problem. */
export async function comparePeers({ only, rounds, python, write }: Options): Promise<number> {
  const missing: string[] = [];
  const orMissing = async <T>(name: string, prepare: () => Promise<readonly T[]>): Promise<readonly T[]> => {
    try {
      return await prepare();
    } catch (error) {
      missing.push(`${name} is missing: ${error instanceof Error ? error.message : error}`);
      return [];
    }
  };
  const runner = await installOurs();
  const nodes = [process.execPath];
  if (!process.version.startsWith('v24.'))
    nodes.push(...(await orMissing('Node 24', async () => [await installNode24()])));
  const contestants: readonly Contestant[] = [
    ...nodes.map((node) => packedCotangent(runner, node)),
    ...(await orMissing('PyTorch', async () => [pytorch(python)])),
    ...(await orMissing('jax-js', () => jaxJs(nodes))),
    ...(await orMissing('TensorFlow.js', async () => [await tfjsWasm(process.execPath)])),
  ];
  for (const what of missing) progress(what);

  const comparison = await measureInRounds(contestants, only, rounds);
  for (const ratio of comparison.ratios) process.stdout.write(`${toLine(ratio)}\n`);
  if (comparison.ratios.length > 0) progress(`\n${tables(comparison)}\n`);
  if (comparison.series.some(({ results }) => results.some(({ blas }) => usesReferenceBlas(blas)))) {
    progress(referenceBlasNote);
  }
  const problems = [...missing, ...comparison.problems];
  if (problems.length > 0) {
    progress(`This comparison fails:\n${problems.map((what) => `  ${what}`).join('\n')}`);
    return 1;
  }
  if (write) writeDocument(comparison, rounds, new Date());
  return 0;
}
