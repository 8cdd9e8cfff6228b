import { type Comparison, middle, nameOf, type Ratio, type Series } from './comparison.ts';
import type { Contestant } from './contestant.ts';
import { ownGoals } from './goals.ts';
import { median } from './measuring/statistics.ts';
import { type WorkloadName, workloads } from './spec.ts';

/** A table of text; the first row is its head. */
type Table = readonly (readonly string[])[];

/** The tables of a comparison in Markdown: what was measured, and the ratios. */
export function tables({ series, ratios }: Comparison): string {
  return [measuredTable(series), ratioTable(ratios)].map(markdown).join('\n\n');
}

/** Rows of one workload and metric each, columns of one contestant each. */
function measuredTable(series: readonly Series[]): Table {
  const contestants = [...new Set(series.map(({ contestant }) => contestant))];
  const rows = rowsOf(series).flatMap(({ workload, metric }) => {
    const cell = (pick: (one: Series) => number | undefined) => (contestant: Contestant) => {
      const one = series.find((s) => s.contestant === contestant && s.workload === workload && s.metric === metric);
      return format(one && pick(one));
    };
    const row = (label: string, goal: string, pick: (one: Series) => number | undefined) => [
      [`${workload} ${label}`, ...contestants.map(cell(pick)), goal],
    ];
    if (workload === 'W5') {
      const share = row(`share of the ceiling, ${metric.replace('GFLOPS-', '')}`, ownGoals.share, extra('share'));
      return [...row(metric, '', middle), ...share];
    }
    if (workload === 'W10') return row(metric, ownGoals.growth, middle);
    if (metric === 'MB installed') return row(metric, ownGoals.installed, middle);
    if (metric.startsWith('kB')) return row(metric, ownGoals.bundled, middle);
    if (workload === 'W11') {
      return [...row('ms, bare Node', '', extra('bareNode')), ...row(metric, ownGoals.startup, middle)];
    }
    return row(metric, '', middle);
  });
  return [['', ...contestants.map(nameOf), 'goal'], ...rows];
}

/** The median over the rounds of a further figure. */
function extra(name: string): (series: Series) => number | undefined {
  return ({ results }) => {
    const values = results.map((result) => result[name]).filter((value) => typeof value === 'number');
    return values.length > 0 ? median(values) : undefined;
  };
}

/** Rows of one workload and metric each, columns of one peer each, and in each cell what the ratio should be. */
function ratioTable(ratios: readonly Ratio[]): Table {
  const label = ({ peer, engine }: Ratio) => `${peer} (${engine})`;
  const columns = [...new Set(ratios.map(label))];
  const rows = rowsOf(ratios).map(({ workload, metric }) => [
    `${workload} ${metric}`,
    ...columns.map((column) => {
      const one = ratios.find((r) => r.workload === workload && r.metric === metric && label(r) === column);
      return one?.goal === undefined ? format(one?.ratio) : `${format(one.ratio)} (≤ ${one.goal})`;
    }),
  ]);
  return [['our time by that of', ...columns], ...rows];
}

/** Each workload with each of its metrics, in their order. */
function rowsOf(items: readonly { readonly workload: WorkloadName; readonly metric: string }[]) {
  const rows = new Map(items.map(({ workload, metric }) => [`${workload} ${metric}`, { workload, metric }]));
  return [...rows.values()].sort((a, b) => workloads.indexOf(a.workload) - workloads.indexOf(b.workload));
}

/** The table as the formatter wants it: columns of one width, all but the first aligned to the right. */
function markdown(table: Table): string {
  const widths = table[0]?.map((_, column) => Math.max(3, ...table.map((row) => row[column]!.length))) ?? [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const padded = table.map((row) =>
    line(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))),
  );
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [...padded.slice(0, 1), line(rule), ...padded.slice(1)].join('\n');
}

/** Three digits, which is more than two runs agree on. */
export function format(figure: number | undefined): string {
  if (figure === undefined) return '–';
  return Math.abs(figure) >= 100 ? figure.toFixed(0) : String(Number(figure.toPrecision(3)));
}
