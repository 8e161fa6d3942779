/** `probe-not-listed`: the partner's server works, and refuses us by policy. */
import { displayDomain } from '../../model/domain-name.ts';
import { type ProbeRule, rangeAt } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';
import { refusals } from './refused.ts';

export const notListed: ProbeRule = {
  ...factsOf('probe-not-listed'),
  check(context) {
    return refusals(context.verdict)
      .filter(({ code }) => code === 'not-listed')
      .map(({ message, hint }) => ({
        message: `${displayDomain(context.verdict.domain)} does not let us in: ${message}`,
        hint,
        ...rangeAt(context, 'domain'),
      }));
  },
};
