/** `own-domain`: a server never federates with itself. Below a local domain somebody else may be meant: a warning. */
import { canonicalDomain } from '../../model/domain-name.ts';
import { quoted } from '../../model/quoted.ts';
import type { Finding, PartnerRule } from '../rule.ts';
import { NOTHING } from '../rule.ts';
import { writtenDomains, writtenRange } from '../written-domains.ts';

export const ownDomain: PartnerRule = {
  code: 'own-domain',
  severity: 'error',
  milder: 'warning',
  configurable: false,
  summary: 'A domain is one of your own, or (a warning) below one.',
  scope: 'partner',
  reads: ['domain'],
  check(partner, { workspace }) {
    const { localDomains } = workspace.config;
    if (localDomains.length === 0) return NOTHING;
    const found: Finding[] = [];
    for (const [index, written] of writtenDomains(partner).entries()) {
      const domain = canonicalDomain(written) ?? written;
      const own = nearestOwn(domain, localDomains);
      if (own === undefined) continue;
      const range = writtenRange(partner, index);
      found.push(
        own === domain
          ? {
              message: `${quoted(written)} is one of your own domains`,
              hint: 'remove it: a server does not federate with itself',
              range,
            }
          : {
              severity: 'warning',
              message: `${quoted(written)} is below your own domain ${own}`,
              hint: 'remove it, or say why it is a partner: # partnerctl-allow own-domain: <reason>',
              range,
            },
      );
    }
    return found;
  },
};

/** The domain itself or the nearest one above it that is ours. */
function nearestOwn(domain: string, localDomains: readonly string[]): string | undefined {
  let name = domain;
  for (;;) {
    if (localDomains.includes(name)) return name;
    const dot = name.indexOf('.');
    if (dot === -1) return undefined;
    name = name.slice(dot + 1);
  }
}
