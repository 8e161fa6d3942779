/** Rows → lines for a terminal. */
import { isMissed, type Row, scoreOf } from './goals.ts';

const HEAD = ['measured', '', 'against', '', 'score', 'goal', ''] as const;

export function table(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const isNumber = [false, true, false, true, true, true, false];
  return cells
    .map((line) =>
      line
        .map((cell, column) =>
          isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellsOf(row: Row): readonly string[] {
  const { name, unit, measured, baseline, goal } = row;
  const score = baseline === undefined ? '' : scoreOf(row).toFixed(2);
  return [
    name,
    amount(measured, unit),
    baseline?.name ?? '',
    baseline === undefined ? '' : amount(baseline.measured, unit),
    score,
    goal === undefined ? '' : baseline === undefined ? `≤ ${amount(goal, unit)}` : `≤ ${goal}`,
    goal === undefined ? '' : isMissed(row) ? 'MISSED' : 'pass',
  ];
}

function amount(value: number, unit: Row['unit']): string {
  return `${value.toLocaleString('en-US', { maximumFractionDigits: 0 })} ${unit}`;
}
