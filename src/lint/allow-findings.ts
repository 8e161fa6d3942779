/** What is to be said about allow comments themselves, once it is known what they silenced. */
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Allow } from '../model/partner-source.ts';
import type { RuleInfo } from '../model/rule.ts';
import { rangeOf } from '../model/source.ts';
import type { AllowFacts, LintContext, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import type { Report, Tally } from './silenced.ts';

export function findingsAboutAllows(
  context: LintContext,
  known: readonly RuleInfo[],
  rules: readonly Rule[],
  tally: Tally,
  report: Report,
): void {
  const checkers = rules.filter((rule) => rule.scope === 'allow');
  if (checkers.length === 0 || tally.allows.size === 0) return;
  const { workspace, faulty = [] } = context;
  const aboutComments = new Set(checkers.map(({ code }) => code));
  const factsOf = factsFor(context, known, rules, tally);
  const judge = ({ source }: DeclaredPartner, allow: Allow, complete: boolean): void => {
    const facts = factsOf(source.file, allow, complete);
    for (const checker of checkers)
      for (const finding of checker.check(allow, facts))
        report(checker, { ...finding, range: rangeOf(source, allow.span) }, allow);
  };
  // Those that silence findings about comments come last: only then is it known what they silenced.
  for (const last of [false, true]) {
    const each = (partner: DeclaredPartner, complete: boolean): void => {
      for (const allow of partner.source.allows)
        if (aboutComments.has(allow.rule) === last) judge(partner, allow, complete);
    };
    for (const partner of workspace.partners) each(partner, true);
    for (const { partner } of faulty) each(partner, false);
  }
}

function factsFor(
  { workspace }: LintContext,
  known: readonly RuleInfo[],
  rules: readonly Rule[],
  tally: Tally,
): (file: string, allow: Allow, complete: boolean) => AllowFacts {
  const configured = workspace.config.rules;
  const canSilence = (rule: Rule): boolean => severityOf(rule, configured) !== 'error' || rule.milder !== undefined;
  const silenceableCodes = rules.filter(canSilence).map(({ code }) => code);
  const byCode = new Map([...known, ...rules].map((rule) => [rule.code, rule]));
  const lintRules = new Map(rules.map((rule) => [rule.code, rule]));
  return (file, allow, complete) => {
    const rule = byCode.get(allow.rule);
    const ours = lintRules.get(allow.rule);
    const silenced = tally.silenced.get(allow) ?? 0;
    const isError = silenced === 0 && tally.errors.has(`${file} ${allow.rule}`);
    return {
      rule,
      silenceable: ours !== undefined && canSilence(ours) && !isError,
      severity: rule && (isError ? 'error' : severityOf(rule, configured)),
      silenceableCodes,
      silenced: complete ? silenced : undefined,
    };
  };
}
