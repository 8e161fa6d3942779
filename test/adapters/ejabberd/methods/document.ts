/** The measured table as docs/ejabberd-matrix.md: what the test saw, not what it expected. */
import { METHODS, type Method, sameMethods } from '../../../../src/model/negotiation.ts';
import { ROWS } from '../../../servers/matrix/rows.ts';
import type { Passage } from './run.ts';
import { HOSTS, KINDS } from './settings.ts';

const HEAD = `# What connects with ejabberd

Measured between a real ejabberd, 23.01, and real Prosody servers, and written by
\`test/adapters/ejabberd/methods.ejabberd.prosody.test.ts\`, which fails when a server does anything else. ejabberd has one
setting for all partners of a virtual host: the first two columns. What it permits is what \`enforces\` has to declare;
the rows are those of [the negotiation matrix](prosody-matrix.md), each of which says the same.

Then the kinds of servers that partners have, and how ejabberd knows the partner of each: — is refused, and where two
methods stand, the first one is for what ejabberd sends and the second one for what it receives. ejabberd may prove
itself by EXTERNAL to a server whose certificate it did not check: only DNS then tells whom it sends to, which is no
more than dialback inside TLS, and is called so here.
`;

const FEET = `
- Inside TLS ejabberd always takes EXTERNAL: no setting permits dialback alone where there is TLS.
- With \`access: none\` the module still does dialback. It makes ejabberd check the certificate of every server that it
  connects to by TLS, also to ask whether a dialback key is right. So a partner needs a valid certificate, or no TLS at
  all, and \`enforces\` has to declare the same as without it: a file that means to admit self-signed certificates does
  not get them in.
- A listener with \`tls: true\` (direct TLS) lets partners in by EXTERNAL whatever \`s2s_use_starttls\` says.
`;

/** \`permitted\`: as the adapter says. */
export function methodsDocument(
  passages: readonly Passage[],
  permitted: (domain: string) => readonly Method[],
): string {
  const head = ['`s2s_use_starttls`', '`mod_s2s_dialback`', 'permits', 'rows', ...KINDS.map(({ head: each }) => each)];
  const lines = HOSTS.map(({ domain, startTls, dialback }) => {
    const methods = permitted(domain);
    const rows = ROWS.flatMap(({ permits }, index) => (sameMethods(permits, methods) ? [index + 1] : []));
    return [
      `\`${String(startTls)}\``,
      dialback === 'access: none' ? '`access: none`' : dialback,
      methods.length === 0 ? 'nobody' : METHODS.filter((method) => methods.includes(method)).join(', '),
      rows.join(', '),
      ...KINDS.map((kind) => cell(passages.filter((each) => each.host.domain === domain && each.kind === kind))),
    ];
  });
  return `${HEAD}\n${table([head, ...lines])}${FEET}`;
}

function cell(passages: readonly Passage[]): string {
  const [outbound, inbound] = (['outbound', 'inbound'] as const).map(
    (direction) => passages.find((each) => each.direction === direction)?.method ?? '—',
  );
  return outbound === inbound ? String(outbound) : `${outbound} / ${inbound}`;
}

function table(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)));
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const [head = [], ...body] = lines;
  return [row(head), row(widths.map((width) => '-'.repeat(width))), ...body.map(row)].join('');
}
