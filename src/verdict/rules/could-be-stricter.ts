/** `probe-could-be-stricter`: settings that permit less would connect as well. */
import { displayDomain } from '../../model/domain-name.ts';
import { METHOD_LABELS, permittedMethods } from '../../model/negotiation.ts';
import { NOTHING, type ProbeRule, rangeAt } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';
import { linesOf } from './refused.ts';

export const couldBeStricter: ProbeRule = {
  ...factsOf('probe-could-be-stricter'),
  check(context) {
    const { verdict } = context;
    const strongest = verdict.suggestions.find(({ inbound }) => inbound === 'connects');
    if (context.partner === null || verdict.outbound.kind !== 'connects' || verdict.inbound.kind !== 'connects')
      return NOTHING;
    if (strongest === undefined || strongest.lines.length === 0) return NOTHING;
    const superfluous = permittedMethods(verdict.settings).filter((method) => !strongest.permits.includes(method));
    const [first] = superfluous;
    if (first === undefined) return NOTHING;
    return [
      {
        message: `${displayDomain(verdict.domain)} connects without ${superfluous.map((method) => METHOD_LABELS[method]).join(' or ')}, which the file permits`,
        hint: `write ${linesOf(strongest)}, so that nobody on the path can force less`,
        ...rangeAt(context, 'saslNegotiation'),
      },
    ];
  },
};
