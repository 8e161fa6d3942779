/** `missing-owner`: nobody is named who answers for the partner. Off until `rules:` asks for it. */
import { mappingRange } from '../../model/partner-source.ts';
import { NOTHING, type PartnerRule } from '../rule.ts';

export const missingOwner: PartnerRule = {
  code: 'missing-owner',
  severity: 'off',
  configurable: true,
  summary: 'No `owner` is named.',
  scope: 'partner',
  reads: ['owner'],
  check({ owner, settings, source }) {
    if (owner !== null) return NOTHING;
    return [
      {
        message: `nobody is named who answers for ${settings.domain}`,
        hint: 'add owner: with a team or a person',
        range: mappingRange(source),
      },
    ];
  },
};
