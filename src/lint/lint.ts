/** Workspace → findings: runs every rule, then says what severity counts and what an allow comment silences. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareDiagnostics, hasErrors } from '../model/diagnostic.ts';
import type { RuleInfo } from '../model/rule.ts';
import { findingsAboutAllows } from './allow-findings.ts';
import type { LintContext, Rule } from './rule.ts';
import { RULES } from './rules.ts';
import { severityOf } from './severity.ts';
import { isSilenced, newTally, type Report } from './silenced.ts';

/** Are there errors? Rules that can only warn are not asked; all are, where what a comment silences in vain is an error. */
export function findsErrors(context: LintContext, known: readonly RuleInfo[] = []): boolean {
  const { rules } = context.workspace.config;
  const strict = RULES.filter((rule) => severityOf(rule, rules) === 'error');
  return hasErrors(lint(context, known, strict.some(({ scope }) => scope === 'allow') ? RULES : strict));
}

/** All findings, sorted. `known` are the rules of other stages, which an allow comment may name in vain. */
export function lint(
  context: LintContext,
  known: readonly RuleInfo[] = [],
  rules: readonly Rule[] = RULES,
): readonly Diagnostic[] {
  const { workspace, faulty = [] } = context;
  const { partners, config } = workspace;
  const tally = newTally([...partners, ...faulty.map(({ partner }) => partner)]);
  const found: Diagnostic[] = [];
  const report: Report = (rule, finding, except) => {
    const severity = severityOf(rule, config.rules, finding.severity);
    if (severity !== 'off' && !isSilenced(tally, rule.code, severity, finding, except))
      found.push({ ...finding, code: rule.code, severity });
  };
  const active = rules.filter((rule) => severityOf(rule, config.rules) !== 'off');
  for (const rule of active)
    if (rule.scope === 'workspace') for (const finding of rule.check(context)) report(rule, finding);
  // Partner by partner, so that all rules look at one while it is in the processor's cache.
  const partnerRules = active.filter((rule) => rule.scope === 'partner');
  for (const partner of partners)
    for (const rule of partnerRules) {
      const findings = rule.check(partner, context);
      // mostly none: 2,000,000 iterators over nothing would cost more than many a rule
      if (findings.length > 0) for (const finding of findings) report(rule, finding);
    }
  for (const { partner, spoiled } of faulty)
    for (const rule of partnerRules)
      if (!rule.reads.some((key) => spoiled.has(key)))
        for (const finding of rule.check(partner, context)) report(rule, finding);
  findingsAboutAllows(context, known, rules, tally, report);
  return found.sort(compareDiagnostics);
}
