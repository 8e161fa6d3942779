/** `dialback-ineffective`: a file says yes to dialback, and its other settings say that only certificates count. */

import { NEGOTIATION_KEYS, soundMethods } from '../../model/nearest-settings.ts';
import { permitsDialback } from '../../model/negotiation.ts';
import { isStated, valueRange } from '../../model/partner-source.ts';
import { NOTHING, type PartnerRule } from '../rule.ts';
import { settingWords } from '../setting-words.ts';

export const dialbackIneffective: PartnerRule = {
  code: 'dialback-ineffective',
  severity: 'warning',
  configurable: true,
  summary: '`dialbackNegotiation: true` is stated where TLS and SASL are both Required, and does nothing.',
  scope: 'partner',
  reads: NEGOTIATION_KEYS,
  check(partner) {
    const { settings, source } = partner;
    if (!settings.dialbackNegotiation || !isStated(source, 'dialbackNegotiation')) return NOTHING;
    if (permitsDialback(settings) || soundMethods(settings).length === 0) return NOTHING;
    const others = `${settingWords(partner, 'tlsNegotiation')} and ${settingWords(partner, 'saslNegotiation')}`;
    return [
      {
        message: `dialbackNegotiation: true has no effect: with ${others} only certificates count`,
        hint: 'remove the line; or, where dialback over TLS should be permitted, write saslNegotiation: Optional',
        range: valueRange(source, 'dialbackNegotiation'),
      },
    ];
  },
};
