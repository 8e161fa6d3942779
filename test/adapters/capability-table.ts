/** The table in docs/adapters.md of what every adapter can do, made from what they say of themselves. */
import type { Capabilities } from '../../src/model/adapter.ts';
import { PARTNER_FIELDS, type PartnerField } from '../../src/model/partner-fields.ts';

export type Named = readonly [name: string, capabilities: Capabilities];

const OPEN_SESSIONS: Readonly<Record<Capabilities['openSessions'], string>> = {
  none: 'there are none',
  ended: 'those that a change no longer permits are ended',
  'all-ended': 'all are ended: it cannot end single ones',
  kept: 'they go on until they end by themselves',
  unknown: 'nobody says',
};

const yesOrNo = (has: boolean): string => (has ? 'yes' : 'no');

const ROWS: readonly (readonly [label: string, cell: (capabilities: Capabilities) => string])[] = [
  ...PARTNER_FIELDS.map(({ field }) => [`\`${field}\``, (each: Capabilities) => fieldCell(field, each)] as const),
  ['a change takes effect', ({ takesEffect }) => takesEffect],
  ['open sessions', ({ openSessions }) => OPEN_SESSIONS[openSessions]],
  ['`atomic`', ({ atomic }) => yesOrNo(atomic)],
  ['`compareAndSet`', ({ compareAndSet }) => yesOrNo(compareAndSet)],
  ['`recordsCommit`', ({ recordsCommit }) => yesOrNo(recordsCommit)],
  ['`sessions`', ({ sessions }) => yesOrNo(sessions)],
  ['`blocks`', ({ blocks }) => yesOrNo(blocks)],
  ['`concurrency`', ({ concurrency }) => String(concurrency)],
];

function fieldCell(field: PartnerField, { fields, fixed, partly }: Capabilities): string {
  if (!fields.has(field)) return fixed[field] === undefined ? 'no' : 'for all partners alike';
  const missing = partly[field];
  return missing === undefined ? 'yes' : `in part: ${missing}`;
}

export function capabilityTable(adapters: readonly Named[]): string {
  const rows = [
    ['', ...adapters.map(([name]) => name)],
    ...ROWS.map(([label, cell]) => [label, ...adapters.map(([, capabilities]) => cell(capabilities))]),
  ];
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...body.map(line)].join('\n');
}
