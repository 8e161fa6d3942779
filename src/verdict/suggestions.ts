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
    const connecting = connectingMethods(evidence, settings, context.reach);
    if (connecting === undefined) continue;
    const suggestion = { settings, lines: linesFor(settings, context.settings), ...connecting };
    // What permits more than a stronger row, and connects no better, is no suggestion.
    if (!found.some((other) => isNoBetter(suggestion, other))) found.push(suggestion);
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
): Pick<Suggestion, 'methods' | 'inbound' | 'permits'> | undefined {
  const methods = new Set<Method>();
  let certain = true;
  for (const each of evidence) {
    const { outbound, inbound } = directionsOf(each, settings, reach);
    if (outbound.kind !== 'connects' || inbound.kind === 'refused') return undefined;
    for (const method of outbound.methods) methods.add(method);
    certain &&= inbound.kind === 'connects';
  }
  return {
    methods: METHODS.filter((method) => methods.has(method)),
    inbound: certain ? 'connects' : 'unknown',
    permits: permittedMethods(settings),
  };
}

function isNoBetter(candidate: Suggestion, earlier: Suggestion): boolean {
  return (
    (earlier.inbound === 'connects' || candidate.inbound === 'unknown') &&
    earlier.permits.every((method) => candidate.permits.includes(method)) &&
    candidate.methods.every((method) => earlier.methods.some((other) => methodRank(other) <= methodRank(method)))
  );
}

function linesFor(row: NegotiationSettings, now: NegotiationSettings): readonly string[] {
  return NEGOTIATION_KEYS.filter((key) => row[key] !== now[key]).map((key) => `${key}: ${row[key]}`);
}
