/** `tls-optional-with-sasl`: SASL can only be had on a stream that TLS encrypts, and TLS is left to the other side. */

import { NEGOTIATION_KEYS, soundMethods } from '../../model/nearest-settings.ts';
import { valueRange } from '../../model/partner-source.ts';
import { NOTHING, type PartnerRule } from '../rule.ts';
import { settingWords } from '../setting-words.ts';

export const tlsOptionalWithSasl: PartnerRule = {
  code: 'tls-optional-with-sasl',
  severity: 'warning',
  configurable: true,
  summary: 'TLS is Optional together with SASL: a stream without TLS cannot use SASL, and negotiation may fail.',
  scope: 'partner',
  reads: NEGOTIATION_KEYS,
  check(partner) {
    const { settings, source } = partner;
    if (settings.tlsNegotiation !== 'Optional' || !soundMethods(settings).includes('sasl-tls')) return NOTHING;
    const sasl = settingWords(partner, 'saslNegotiation');
    return [
      {
        message: `tlsNegotiation: Optional together with ${sasl} may make the negotiation fail: SASL needs TLS`,
        hint: 'write tlsNegotiation: Required, or confirm with the partner what its server negotiates',
        range: valueRange(source, 'tlsNegotiation'),
      },
    ];
  },
};
