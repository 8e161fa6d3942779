/** `probe-unknown`: from here it cannot be said whether the settings connect. */
import { displayDomain } from '../../model/domain-name.ts';
import type { Missing, StreamOutcome } from '../../model/probe-verdict.ts';
import { NOTHING, type ProbeRule, rangeAt } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

export const unknown: ProbeRule = {
  ...factsOf('probe-unknown'),
  check(context) {
    const { verdict } = context;
    const outbound = missingOf(verdict.outbound);
    const found = outbound.length > 0 ? outbound : missingOf(verdict.inbound);
    const direction = outbound.length > 0 ? '' : ' to us';
    return found.map(({ message, hint }) => ({
      message: `whether ${displayDomain(verdict.domain)} connects${direction} is unknown: ${message}`,
      hint,
      ...rangeAt(context, 'domain'),
    }));
  },
};

function missingOf(outcome: StreamOutcome): readonly Missing[] {
  return outcome.kind === 'unknown' ? outcome.missing : NOTHING;
}
