import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withChecks } from './with-checks.ts';

/** A program in a page: a `ts` block that imports Cotangent, and the blocks without such imports that continue it. */
export interface Example {
  /** Page and line of the first block: `README.md:12`. */
  readonly name: string;
  /** Blocks marked `ts no-run` are type-checked alone; without imports they are fragments, and only shown. */
  readonly run: boolean;
  /** Address of the module it was written to, whose lines are numbered as the page's are. */
  readonly module: string;
}

/** The blocks of one program, each on the lines it has in its page. */
export interface Program {
  readonly start: number;
  readonly run: boolean;
  readonly lines: string[];
}

const root = new URL('../../', import.meta.url);
const output = new URL('docs/.cache/examples/', root);
const blocks = /^```ts( no-run)?\n(.*?)^```$/gms;
const importsCotangent = /^(?:import|export)\b[^;]* from '(?:@cotangent\/|cotangent')/m;

/** Writes each example of README, CONTRIBUTING, `docs/` and the packages' READMEs to `docs/.cache/examples`. */
export function extractExamples(): readonly Example[] {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  return pages().flatMap((page) =>
    programsOf(page, readFileSync(new URL(page, root), 'utf8')).map(({ start, run, lines }) => {
      const module = new URL(`${page.replaceAll('/', '-').replace('.md', '')}-${start}.ts`, output);
      writeFileSync(module, withChecks(page, lines.join('\n')));
      return { name: `${page}:${start}`, run, module: fileURLToPath(module) };
    }),
  );
}

function pages(): readonly string[] {
  const docs = readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' })
    .map((file) => `docs/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.md') && !/\/(?:node_modules|api)\//.test(file));
  const packages = readdirSync(new URL('packages/', root)).map((name) => `packages/${name}/README.md`);
  return ['README.md', 'CONTRIBUTING.md', ...docs, ...packages].filter((page) => existsSync(new URL(page, root)));
}

/** The programs of a page, `start` being the line of the first block's first statement. */
export function programsOf(page: string, text: string): readonly Program[] {
  const programs: Program[] = [];
  for (const { 0: all, 1: noRun, 2: code = '', index } of text.matchAll(blocks)) {
    const start = text.slice(0, index).split('\n').length + 1;
    const run = noRun === undefined;
    if (importsCotangent.test(code)) programs.push({ start, run, lines: [] });
    else if (!run) continue;
    const program = programs.findLast((candidate) => candidate.run === run);
    if (program === undefined)
      throw new Error(`${page}:${start}: this block imports nothing from Cotangent and continues none:\n${all}`);
    while (program.lines.length < start - 1) program.lines.push('');
    program.lines.push(...code.split('\n').slice(0, -1));
  }
  return programs;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) extractExamples();
