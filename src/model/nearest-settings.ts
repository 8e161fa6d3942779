/** Which settings to change so that what is permitted is acceptable: as few as possible. */
import {
  type Method,
  NEGOTIATIONS,
  type NegotiationSettings,
  permittedMethods,
  saslWithoutTls,
} from './negotiation.ts';

export const NEGOTIATION_KEYS = ['tlsNegotiation', 'saslNegotiation', 'dialbackNegotiation'] as const;

const ROWS: readonly NegotiationSettings[] = NEGOTIATIONS.flatMap((tlsNegotiation) =>
  NEGOTIATIONS.flatMap((saslNegotiation) =>
    [true, false].map((dialbackNegotiation) => ({ tlsNegotiation, saslNegotiation, dialbackNegotiation })),
  ),
);

/**
 * The settings to write, such as `tlsNegotiation: Required`; among equally few, those that keep most methods. Only rows
 * that may be written are proposed; empty where none of them is acceptable.
 */
export function nearestSettings(
  settings: NegotiationSettings,
  accepts: (methods: readonly Method[]) => boolean,
): readonly string[] {
  const kept = permittedMethods(settings);
  let best: readonly string[] = [];
  let bestScore = Number.POSITIVE_INFINITY;
  for (const row of ROWS) {
    const methods = soundMethods(row);
    if (methods.length === 0 || !accepts(methods)) continue;
    const changed = NEGOTIATION_KEYS.filter((key) => row[key] !== settings[key]);
    const score = changed.length * 10 - methods.filter((method) => kept.includes(method)).length;
    if (score >= bestScore) continue;
    best = changed.map((key) => `${key}: ${row[key]}`);
    bestScore = score;
  }
  return best;
}

/** Empty for rows that may not be written, as for those that permit nothing. */
export function soundMethods(settings: NegotiationSettings): readonly Method[] {
  return saslWithoutTls(settings) ? [] : permittedMethods(settings);
}
