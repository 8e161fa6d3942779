/** What severity counts: the rule's, or what partnerctl.yaml says. */
import type { Severity } from '../model/diagnostic.ts';
import type { RuleInfo, RuleSeverity } from '../model/rule.ts';

/** `own`: the severity of this one finding, where a rule has two. */
export function severityOf(
  rule: RuleInfo,
  configured: Readonly<Partial<Record<string, RuleSeverity>>>,
  own?: Severity,
): RuleSeverity {
  const wanted = rule.configurable ? configured[rule.code] : undefined;
  return wanted ?? own ?? rule.severity;
}
