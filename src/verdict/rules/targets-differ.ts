/** `probe-targets-differ`: the server that answers first connects, another one of the same domain would not. */
import type { Attempt, Target } from '../../model/probe.ts';
import { directionsOf } from '../directions.ts';
import { type FindingContext, NOTHING, type ProbeRule, placeFor, rangeAt } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

export const targetsDiffer: ProbeRule = {
  ...factsOf('probe-targets-differ'),
  check(context) {
    const { route, verdict } = context;
    if (route.kind !== 'server' || verdict.outbound.kind !== 'connects') return NOTHING;
    const others = verdict.evidence.targets.flatMap((target) =>
      target.attempts.filter((attempt) => attempt !== route.attempt).map((attempt) => ({ target, attempt })),
    );
    return others.flatMap(({ target, attempt }) => {
      const problem = problemOf(target, attempt, context);
      if (problem === undefined) return [];
      return [
        {
          message: `${placeFor(target, attempt)} would not connect, unlike the server that is tried first: ${problem}`,
          hint: 'ask the partner to set up its servers alike: whichever answers is used',
          ...rangeAt(context, 'domain'),
        },
      ];
    });
  },
};

/** What it would be if this were the only server; that it does not answer is another rule's. */
function problemOf(target: Target, attempt: Attempt, { verdict, reach }: FindingContext): string | undefined {
  const alone = { ...verdict.evidence, targets: [{ ...target, attempts: [attempt] }] };
  const { outbound, server } = directionsOf(alone, verdict.settings, reach);
  if (server === null || outbound.kind !== 'refused') return undefined;
  return outbound.causes.map(({ message }) => message).join('; ');
}
