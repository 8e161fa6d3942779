/** `unused-allow`: a comment that silences nothing (any more) would silence the next mistake. */
import { type AllowRule, NOTHING } from '../rule.ts';

export const unusedAllow: AllowRule = {
  code: 'unused-allow',
  severity: 'warning',
  configurable: true,
  summary: 'A partnerctl-allow comment silences nothing.',
  scope: 'allow',
  check(allow, { rule, silenceable, severity, silenced }) {
    if (rule === undefined || !silenceable || allow.reason === '' || silenced !== 0) return NOTHING;
    const why =
      severity === 'off' ? 'the rule is off' : 'the rule finds nothing in this file that is not silenced already';
    return [{ message: `partnerctl-allow ${rule.code} silences nothing: ${why}`, hint: 'remove the comment' }];
  },
};
