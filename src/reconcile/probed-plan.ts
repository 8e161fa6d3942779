/** Plans, with what a probe says of the settings that each change would bring. */
import type { Change } from '../model/change.ts';
import { compareText } from '../model/diagnostic.ts';
import { domainsOf } from '../model/partner.ts';
import { isFailed, type PlanResult } from '../model/plan.ts';
import type { DomainEvidence } from '../model/probe.ts';
import type { ProbedDomain } from '../model/probe-verdict.ts';
import { directionsOf } from '../verdict/directions.ts';
import { type Reach, reachOf } from '../verdict/reach.ts';

export function withVerdicts(
  results: readonly PlanResult[],
  evidence: readonly DomainEvidence[],
): readonly PlanResult[] {
  // Of all of it: what nobody reached may be blocked where the probe ran.
  const reach = reachOf(evidence);
  const byDomain = new Map(evidence.map((each) => [each.domain, each]));
  return results.map((result) =>
    isFailed(result) ? result : { ...result, changes: result.changes.map((change) => probed(change, byDomain, reach)) },
  );
}

/** A removal needs no server of the partner. */
function probed(change: Change, byDomain: ReadonlyMap<string, DomainEvidence>, reach: Reach): Change {
  const { after } = change;
  if (after === null) return change;
  const probe = [...domainsOf(after)].sort(compareText).flatMap((domain): readonly ProbedDomain[] => {
    const seen = byDomain.get(domain);
    if (seen === undefined || seen.discovery.proxyFqdn !== after.proxyFqdn) return [];
    const { outbound, inbound } = directionsOf(seen, after, reach);
    return [{ domain, outbound, inbound, at: seen.at, host: seen.vantage.host }];
  });
  return { ...change, probe };
}
