import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CorpusError, readCorpus, type Section, shippedCorpus } from './corpus.ts';
import { opOf, type Report, runSections } from './run.ts';

const usage = `usage: pnpm conformance [--corpus DIR] [--section S] [--op NAME] [--json]

Runs the PyTorch corpus and prints the cases passed, failed and missing by section.
  --corpus DIR   a directory in the format of FORMAT.md (default: the one shipped here)
  --section S    one section only, such as B_crossentropy
  --op NAME      one op only, such as cross_entropy
  --json         one JSON object and nothing else
  --help         this text`;

const options = {
  corpus: { type: 'string' },
  section: { type: 'string' },
  op: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** Where a command writes to. */
export interface Output {
  /** A line for standard output. */
  readonly print: (line: string) => void;
  /** A line for standard error. */
  readonly complain: (line: string) => void;
}

/**
 * Runs the command and returns its exit code: 0 when the corpus was run (failing cases are in the report), 1 when it
 * could not be read, 2 for wrong arguments. A relative corpus directory starts at `folder`.
 */
export function runCommand(args: readonly string[], folder: string, { print, complain }: Output): number {
  let given: { corpus?: string; section?: string; op?: string; json?: boolean; help?: boolean };
  try {
    // `pnpm conformance -- --json` hands the dashes on
    given = parseArgs({ args: args[0] === '--' ? args.slice(1) : [...args], options }).values;
  } catch (error) {
    complain(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (given.help) {
    print(usage);
    return 0;
  }
  let report: Report;
  try {
    const directory = given.corpus === undefined ? shippedCorpus : resolve(folder, given.corpus);
    report = runSections(withOp(readCorpus(directory, given.section), given.op), given.op);
  } catch (error) {
    if (!(error instanceof CorpusError)) throw error;
    complain(error.message);
    return 1;
  }
  if (given.json) print(JSON.stringify(report));
  else printReport(report, print);
  return 0;
}

/** The sections that have cases of an op; all where none is asked for. */
function withOp(sections: readonly Section[], op: string | undefined): readonly Section[] {
  const found = sections.filter(({ cases }) => op === undefined || cases.some((kase) => opOf(kase) === op));
  if (found.length === 0) throw new CorpusError(`no case of the op ${op}`);
  return found;
}

function printReport({ sections }: Report, print: (line: string) => void): void {
  const total = { passed: 0, failed: 0, missing: 0, exempt: 0 };
  for (const [name, section] of Object.entries(sections)) {
    const { passed, failed, missing, exempt, failures } = section;
    print(`${name}: ${passed} passed, ${failed} failed, ${missing} missing, ${exempt} exempt`);
    for (const { id, why } of failures.slice(0, 40)) print(`  ${id}: ${why}`);
    if (failures.length > 40) print(`  … and ${failures.length - 40} more`);
    for (const key of ['passed', 'failed', 'missing', 'exempt'] as const) total[key] += section[key];
  }
  print(`all: ${total.passed} passed, ${total.failed} failed, ${total.missing} missing, ${total.exempt} exempt`);
}
