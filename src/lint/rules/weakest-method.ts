/** `weakest-method`: a partner permits a weaker method than the policy allows, whichever settings permit it. */

import { NEGOTIATION_KEYS, soundMethods } from '../../model/nearest-settings.ts';
import { METHOD_LABELS, methodRank, weakestOf } from '../../model/negotiation.ts';
import { isStated, valueRange } from '../../model/partner-source.ts';
import { NOTHING, type PartnerRule } from '../rule.ts';
import { strongerSettings } from '../stronger-settings.ts';

export const weakestMethod: PartnerRule = {
  code: 'weakest-method',
  severity: 'error',
  configurable: true,
  summary: 'A partner permits a weaker method than `weakestMethod` in partnerctl.yaml.',
  scope: 'partner',
  reads: NEGOTIATION_KEYS,
  check({ settings, source }, { workspace }) {
    const policy = workspace.config.weakestMethod;
    const weakest = weakestOf(soundMethods(settings));
    if (weakest === undefined || methodRank(weakest) <= methodRank(policy)) return NOTHING;
    const instead = strongerSettings(settings, policy);
    // The one that is stated and would have to change is the one to look at.
    const key =
      NEGOTIATION_KEYS.find((name) => isStated(source, name) && instead.some((text) => text.startsWith(name))) ??
      NEGOTIATION_KEYS.find((name) => isStated(source, name)) ??
      'domain';
    return [
      {
        message: `${METHOD_LABELS[weakest]} (${weakest}) is permitted, which is weaker than ${policy}, the weakest that partnerctl.yaml allows`,
        hint: `write ${instead.join(' and ')}`,
        range: valueRange(source, key),
      },
    ];
  },
};
