/** Which settings to change so that nothing weaker than a given method is permitted: as few as possible. */
import {
  type Method,
  methodRank,
  NEGOTIATIONS,
  type NegotiationSettings,
  permittedMethods,
  weakestOf,
} from '../model/negotiation.ts';
import { NEGOTIATION_KEYS, soundMethods } from './sound-methods.ts';

const ROWS: readonly NegotiationSettings[] = NEGOTIATIONS.flatMap((tlsNegotiation) =>
  NEGOTIATIONS.flatMap((saslNegotiation) =>
    [true, false].map((dialbackNegotiation) => ({ tlsNegotiation, saslNegotiation, dialbackNegotiation })),
  ),
);

/** The settings to write, such as `tlsNegotiation: Required`; among equally few, those that keep most methods. */
export function strongerSettings(settings: NegotiationSettings, weakest: Method): readonly string[] {
  const kept = permittedMethods(settings);
  let best: readonly string[] = [];
  let bestScore = Number.POSITIVE_INFINITY;
  for (const row of ROWS) {
    const methods = soundMethods(row);
    const last = weakestOf(methods);
    if (last === undefined || methodRank(last) > methodRank(weakest)) continue;
    const changed = NEGOTIATION_KEYS.filter((key) => row[key] !== settings[key]);
    const score = changed.length * 10 - methods.filter((method) => kept.includes(method)).length;
    if (score >= bestScore) continue;
    best = changed.map((key) => `${key}: ${row[key]}`);
    bestScore = score;
  }
  return best;
}
