import { disagreements } from './agreement.ts';
import { comparePeers } from './compare-peers.ts';
import { nameOf } from './comparison.ts';
import { type Contestant, runWorkload } from './contestant.ts';
import { packedCotangent, sourceCotangent } from './cotangent.ts';
import { writeData } from './data/write.ts';
import { data } from './folders.ts';
import { installNode24 } from './install/node24.ts';
import { installOurs } from './install/ours.ts';
import { toLine } from './measuring/result.ts';
import { type Options, readOptions, UsageError, usage } from './options.ts';
import { progress } from './progress.ts';

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  writeData(data);
  if (options.peers) return comparePeers(options);

  let failed = false;
  for (const contestant of await cotangents(options)) {
    for (const workload of options.only) {
      progress(`${workload}: ${nameOf(contestant)}`);
      for (const result of await runWorkload(contestant, workload, 'bench')) {
        process.stdout.write(`${toLine(result)}\n`);
        for (const what of disagreements(result)) {
          progress(`${workload}, ${result.metric}: ${what}`);
          failed = true;
        }
      }
    }
  }
  return failed ? 1 : 0;
}

async function cotangents({ source, cpuProf, node24 }: Options): Promise<readonly Contestant[]> {
  if (source) return [sourceCotangent(cpuProf)];
  const runner = await installOurs();
  const nodes = [process.execPath, ...(node24 ? [await installNode24()] : [])];
  return nodes.map((node) => packedCotangent(runner, node));
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
