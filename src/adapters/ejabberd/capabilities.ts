/** What stock ejabberd can do for each partner, and what a whole virtual host does for all of them. */
import type { Capabilities } from '../../model/adapter.ts';
import type { ErrorReport } from '../../model/errors.ts';
import { type NegotiationSettings, permittedMethods, sameMethods } from '../../model/negotiation.ts';
import type { PartnerSettings } from '../../model/partner.ts';

export type OpenSessionsOption = 'end-all' | 'keep';

export function ejabberdCapabilities(
  enforces: NegotiationSettings | null,
  openSessions: OpenSessionsOption,
): Capabilities {
  return {
    fields: new Set(['domain', 'description', 'additionalDomains', 'connectionLimit']),
    // it sends no white space on idle streams between servers
    fixed: { ...enforces, keepAlive: false },
    partly: {
      connectionLimit:
        'one stream goes out to each of its domains from each of yours, and those that come in are not counted',
    },
    atomic: true,
    compareAndSet: true,
    recordsCommit: true,
    sessions: false,
    blocks: false,
    concurrency: 1,
    takesEffect: 'at once for new sessions, when the configuration is reloaded',
    openSessions: openSessions === 'end-all' ? 'all-ended' : 'kept',
  };
}

/** The plan has said so before: what would be lost without a word is not written either. */
export function inexpressible(partner: PartnerSettings, enforces: NegotiationSettings | null): ErrorReport | undefined {
  const { proxyFqdn, partnerType } = partner;
  if (proxyFqdn !== null) return lost(`proxyFqdn (${proxyFqdn})`);
  if (partnerType === 'PublicUnverified') return lost(`partnerType (${partnerType})`);
  if (enforces === null || sameMethods(permittedMethods(enforces), permittedMethods(partner))) return undefined;
  return lost(`other methods than \`enforces\` declares (${permittedMethods(partner).join(', ')})`);
}

function lost(what: string): ErrorReport {
  const message = `ejabberd has no place for ${what}`;
  return { code: 'inexpressible', message, hint: 'keep this partner off that deployment with `deployments:`' };
}
