/** What a row of the matrix permits, for the rules that judge rows which are not an error in themselves. */
import { type Method, type NegotiationSettings, permittedMethods, saslWithoutTls } from '../model/negotiation.ts';
import type { FileKey } from './rule.ts';

export const NEGOTIATION_KEYS: readonly (FileKey & keyof NegotiationSettings)[] = [
  'tlsNegotiation',
  'saslNegotiation',
  'dialbackNegotiation',
];

/** Empty where `sasl-requires-tls` or `no-authentication-method` has its say. */
export function soundMethods(settings: NegotiationSettings): readonly Method[] {
  return saslWithoutTls(settings) ? [] : permittedMethods(settings);
}
