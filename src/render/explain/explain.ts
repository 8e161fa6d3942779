/** What `explain` found, for people and machines: schemas/explain.schema.json. */
import { displayDomain } from '../../model/domain-name.ts';
import type { ExplainedPartner, Explanation, MethodReason } from '../../model/explain.ts';
import { METHOD_LABELS } from '../../model/negotiation.ts';
import { PARTNER_FIELDS } from '../../model/partner-fields.ts';
import { fieldValue } from '../field-value.ts';
import { versionedJson } from '../json-text.ts';
import { joinParagraphs, padEnd, wrap } from '../layout.ts';
import type { TerminalOptions } from '../options.ts';
import { join, listed, type Phrase, quote, say, terminalPhrase } from '../phrase.ts';
import { settingsJson } from '../settings-json.ts';
import { paragraph, type Terminal, terminal } from '../terminal.ts';

export function renderExplainPretty(explanation: Explanation, options: TerminalOptions): string {
  const screen = terminal(options);
  const { partner, directions, methods } = explanation;
  const notes = explanation.notes.map((note) => paragraph(['note: ', quote(note)], 2, screen)).join('\n');
  if (partner === undefined) return joinParagraphs([notCovered(explanation, screen), notes]);
  const blocks = [headParagraph(explanation.domain, partner, screen), settingsTable(partner, screen)];
  if (methods.length > 0)
    blocks.push(
      directionParagraph('inbound, how the partner may prove itself to us', directions.inbound, screen),
      directionParagraph('outbound, what we may go by when we connect to it', directions.outbound, screen),
    );
  return joinParagraphs([...blocks, notes]);
}

function notCovered({ domain, nearest }: Explanation, screen: Terminal): string {
  const { bold, yellow } = screen.paint;
  const name = bold(terminalPhrase(say`${displayDomain(domain)}`));
  const lines = [`${name} is ${yellow('not covered')} by any partner: it is refused in both directions`];
  if (nearest !== undefined)
    lines.push(
      paragraph(say`the nearest partner domain is ${displayDomain(nearest.domain)} (${nearest.file})`, 2, screen),
    );
  return lines.join('\n');
}

function headParagraph(domain: string, partner: ExplainedPartner, screen: Terminal): string {
  const { settings, file, owner, expires, deployments } = partner;
  const name = screen.paint.bold(terminalPhrase(say`${displayDomain(domain)}`));
  const by = domain === settings.domain ? 'is a partner' : 'is covered by ';
  const covering = domain === settings.domain ? [] : say`${displayDomain(settings.domain)}`;
  const facts: readonly Phrase[] = [
    say`${file}`,
    owner === null ? ['no owner'] : say`owner ${quote(owner)}`,
    expires === null ? ['never expires'] : say`valid until ${quote(expires)}`,
    deployments === null ? ['on every deployment'] : say`on ${listed(deployments, 10)}`,
  ];
  return [`${name} ${by}${terminalPhrase(covering)}`, paragraph(join(facts, ' · '), 2, screen)].join('\n');
}

function settingsTable({ settings, stated }: ExplainedPartner, { paint, columns }: Terminal): string {
  const labels = Math.max(...PARTNER_FIELDS.map(({ label }) => label.length));
  return PARTNER_FIELDS.map(({ field, label }) => {
    const isDefault = !stated.includes(field);
    const value = terminalPhrase(fieldValue(field, settings[field]));
    const first = `  ${padEnd(label, labels)}  `;
    const line = wrap(isDefault ? `${value} (default)` : value, { first, indent: first.length, columns });
    return isDefault ? paint.dim(line) : line;
  }).join('\n');
}

function directionParagraph(title: string, reasons: readonly MethodReason[], screen: Terminal): string {
  const lines = reasons.flatMap(({ method, why }, index) => [
    `    ${index + 1}. ${METHOD_LABELS[method]}`,
    paragraph([quote(why)], 7, screen),
  ]);
  return [`  ${screen.paint.bold(title)}:`, ...lines].join('\n');
}

export function renderExplainJson(explanation: Explanation): string {
  const { domain, covered, partner, methods, directions, notes, nearest } = explanation;
  const reasons = (list: readonly MethodReason[]) => list.map(({ method, why }) => ({ method, why }));
  return versionedJson({
    domain,
    covered,
    ...(partner !== undefined && { partner: partnerJson(partner) }),
    methods,
    directions: { inbound: reasons(directions.inbound), outbound: reasons(directions.outbound) },
    notes,
    ...(nearest !== undefined && { nearest: { domain: nearest.domain, file: nearest.file } }),
  });
}

function partnerJson({ file, settings, owner, expires, deployments, stated }: ExplainedPartner): object {
  return { file, settings: settingsJson(settings), owner, expires, deployments, stated };
}
