/** `invalid-allow`: a comment that is meant to silence a rule, and silences nothing because of how it is written. */
import { quoted } from '../../model/quoted.ts';
import { nearest } from '../../model/suggest.ts';
import { type AllowRule, NOTHING } from '../rule.ts';

const FORM = '# partnerctl-allow <rule>: <reason>';

export const invalidAllow: AllowRule = {
  code: 'invalid-allow',
  severity: 'warning',
  configurable: true,
  summary: 'A partnerctl-allow comment names no rule, gives no reason, or names what no comment can silence.',
  scope: 'allow',
  check(allow, { rule, silenceable, severity, silenceableCodes }) {
    if (allow.rule === '') return [{ message: 'partnerctl-allow names no rule', hint: `write ${FORM}` }];
    if (rule === undefined) {
      const meant = nearest(allow.rule, silenceableCodes);
      const hint = meant === undefined ? `known are ${silenceableCodes.join(', ')}` : `did you mean \`${meant}\`?`;
      return [{ message: `partnerctl-allow: there is no rule ${quoted(allow.rule)}`, hint }];
    }
    if (!silenceable)
      return [
        severity === 'error'
          ? { message: `${rule.code} is an error here, which no comment can silence`, hint: 'mend what it finds' }
          : {
              message: `${rule.code} comes from the plan, where no comment can silence it`,
              hint: 'remove the comment; a guard is lifted with --override',
            },
      ];
    if (allow.reason === '')
      return [
        {
          message: `partnerctl-allow ${rule.code} gives no reason`,
          hint: `write why, after a colon: # partnerctl-allow ${rule.code}: <reason>`,
        },
      ];
    return NOTHING;
  },
};
