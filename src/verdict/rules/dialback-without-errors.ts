/** `probe-dialback-errors`: one failed dialback ends the stream for every other domain on it. */
import { permitsDialback } from '../../model/negotiation.ts';
import type { FeaturesSeen } from '../../model/probe.ts';
import { NOTHING, type ProbeRule, placeFor, rangeAt, used } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

export const dialbackWithoutErrors: ProbeRule = {
  ...factsOf('probe-dialback-errors'),
  check(context) {
    const seen = used(context);
    if (seen === undefined || !permitsDialback(context.verdict.settings)) return NOTHING;
    const { beforeTls, afterTls, onDirectTls } = seen.attempt;
    const last: FeaturesSeen | null | undefined = (onDirectTls ?? afterTls ?? beforeTls)?.features;
    if (last?.dialback !== 'plain') return NOTHING;
    return [
      {
        message: `${placeFor(seen.target, seen.attempt)} offers dialback without <errors/>: a failure ends the whole stream`,
        hint: 'nothing to change here; an older server, whose log tells more than ours when dialback fails',
        ...rangeAt(context, 'dialbackNegotiation'),
      },
    ];
  },
};
