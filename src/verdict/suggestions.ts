/** Which settings would connect, strongest first: every row that lint accepts is tried on the evidence. */
import {
  METHODS,
  type Method,
  methodRank,
  NEGOTIATIONS,
  type NegotiationSettings,
  permittedMethods,
  saslWithoutTls,
  weakestOf,
} from '../model/negotiation.ts';
import type { DomainEvidence } from '../model/probe.ts';
import type { Suggestion } from '../model/probe-verdict.ts';
import { directionsOf } from './directions.ts';
import type { Reach } from './reach.ts';

export const NEGOTIATION_KEYS: readonly (keyof NegotiationSettings)[] = [
  'tlsNegotiation',
  'saslNegotiation',
  'dialbackNegotiation',
];

/** The rows that lint accepts. */
export const SOUND_ROWS: readonly NegotiationSettings[] = NEGOTIATIONS.flatMap((tlsNegotiation) =>
  NEGOTIATIONS.flatMap((saslNegotiation) =>
    [false, true].map((dialbackNegotiation) => ({ tlsNegotiation, saslNegotiation, dialbackNegotiation })),
  ),
).filter((row) => !saslWithoutTls(row) && permittedMethods(row).length > 0);

export interface SuggestionContext {
  /** What the file says now. */
  readonly settings: NegotiationSettings;
  /** The policy: nothing weaker may be permitted. */
  readonly weakestMethod: Method;
  readonly reach: Reach;
}

/** With all these domains, since one file has one set of settings. */
export function suggestionsFor(evidence: readonly DomainEvidence[], context: SuggestionContext): readonly Suggestion[] {
  const found: Suggestion[] = [];
  for (const settings of byStrength(context)) {
    const methods = connectingMethods(evidence, settings, context.reach);
    const permits = permittedMethods(settings);
    // What permits more than a stronger row, and connects no better, is no suggestion.
    if (methods === undefined || found.some((other) => isNoBetter({ methods, permits }, other))) continue;
    found.push({ settings, lines: linesFor(settings, context.settings), methods, permits });
  }
  return found;
}

/** Fewer and stronger methods first; among those that permit the same, the one nearest to the file. */
function byStrength({ settings, weakestMethod }: SuggestionContext): readonly NegotiationSettings[] {
  const rankOf = (row: NegotiationSettings): number => {
    const methods = permittedMethods(row);
    const weakest = methodRank(weakestOf(methods) ?? 'tcp-dialback');
    return weakest * 100 + methodRank(methods[0] ?? 'tcp-dialback') * 10 + linesFor(row, settings).length;
  };
  const allowed = SOUND_ROWS.filter(
    (row) => methodRank(weakestOf(permittedMethods(row)) ?? 'tcp-dialback') <= methodRank(weakestMethod),
  );
  return [...allowed].sort((a, b) => rankOf(a) - rankOf(b));
}

function connectingMethods(
  evidence: readonly DomainEvidence[],
  settings: NegotiationSettings,
  reach: Reach,
): readonly Method[] | undefined {
  const methods = new Set<Method>();
  for (const each of evidence) {
    const { outbound, inbound } = directionsOf(each, settings, reach);
    if (outbound.kind !== 'connects' || inbound.kind === 'refused') return undefined;
    for (const method of outbound.methods) methods.add(method);
  }
  return METHODS.filter((method) => methods.has(method));
}

function isNoBetter(candidate: Pick<Suggestion, 'methods' | 'permits'>, earlier: Suggestion): boolean {
  return (
    earlier.permits.every((method) => candidate.permits.includes(method)) &&
    candidate.methods.every((method) => earlier.methods.some((other) => methodRank(other) <= methodRank(method)))
  );
}

function linesFor(row: NegotiationSettings, now: NegotiationSettings): readonly string[] {
  return NEGOTIATION_KEYS.filter((key) => row[key] !== now[key]).map((key) => `${key}: ${row[key]}`);
}
