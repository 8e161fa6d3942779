/** `probe-not-listed`: the partner's server works, and refuses us by policy. */
import { displayDomain } from '../../model/domain-name.ts';
import { type ProbeRule, rangeAt } from '../rule.ts';
import { refusals } from './refused.ts';

export const notListed: ProbeRule = {
  code: 'probe-not-listed',
  severity: 'error',
  configurable: false,
  summary: 'The partner’s server refuses streams from our domain by policy: it has probably not listed us yet.',
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
