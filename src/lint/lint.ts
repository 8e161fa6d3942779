/** Workspace → findings: runs every rule, then says what severity counts and what an allow comment silences. */
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import { compareDiagnostics } from '../model/diagnostic.ts';
import type { Allow } from '../model/partner-source.ts';
import type { RuleInfo, RuleSeverity } from '../model/rule.ts';
import { rangeOf } from '../model/source.ts';
import type { Finding, LintContext, Rule } from './rule.ts';
import { RULES } from './rules.ts';

/** All findings, sorted. `known` are the rules of other stages, which an allow comment may name in vain. */
export function lint(
  context: LintContext,
  known: readonly RuleInfo[] = [],
  rules: readonly Rule[] = RULES,
): readonly Diagnostic[] {
  const { partners, config } = context.workspace;
  const found: Diagnostic[] = [];
  const silenced = new Map<Allow, number>();
  const byFile = allowsByFile(partners);
  const report = (rule: RuleInfo, finding: Finding): void => {
    const severity = severityOf(rule, finding.severity, config.rules);
    if (severity === 'off') return;
    const allow = severity === 'error' ? undefined : allowFor(rule.code, finding, byFile);
    if (allow === undefined) found.push({ ...finding, code: rule.code, severity });
    else silenced.set(allow, (silenced.get(allow) ?? 0) + 1);
  };
  for (const rule of rules) {
    if (config.rules[rule.code] === 'off' && rule.configurable) continue;
    if (rule.severity === 'off' && config.rules[rule.code] === undefined) continue;
    if (rule.scope === 'workspace') for (const finding of rule.check(context)) report(rule, finding);
    if (rule.scope === 'partner')
      for (const partner of partners) for (const finding of rule.check(partner, context)) report(rule, finding);
  }
  checkAllows(context, [...known, ...rules], rules, silenced, report);
  return found.sort(compareDiagnostics);
}

function severityOf(
  rule: RuleInfo,
  own: Severity | undefined,
  configured: Readonly<Partial<Record<string, RuleSeverity>>>,
): RuleSeverity {
  const wanted = rule.configurable ? configured[rule.code] : undefined;
  return wanted ?? own ?? rule.severity;
}

type AllowsByFile = ReadonlyMap<string, readonly Allow[]>;

function allowsByFile(partners: readonly DeclaredPartner[]): AllowsByFile {
  return new Map(
    partners.filter(({ source }) => source.allows.length > 0).map(({ source }) => [source.file, source.allows]),
  );
}

/** A comment without a reason silences nothing. */
function allowFor(code: string, finding: Finding, byFile: AllowsByFile): Allow | undefined {
  const file = finding.range?.file;
  if (byFile.size === 0 || file === undefined) return undefined;
  return byFile.get(file)?.find((allow) => allow.rule === code && allow.reason !== '');
}

function checkAllows(
  { workspace }: LintContext,
  known: readonly RuleInfo[],
  rules: readonly Rule[],
  silenced: ReadonlyMap<Allow, number>,
  report: (rule: RuleInfo, finding: Finding) => void,
): void {
  const ruleCodes = known.map((rule) => rule.code);
  for (const { source } of workspace.partners) {
    for (const allow of source.allows) {
      const rule = known.find((candidate) => candidate.code === allow.rule);
      const severity = rule === undefined ? undefined : severityOf(rule, undefined, workspace.config.rules);
      const facts = { rule, severity, ruleCodes, silenced: silenced.get(allow) ?? 0 };
      for (const checker of rules) {
        if (checker.scope !== 'allow') continue;
        for (const finding of checker.check(allow, facts))
          report(checker, { ...finding, range: rangeOf(source, allow.span) });
      }
    }
  }
}
