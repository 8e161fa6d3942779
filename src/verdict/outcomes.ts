/** Predictions for every policy that is possible → one outcome: known where all agree. */
import { METHODS, type Method } from '../model/negotiation.ts';
import type { Missing, RefusalCause, StreamOutcome } from '../model/probe-verdict.ts';
import type { Obstacle, Prediction } from './prediction.ts';

export interface Case {
  readonly prediction: Prediction;
  /** Which side is ours. */
  readonly ours: 'initiator' | 'receiver';
}

export type Explain = (method: Method, obstacle: Obstacle) => RefusalCause | undefined;

/** `permits`: of our row. Why a method fails that it does not permit needs no word. */
export function outcomeOf(
  cases: readonly Case[],
  missing: readonly Missing[],
  permits: readonly Method[],
  explain: Explain,
): StreamOutcome {
  const methods = new Set<Method>();
  const forcible = new Set<Method>();
  const failures: Extract<Prediction, { kind: 'fails' }>[] = [];
  for (const { prediction, ours } of cases) {
    if (prediction.kind === 'fails') failures.push(prediction);
    else {
      methods.add(prediction[ours]);
      for (const method of prediction.forcible) forcible.add(method);
    }
  }
  if (failures.length === 0)
    return {
      kind: 'connects',
      methods: METHODS.filter((method) => methods.has(method)),
      forcible: METHODS.filter((method) => forcible.has(method) && !methods.has(method)),
    };
  if (methods.size > 0) return { kind: 'unknown', missing };
  // The most favourable case comes first: what stands in its way stands in the way of all.
  return { kind: 'refused', causes: causesOf(failures[0], permits, explain) };
}

function causesOf(
  failure: Extract<Prediction, { kind: 'fails' }> | undefined,
  permits: readonly Method[],
  explain: Explain,
): readonly RefusalCause[] {
  const causes = (failure?.why ?? []).flatMap(({ method, obstacle }) =>
    permits.includes(method) ? (explain(method, obstacle) ?? []) : [],
  );
  return [...new Map(causes.map((cause) => [cause.code, cause])).values()];
}
