/** `no-authentication-method`: neither SASL nor dialback, so that nobody could prove who he is. */

import { NEGOTIATION_KEYS } from '../../model/nearest-settings.ts';
import { permittedMethods, saslWithoutTls } from '../../model/negotiation.ts';
import { valueRange } from '../../model/partner-source.ts';
import { NOTHING, type PartnerRule } from '../rule.ts';
import { settingWords } from '../setting-words.ts';

export const noAuthenticationMethod: PartnerRule = {
  code: 'no-authentication-method',
  severity: 'error',
  configurable: false,
  summary: 'Neither SASL nor dialback is enabled: every stream would be refused.',
  scope: 'partner',
  reads: NEGOTIATION_KEYS,
  check(partner) {
    const { settings, source } = partner;
    if (permittedMethods(settings).length > 0 || saslWithoutTls(settings)) return NOTHING;
    const sasl = settingWords(partner, 'saslNegotiation');
    const dialback = settingWords(partner, 'dialbackNegotiation');
    return [
      {
        message: `with ${sasl} and ${dialback} nobody can authenticate`,
        hint: 'write saslNegotiation: Required or Optional (with TLS), or dialbackNegotiation: true',
        range: valueRange(source, 'dialbackNegotiation'),
        related: [{ message: 'SASL is ruled out here', ...valueRange(source, 'saslNegotiation') }],
      },
    ];
  },
};
