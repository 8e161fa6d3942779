/** `probe-starttls-optional`: we require encryption of the partner, which does not require it of anybody. */
import { NOTHING, type ProbeRule, placeFor, rangeAt, used } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

export const starttlsOptional: ProbeRule = {
  ...factsOf('probe-starttls-optional'),
  check(context) {
    const seen = used(context);
    if (seen?.attempt.beforeTls?.features?.startTls !== 'optional') return NOTHING;
    if (context.verdict.settings.tlsNegotiation !== 'Required') return NOTHING;
    return [
      {
        message: `${placeFor(seen.target, seen.attempt)} offers STARTTLS and does not require it, while the file says tlsNegotiation: Required`,
        hint: 'nothing to change here: streams with us are encrypted; the partner could require it of everybody',
        ...rangeAt(context, 'tlsNegotiation'),
      },
    ];
  },
};
