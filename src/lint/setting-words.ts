/** A setting as messages name it: with its value, and whether the file states it. */
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { NEGOTIATION_KEYS } from '../model/nearest-settings.ts';
import { isStated } from '../model/partner-source.ts';

type NegotiationKey = (typeof NEGOTIATION_KEYS)[number];

/** `saslNegotiation: Required`, or `saslNegotiation: Required (the default)`. */
export function settingWords({ settings, source }: DeclaredPartner, key: NegotiationKey): string {
  return `${key}: ${settings[key]}${isStated(source, key) ? '' : ' (the default)'}`;
}
