/** Evidence → verdicts: per domain and direction, with the settings that would connect. */
import { compareText } from '../model/diagnostic.ts';
import type { Method, NegotiationSettings } from '../model/negotiation.ts';
import { coversDomain, type PartnerSettings } from '../model/partner.ts';
import type { DomainEvidence } from '../model/probe.ts';
import type { DomainVerdict } from '../model/probe-verdict.ts';
import { directionsOf } from './directions.ts';
import { reachOf } from './reach.ts';
import { suggestionsFor } from './suggestions.ts';

/** A partner whose settings are judged, and the file that states them. */
export interface JudgedPartner {
  readonly settings: PartnerSettings;
  readonly file: string | null;
}

export interface JudgeContext {
  readonly partners: readonly JudgedPartner[];
  /** What counts for a domain that no file covers. */
  readonly settings: NegotiationSettings;
  /** The policy: suggestions permit nothing weaker. */
  readonly weakestMethod: Method;
}

/** Sorted by domain. */
export function judge(evidence: readonly DomainEvidence[], context: JudgeContext): readonly DomainVerdict[] {
  const reach = reachOf(evidence);
  return [...evidence]
    .sort((a, b) => compareText(a.domain, b.domain))
    .map((each) => {
      const partner = context.partners.find(({ settings }) => coversDomain(settings, each.domain));
      const settings = partner === undefined ? context.settings : negotiationOf(partner.settings);
      const { outbound, inbound, server } = directionsOf(each, settings, reach);
      return {
        domain: each.domain,
        partner: partner?.settings.domain ?? null,
        file: partner?.file ?? null,
        settings,
        outbound,
        inbound,
        server,
        suggestions: suggestionsFor([each], { settings, weakestMethod: context.weakestMethod, reach }),
        evidence: each,
      };
    });
}

export function negotiationOf(settings: NegotiationSettings): NegotiationSettings {
  const { tlsNegotiation, saslNegotiation, dialbackNegotiation } = settings;
  return { tlsNegotiation, saslNegotiation, dialbackNegotiation };
}
