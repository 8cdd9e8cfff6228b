import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCorpus } from './corpus.ts';
import { runSections } from './run.ts';

const usage = `usage: pnpm conformance [--corpus DIR] [--section S] [--op NAME] [--json]

Runs the PyTorch corpus and prints the cases passed, failed and missing by section.
  --corpus DIR   a directory in the format of FORMAT.md (default: the one shipped here)
  --section S    one section only, such as B_crossentropy
  --op NAME      one op only, such as cross_entropy
  --json         one JSON object and nothing else`;

function main(): void {
  let options: { corpus?: string; section?: string; op?: string; json?: boolean; help?: boolean };
  try {
    options = parseArgs({
      options: {
        corpus: { type: 'string' },
        section: { type: 'string' },
        op: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  if (options.help) {
    console.log(usage);
    return;
  }
  const shipped = fileURLToPath(new URL('../corpus', import.meta.url));
  // pnpm runs scripts in the workspace's root; a relative DIR means the caller's folder
  const base = process.env.INIT_CWD ?? process.cwd();
  const directory = options.corpus === undefined ? shipped : resolve(base, options.corpus);
  const report = runSections(readCorpus(directory, options.section), options.op);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  for (const [name, { passed, failed, missing, exempt, failures }] of Object.entries(report.sections)) {
    console.log(`${name}: ${passed} passed, ${failed} failed, ${missing} missing, ${exempt} exempt`);
    for (const { id, why } of failures.slice(0, 40)) console.log(`  ${id}: ${why}`);
    if (failures.length > 40) console.log(`  … and ${failures.length - 40} more`);
  }
}

main();
