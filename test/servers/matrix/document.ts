/** The measured tables as docs/prosody-matrix.md: what the test saw, not what it expected. */
import type { Method } from '../../../src/model/negotiation.ts';
import { PROOFS, type Proof } from './oracle.ts';
import { PAIRS, type PairOutcome } from './pairs-run.ts';
import { LINTED_ROWS, ROWS, type Row } from './rows.ts';
import type { Passage } from './stock-run.ts';

const HEAD = `# What connects with what

Measured between real Prosody servers, 0.12 and 13.0, and written by \`test/servers/matrix.test.ts\`, which fails when a
server does anything else. The numbers of the rows are those of both tables. A method is how our server knows the
partner, the same for both directions, whoever begins, and with and without mod_s2s_bidi.
`;

const STOCK = `## With a server that has no rules of its own

The partner takes whatever it gets. It has a certificate that we can check, or only one of its own making, or no TLS.
The rows that no file may say are put on the server through its API.
`;

const BOTH = `## With a server that is guarded as ours is

Both have certificates that the other can check. Rows: what our file says of the partner; columns: what the partner's
file says of us. The strongest method that both permit connects. Where there is none, the sender gets an error.
`;

const PROOF_HEADS: Readonly<Record<Proof, string>> = {
  ca: 'valid certificate',
  'self-signed': 'self-signed',
  none: 'no TLS',
};

export function stockTable(passages: readonly Passage[]): string {
  const head = ['', 'TLS', 'SASL', 'dialback', 'file', ...PROOFS.map((proof) => PROOF_HEADS[proof])];
  const lines = ROWS.map((row) => [
    ...rowHead(row),
    row.lintAccepts ? '' : 'no',
    ...PROOFS.map((proof) =>
      cell(
        passages
          .filter(({ partner }) => partner.row === row && partner.proof === proof)
          .map(({ fate, method }) => (fate.arrived ? method : undefined)),
      ),
    ),
  ]);
  return `${STOCK}\n${table([head, ...lines])}`;
}

export function pairsTable(outcomes: readonly PairOutcome[]): string {
  const head = ['', ...LINTED_ROWS.map(numberOf)];
  const lines = LINTED_ROWS.map((left) => [
    numberOf(left),
    ...LINTED_ROWS.map((right) => {
      const pair = PAIRS.find((each) => each.left === left && each.right === right);
      return cell(
        outcomes.filter((outcome) => outcome.pair === pair).flatMap(({ outbound, inbound }) => [outbound, inbound]),
      );
    }),
  ]);
  return `${BOTH}\n${table([head, ...lines])}`;
}

export function matrixDocument(stock: string, pairs: string): string {
  return [HEAD, stock, pairs].join('\n');
}

function rowHead(row: Row): readonly string[] {
  const { tlsNegotiation, saslNegotiation, dialbackNegotiation } = row.settings;
  return [numberOf(row), tlsNegotiation, saslNegotiation, String(dialbackNegotiation)];
}

function numberOf({ name }: Row): string {
  return String(Number(name.slice(1)));
}

/** One word where all agree; else all of them, which no test lets pass. */
function cell(methods: readonly (Method | undefined)[]): string {
  return [...new Set(methods.map((method) => method ?? '—'))].join(' / ');
}

function table(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)));
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const [head = [], ...body] = lines;
  return [row(head), row(widths.map((width) => '-'.repeat(width))), ...body.map(row)].join('');
}
