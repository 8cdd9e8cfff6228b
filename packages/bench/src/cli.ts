import { runWorkload } from './contestant.ts';
import { packedCotangent, sourceCotangent } from './cotangent.ts';
import { writeData } from './data/write.ts';
import { data } from './folders.ts';
import { installOurs } from './install/ours.ts';
import { toLine } from './measuring/result.ts';
import { readOptions, UsageError, usage } from './options.ts';
import { progress } from './progress.ts';

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  writeData(data);
  const ours = options.source ? sourceCotangent(options.cpuProf) : packedCotangent(await installOurs());
  let failed = false;
  for (const workload of options.only) {
    progress(workload);
    for (const result of await runWorkload(ours, workload, 'bench')) {
      process.stdout.write(`${toLine(result)}\n`);
      failed ||= result.metric === 'error';
    }
  }
  return failed ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
