/** A whole partner in one line: what somebody must know who lets it in or cuts it off. */
import { displayDomain } from '../../model/domain-name.ts';
import { permittedMethods } from '../../model/negotiation.ts';
import type { PartnerSettings } from '../../model/partner.ts';
import { methodList } from '../method-words.ts';
import { listed, type Phrase, say } from '../phrase.ts';

export function essentialsOf(settings: PartnerSettings, shownDomains: number): Phrase {
  const { partnerType, additionalDomains, proxyFqdn } = settings;
  return [
    `${partnerType} · ${methodList(permittedMethods(settings))}`,
    ...(additionalDomains.length > 0 ? say` · also ${listed(additionalDomains.map(displayDomain), shownDomains)}` : []),
    ...(proxyFqdn === null ? [] : say` · through ${proxyFqdn}`),
  ];
}
