/** Verdicts → findings, in the severities that partnerctl.yaml gives them. */
import type { DeclaredPartner } from '../model/declared-partner.ts';
import { compareDiagnostics, type Diagnostic } from '../model/diagnostic.ts';
import { coversDomain } from '../model/partner.ts';
import type { DomainVerdict } from '../model/probe-verdict.ts';
import type { RuleSeverity } from '../model/rule.ts';
import { usesTls } from './our-policy.ts';
import { reachOf } from './reach.ts';
import { routeOf } from './route.ts';
import type { ProbeRule } from './rule.ts';
import { PROBE_RULES } from './rules.ts';

export interface FindingOptions {
  readonly partners: readonly DeclaredPartner[];
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
  /** `rules:` of partnerctl.yaml. */
  readonly configured: Readonly<Partial<Record<string, RuleSeverity>>>;
}

export function findingsOf(verdicts: readonly DomainVerdict[], options: FindingOptions): readonly Diagnostic[] {
  const reach = reachOf(verdicts.map(({ evidence }) => evidence));
  const found = verdicts.flatMap((verdict) => {
    const partner = options.partners.find(({ settings }) => coversDomain(settings, verdict.domain)) ?? null;
    const route = routeOf(verdict.evidence, usesTls(verdict.settings), reach);
    const context = { verdict, route, reach, partner, today: options.today };
    return PROBE_RULES.flatMap((rule): readonly Diagnostic[] => {
      const severity = severityOf(rule, options.configured);
      return severity === 'off'
        ? []
        : rule.check(context).map((finding) => ({ code: rule.code, severity, ...finding }));
    });
  });
  const distinct = new Map(found.map((finding) => [JSON.stringify(finding), finding]));
  return [...distinct.values()].sort(compareDiagnostics);
}

function severityOf(rule: ProbeRule, configured: FindingOptions['configured']): RuleSeverity {
  return (rule.configurable ? configured[rule.code] : undefined) ?? rule.severity;
}
