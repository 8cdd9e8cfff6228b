import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform } from 'node:os';
import { join } from 'node:path';
import type { Comparison } from './comparison.ts';
import { repository } from './folders.ts';
import { usesReferenceBlas } from './peers/pytorch.ts';
import { tables } from './report.ts';

const file = join(repository, 'docs/performance.md');
const begin = '<!-- written by `pnpm bench --peers --write` -->';
const end = '<!-- until here -->';

/** Replaces what the last comparison wrote into the page about performance. */
export function writeDocument(comparison: Comparison, rounds: number, date: Date): void {
  writeFileSync(file, withGenerated(readFileSync(file, 'utf8'), generated(comparison, rounds, date)));
}

/** The page with another text between its marks. Throws when it has none. */
export function withGenerated(page: string, text: string): string {
  const [start, stop] = [page.indexOf(begin), page.indexOf(end)];
  if (start < 0 || stop < start) throw new Error(`${file} has no place for the table: ${begin} … ${end}`);
  return `${page.slice(0, start)}${begin}\n\n${text}\n\n${page.slice(stop)}`;
}

function generated(comparison: Comparison, rounds: number, date: Date): string {
  const results = comparison.series.flatMap((series) => series.results);
  const versions = new Set(results.map(({ framework, version }) => `${framework} ${version}`));
  const nodes = new Set(results.flatMap(({ node }) => node ?? []));
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${platform()} ${arch()}, one core used`;
  const lines = [
    `- ${date.toISOString().slice(0, 10)}; ${machine}`,
    `- ${[...versions].join(', ')}; Node ${[...nodes].map((node) => node.slice(1)).join(' and ')}`,
    `- medians over ${rounds} ${rounds === 1 ? 'round' : 'rounds'}; load of the machine ${loadavg()[2]?.toFixed(1)}, of which 1 is this run`,
  ];
  const absent = new Map(comparison.series.map(({ contestant }) => [contestant.name, contestant.lacks ?? {}]));
  for (const [name, lacks] of absent) {
    for (const [workload, why] of Object.entries(lacks)) lines.push(`- ${workload}: ${name} ${why}`);
  }
  if (results.some(({ blas }) => usesReferenceBlas(blas))) lines.push(`- ${referenceBlasNote}`);
  return `${lines.join('\n')}\n\n${tables(comparison)}`;
}

/** What must be known of a comparison with such a PyTorch. */
export const referenceBlasNote =
  'This PyTorch computes matrix products with the reference BLAS, which its users seldom have: with OpenBLAS ' +
  '(Debian: `apt-get install libopenblas0-pthread`) they are some thirty times faster.';
