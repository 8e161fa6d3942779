/** `duplicate-domain`: one domain in two places, whatever the deployments: which settings would hold is anybody's guess. */
import type { DeclaredPartner } from '../../model/declared-partner.ts';
import { compareText } from '../../model/diagnostic.ts';
import { canonicalDomain } from '../../model/domain-name.ts';
import { quoted } from '../../model/quoted.ts';
import { legiblePartners } from '../legible-partners.ts';
import { type Finding, NOTHING, type WorkspaceRule } from '../rule.ts';
import { writtenDomains, writtenRange } from '../written-domains.ts';

export const duplicateDomain: WorkspaceRule = {
  code: 'duplicate-domain',
  severity: 'error',
  configurable: false,
  summary: 'A domain stands in two files, or twice in one.',
  scope: 'workspace',
  check(context) {
    const partners = legiblePartners(context);
    if (allDiffer(partners)) return NOTHING;
    const places = new Map<string, DeclaredPartner>();
    const repeated = new Map<string, Place[]>();
    for (const partner of partners) {
      for (const [index, written] of writtenDomains(partner).entries()) {
        const domain = canonicalDomain(written) ?? written;
        const earlier = places.get(domain);
        if (earlier === undefined) places.set(domain, partner);
        else if (repeated.get(domain)?.push({ partner, index, written }) === undefined)
          repeated.set(domain, [placeOf(domain, earlier), { partner, index, written }]);
      }
    }
    return [...repeated.values()].flatMap(duplicates);
  },
};

/** As nearly always; to count them is quicker than to note where each of 300,000 stands. */
function allDiffer(partners: readonly DeclaredPartner[]): boolean {
  const domains = new Set<string>();
  let count = 0;
  for (const partner of partners)
    for (const written of writtenDomains(partner)) {
      domains.add(canonicalDomain(written) ?? written);
      count += 1;
    }
  return domains.size === count;
}

interface Place {
  readonly partner: DeclaredPartner;
  /** In `writtenDomains`. */
  readonly index: number;
  readonly written: string;
}

function placeOf(domain: string, partner: DeclaredPartner): Place {
  const domains = writtenDomains(partner);
  const index = domains.findIndex((other) => (canonicalDomain(other) ?? other) === domain);
  return { partner, index, written: domains[index] ?? domain };
}

/** In the order in which people meet them, so that the later places are to blame. */
function duplicates(places: readonly Place[]): readonly Finding[] {
  const [first, ...others] = [...places].sort(
    (a, b) => compareText(a.partner.source.file, b.partner.source.file) || a.index - b.index,
  );
  return first === undefined ? [] : others.map((place) => duplicate(place, first));
}

function duplicate({ partner, index, written }: Place, first: Place): Finding {
  const range = writtenRange(partner, index);
  const related = [{ message: 'it stands here first', ...writtenRange(first.partner, first.index) }];
  if (first.partner !== partner) {
    const message = `${quoted(written)} is already a domain of ${first.partner.source.file}`;
    return { message, hint: 'keep it in one of the two files: a domain has one partner', range, related };
  }
  const message =
    first.index === 0 ? `${quoted(written)} is the primary domain already` : `${quoted(written)} stands twice`;
  return { message, hint: 'remove it from additionalDomains', range, related };
}
