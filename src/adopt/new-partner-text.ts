/** The text of a new partner file: safe settings stated, a comment per field, what is optional commented out. */
import type { NegotiationSettings } from '../model/negotiation.ts';
import type { PartnerType } from '../model/partner.ts';
import { SCHEMA_MODELINE } from '../yaml/write.ts';

export interface NewPartner {
  /** In its one canonical form. */
  readonly domain: string;
  readonly partnerType: PartnerType;
  /** The names in partnerctl.yaml: with several of them the file can choose. */
  readonly deployments: readonly string[];
  /** What a probe says will connect; without it the safest. */
  readonly negotiation?: NegotiationSettings;
}

export const SAFEST: NegotiationSettings = {
  tlsNegotiation: 'Required',
  saslNegotiation: 'Required',
  dialbackNegotiation: false,
};

/** What `fmt` would write, too. */
export function newPartnerText({ domain, partnerType, deployments, negotiation = SAFEST }: NewPartner): string {
  const [first = ''] = deployments;
  const { tlsNegotiation, saslNegotiation, dialbackNegotiation } = negotiation;
  const idle = tlsNegotiation === 'Required' && saslNegotiation === 'Required';
  return `${SCHEMA_MODELINE}
domain: ${domain}
# Notes, a contact, anything that identifies the partner.
# description: Corporate XMPP service, noc@${domain}
# Every other domain that takes part; a subdomain is not included by itself, not even for group chats.
# additionalDomains:
#   - conference.${domain}
# Federated: an organisation you have an agreement with. PublicVerified: a public provider that verifies its users.
# PublicUnverified: its users can add one of yours only after being invited.
partnerType: ${partnerType}
# Encryption: Required, Optional or NotSupported.
tlsNegotiation: ${tlsNegotiation}
# The partner proves itself by certificate: Required, Optional or NotSupported.
saslNegotiation: ${saslNegotiation}
# The partner is believed because DNS names its server: true or false.${idle ? ' Has no effect while the two above are Required.' : ''}
dialbackNegotiation: ${dialbackNegotiation}
# The most streams at once, over all domains and both directions: at least two for each domain.
# connectionLimit: 10
# The host to connect to instead of what DNS says.
# proxyFqdn: xmpp.${domain}
# Who answers for this partner in your organisation.
# owner: uc-team
# The agreement's last valid day, UTC.
# expires: 2099-12-31
${deployments.length > 1 ? `# Only these of your deployments (without it: all).\n# deployments: [${first}]\n` : ''}`;
}
