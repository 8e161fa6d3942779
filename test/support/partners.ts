/** Partners for tests: the documentation's own example, and any other with only the settings that matter stated. */
import { PARTNER_DEFAULTS, type PartnerSettings } from '../../src/model/partner.ts';

export function partner(domain: string, settings: Partial<PartnerSettings> = {}): PartnerSettings {
  return { ...PARTNER_DEFAULTS, domain, partnerType: 'Federated', ...settings };
}
