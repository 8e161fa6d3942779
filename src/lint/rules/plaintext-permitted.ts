/** `plaintext-permitted`: dialback over plain TCP, unencrypted and weakly authenticated, even where SASL says Required. */
import type { DeclaredPartner } from '../../model/declared-partner.ts';
import { NEGOTIATION_KEYS, soundMethods } from '../../model/nearest-settings.ts';
import { isStated, valueRange } from '../../model/partner-source.ts';
import { NOTHING, type PartnerRule } from '../rule.ts';
import { settingWords } from '../setting-words.ts';
import { strongerSettings } from '../stronger-settings.ts';

export const plaintextPermitted: PartnerRule = {
  code: 'plaintext-permitted',
  severity: 'warning',
  configurable: true,
  summary: 'An unencrypted, weakly authenticated stream is let in (dialback over plain TCP).',
  scope: 'partner',
  reads: NEGOTIATION_KEYS,
  check(partner) {
    const { settings, source } = partner;
    if (!soundMethods(settings).includes('tcp-dialback')) return NOTHING;
    return [
      {
        message: `an unencrypted stream that only dialback vouches for is let in${notEnforced(partner)}`,
        hint: `write ${strongerSettings(settings, 'tls-dialback').join(' and ')}`,
        range: valueRange(source, 'tlsNegotiation'),
      },
    ];
  },
};

/** The row that deceives: who writes Required expects certificates, and dialback is permitted without a word. */
function notEnforced(partner: DeclaredPartner): string {
  if (partner.settings.saslNegotiation !== 'Required') return '';
  const dialback = isStated(partner.source, 'dialbackNegotiation')
    ? settingWords(partner, 'dialbackNegotiation')
    : 'dialbackNegotiation, which is true by default,';
  return `; ${settingWords(partner, 'saslNegotiation')} is not enforced, because ${dialback} lets a stream without TLS in`;
}
