/** Reading and lint without a disk: files as texts, in the memory of a test. */
import { lint } from '../../src/lint/lint.ts';
import { RULES } from '../../src/lint/rules.ts';
import { readConfig } from '../../src/load/config-file.ts';
import { type FaultyPartner, readPartner } from '../../src/load/partner-file.ts';
import { LOAD_RULES } from '../../src/load/rules.ts';
import type { DeclaredPartner } from '../../src/model/declared-partner.ts';
import { compareDiagnostics, type Diagnostic } from '../../src/model/diagnostic.ts';
import { type Config, DEFAULT_CONFIG, type PartnersEntry } from '../../src/model/workspace.ts';
import { PLAN_RULES } from '../../src/plan/rules.ts';

/** The day on which agreements are judged. */
export const TODAY = '2026-11-22';

/** Path → text; `partnerctl.yaml` among them or not. */
export type Texts = Readonly<Record<string, string>>;

/** All findings, sorted; `overrides` replace parts of what partnerctl.yaml says. */
export function lintTexts(texts: Texts, overrides: Partial<Config> = {}): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const partners: DeclaredPartner[] = [];
  const faulty: FaultyPartner[] = [];
  const entries: PartnersEntry[] = [];
  let config: Config | undefined = DEFAULT_CONFIG;
  for (const [file, text] of Object.entries(texts)) {
    if (file === 'partnerctl.yaml') {
      const read = readConfig(file, text, [...LOAD_RULES, ...RULES, ...PLAN_RULES]);
      config = read.config;
      diagnostics.push(...read.diagnostics);
      continue;
    }
    entries.push({ file, kind: 'file' });
    const read = readPartner(file, text);
    if (read.partner !== undefined) partners.push(read.partner);
    if (read.faulty !== undefined) faulty.push(read.faulty);
    diagnostics.push(...read.diagnostics);
  }
  const workspace = { config: { ...(config ?? DEFAULT_CONFIG), ...overrides }, partners, entries };
  const context = { workspace, today: TODAY, faulty, configBroken: config === undefined };
  return [...diagnostics, ...lint(context, [...LOAD_RULES, ...PLAN_RULES])].sort(compareDiagnostics);
}

/** The findings of one rule about one file, fabrikam.com's. */
export function lintLines(...lines: readonly string[]): readonly Diagnostic[] {
  return lintTexts({ 'partners/fabrikam.com.yaml': partnerText('fabrikam.com', ...lines) });
}

/** A partner with a component domain, so that only what `lines` add can be wrong. */
export function partnerText(domain: string, ...lines: readonly string[]): string {
  return [
    `domain: ${domain}`,
    'partnerType: Federated',
    'additionalDomains:',
    `  - conference.${domain}`,
    ...lines,
    '',
  ].join('\n');
}

/** What a range covers, as it stands in the text. */
export function quotedBy(diagnostic: Diagnostic, texts: Texts): string {
  const { range } = diagnostic;
  if (range === undefined) return '';
  const lines = (texts[range.file] ?? '').split('\n');
  const offset = (line: number, column: number) =>
    lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  return lines.join('\n').slice(offset(range.start.line, range.start.column), offset(range.end.line, range.end.column));
}
