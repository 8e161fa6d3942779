/** `probe-target-dead`: a server is tried in vain before, or beside, the one that answers. */
import { isMissing } from '../missing.ts';
import { NOTHING, type ProbeRule, rangeAt } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

export const targetDead: ProbeRule = {
  ...factsOf('probe-target-dead'),
  check(context) {
    const { route, verdict } = context;
    if (route.kind !== 'server') return NOTHING;
    return route.passed.flatMap(({ attempt, because, target }) => {
      if (attempt === null || isMissing(because) || target.transport === 'direct-tls') return [];
      return [
        {
          message: `${because.message}: a stream to ${verdict.domain} begins with an attempt in vain`,
          hint: because.hint,
          ...rangeAt(context, 'domain'),
        },
      ];
    });
  },
};
