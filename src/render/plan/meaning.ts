/** What a change makes possible or impossible, in words: derived from what both sides permit, not from the fields. */
import type { Change } from '../../model/change.ts';
import { METHOD_LABELS, METHODS, permitsDialback, permittedMethods } from '../../model/negotiation.ts';
import type { PartnerSettings } from '../../model/partner.ts';
import { METHOD_MEANINGS } from '../method-words.ts';
import { type Phrase, say } from '../phrase.ts';

/** The most important first; empty where the fields say it all. */
export function meaningOf({ before, after, effects }: Change): readonly Phrase[] {
  if (before === null) {
    if (effects.includes('weakens'))
      return [say`its domains move here from another partner, and may now authenticate by a weaker method`];
    return effects.includes('opens') ? [] : [say`its domains move here from another partner`];
  }
  if (after === null) return effects.includes('closes') ? [] : [say`its domains are declared by other files`];
  return [...methodMeanings(before, after), ...trustMeaning(before, after), ...proxyMeaning(before, after)];
}

function methodMeanings(before: PartnerSettings, after: PartnerSettings): readonly Phrase[] {
  const was = permittedMethods(before);
  const is = permittedMethods(after);
  if (was.length > 0 && is.length === 0) return [say`no method is left: everybody is refused`];
  if (was.length === 0 && is.length > 0)
    return [[`may connect again: ${is.map((each) => METHOD_LABELS[each]).join(', ')}`]];
  const gained = METHODS.filter((method) => is.includes(method) && !was.includes(method)).toReversed();
  const lost = METHODS.filter((method) => was.includes(method) && !is.includes(method));
  const now = lost.length < was.length ? 'now also' : 'now';
  return [
    ...gained.map((method): Phrase => [`${now} ${METHOD_LABELS[method]}: ${METHOD_MEANINGS[method]}`]),
    ...lost.map((method): Phrase => [`no longer ${METHOD_LABELS[method]}`]),
  ];
}

function trustMeaning(before: PartnerSettings, after: PartnerSettings): readonly Phrase[] {
  const was = before.partnerType === 'PublicUnverified';
  const is = after.partnerType === 'PublicUnverified';
  if (was && !is) return [say`its contacts may now write to our users uninvited`];
  if (!was && is) return [say`its contacts may only write to users who invited them`];
  return [];
}

/** Under dialback whoever answers at the proxy is believed. */
function proxyMeaning(before: PartnerSettings, after: PartnerSettings): readonly Phrase[] {
  if (before.proxyFqdn === after.proxyFqdn || !permitsDialback(after)) return [];
  if (after.proxyFqdn === null) return [say`under dialback, whoever DNS names is believed again`];
  return [say`under dialback, whoever answers at ${after.proxyFqdn} is believed`];
}
