/** Which settings to change so that nothing weaker than a given method is permitted: as few as possible. */
import { nearestSettings } from '../model/nearest-settings.ts';
import { type Method, methodRank, type NegotiationSettings } from '../model/negotiation.ts';

/** The settings to write, such as `tlsNegotiation: Required`. */
export function strongerSettings(settings: NegotiationSettings, weakest: Method): readonly string[] {
  return nearestSettings(settings, (methods) => methods.every((method) => methodRank(method) <= methodRank(weakest)));
}
