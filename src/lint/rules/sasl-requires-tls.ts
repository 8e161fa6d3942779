/** `sasl-requires-tls`: SASL EXTERNAL takes the certificate from TLS (XEP-0178), so without TLS there is none. */
import { saslWithoutTls } from '../../model/negotiation.ts';
import { isStated, valueRange } from '../../model/partner-source.ts';
import { NOTHING, type PartnerRule } from '../rule.ts';
import { settingWords } from '../setting-words.ts';

export const saslRequiresTls: PartnerRule = {
  code: 'sasl-requires-tls',
  severity: 'error',
  configurable: false,
  summary: 'SASL is Required or Optional, but TLS is NotSupported.',
  scope: 'partner',
  reads: ['tlsNegotiation', 'saslNegotiation'],
  check(partner) {
    if (!saslWithoutTls(partner.settings)) return NOTHING;
    const { source } = partner;
    const tls = { message: 'TLS is ruled out here', ...valueRange(source, 'tlsNegotiation') };
    const stated = isStated(source, 'saslNegotiation');
    return [
      {
        message: `${settingWords(partner, 'saslNegotiation')} needs TLS, but ${settingWords(partner, 'tlsNegotiation')}`,
        hint: 'write tlsNegotiation: Required or Optional; where TLS cannot be had, saslNegotiation: NotSupported',
        range: valueRange(source, stated ? 'saslNegotiation' : 'tlsNegotiation'),
        ...(stated && { related: [tls] }),
      },
    ];
  },
};
