/** What a rule about a probed partner is: its facts, and a pure function from one domain's verdict to findings. */
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { PartnerField } from '../model/partner-fields.ts';
import { domainRange, valueRange } from '../model/partner-source.ts';
import type { Attempt, Target } from '../model/probe.ts';
import type { DomainVerdict } from '../model/probe-verdict.ts';
import type { RuleInfo } from '../model/rule.ts';
import type { SourceRange } from '../model/source.ts';
import { placeOf, type Reach } from './reach.ts';
import type { Route } from './route.ts';

export interface FindingContext {
  readonly verdict: DomainVerdict;
  readonly route: Route;
  readonly reach: Reach;
  /** Null: no file covers the domain. */
  readonly partner: DeclaredPartner | null;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
}

/** A diagnostic without what the rule's facts and the configuration say. */
export type Finding = Omit<Diagnostic, 'code' | 'severity'>;

export interface ProbeRule extends RuleInfo {
  readonly check: (context: FindingContext) => readonly Finding[];
}

export const NOTHING: readonly never[] = [];

/** Where the file states what a finding is about: a setting, or the domain. */
export function rangeAt({ partner, verdict }: FindingContext, key: PartnerField | 'domain'): { range?: SourceRange } {
  if (partner === null) return {};
  const { source } = partner;
  return { range: key === 'domain' ? domainRange(source, verdict.domain) : valueRange(source, key) };
}

/** `xmpp.fabrikam.com (192.0.2.7:5269)` */
export function placeFor(target: Target, { address }: Pick<Attempt, 'address'>): string {
  return `${target.host} (${placeOf(address, target.port)})`;
}

export interface Seen {
  readonly target: Target;
  readonly attempt: Attempt;
}

/** Every connection that got as far as a certificate, once per certificate. */
export function certificatesSeen({ verdict }: FindingContext): readonly Seen[] {
  const seen = new Map<string, Seen>();
  for (const target of verdict.evidence.targets)
    for (const attempt of target.attempts) {
      const [own] = attempt.tls?.chain ?? [];
      if (own !== undefined && !seen.has(own.fingerprint)) seen.set(own.fingerprint, { target, attempt });
    }
  return [...seen.values()];
}

/** The connection that a server of ours would use. */
export function used({ route }: FindingContext): Seen | undefined {
  return route.kind === 'server' ? route : undefined;
}
