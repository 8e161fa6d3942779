/**
 * What a change comes to, given the partners as they were just read: a call of one cmdlet, nothing at all, or a refusal.
 * Pure. The cmdlets themselves say nowhere what they do about a partner that is there already, or is not: so it is
 * decided here, and the session's script refuses to write on any other state than the one that was decided on.
 */
import { partnerProblem } from '../../json/partner.ts';
import type { WriteChange } from '../../model/adapter.ts';
import type { ErrorReport } from '../../model/errors.ts';
import { domainsOf, type PartnerSettings } from '../../model/partner.ts';
import { ALL_FIELDS, differingFields, sameSettings } from '../../model/partner-fields.ts';
import { type LivePartner, type Parameters, parametersOf } from './codec.ts';

export type Decision =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly error: ErrorReport }
  | {
      readonly kind: 'write';
      readonly verb: 'New' | 'Set' | 'Remove';
      readonly identity: string;
      readonly values: Parameters;
    };

export function decide(change: WriteChange, live: readonly LivePartner[]): Decision {
  const wrong = changeProblem(change);
  if (wrong !== undefined) return { kind: 'refused', error: wrong };
  const { domain, before, after } = change;
  const found = live.find(({ settings }) => settings.domain === domain);
  const now = found?.settings ?? null;
  if (same(now, after)) return { kind: 'done' };
  if (!same(now, before)) return { kind: 'refused', error: moved(domain, before, now) };
  if (after === null) return { kind: 'write', verb: 'Remove', identity: found?.identity ?? domain, values: {} };
  const conflict = conflictOf(after, live);
  if (conflict !== undefined) return { kind: 'refused', error: conflict };
  if (found === undefined || now === null)
    return { kind: 'write', verb: 'New', identity: domain, values: parametersOf(after, statedFields(after)) };
  return {
    kind: 'write',
    verb: 'Set',
    identity: found.identity,
    values: parametersOf(after, differingFields(now, after)),
  };
}

export function same(a: PartnerSettings | null, b: PartnerSettings | null): boolean {
  return a === null || b === null ? a === b : sameSettings(a, b);
}

/** What New must be told: all but what is none, which is its default. Its partner type would be PublicUnverified. */
function statedFields(partner: PartnerSettings) {
  const isNone = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);
  return [...ALL_FIELDS].filter((field) => !isNone(partner[field]));
}

function changeProblem({ action, domain, after }: WriteChange): ErrorReport | undefined {
  const fits = action === 'remove' ? after === null : after?.domain === domain;
  if (!fits)
    return {
      code: 'bad-change',
      message: `the change (${action} ${domain}) does not say what it should become`,
      hint: 'this is a bug in partnerctl: please report it',
    };
  const problem = after === null ? undefined : (partnerProblem(after) ?? twice(after));
  return problem && { code: 'unrepresentable', ...problem };
}

function twice(partner: PartnerSettings) {
  const domains = domainsOf(partner);
  const found = domains.find((domain, index) => domains.indexOf(domain) !== index);
  return found === undefined ? undefined : { message: `${found} stands twice in ${partner.domain}`, hint: ONCE };
}

const ONCE = 'a domain belongs to one partner, and once';

function moved(domain: string, before: PartnerSettings | null, now: PartnerSettings | null): ErrorReport {
  const what =
    now === null
      ? 'is not there any more'
      : before === null
        ? 'is there already, with other settings'
        : `has changed since it was read (${differingFields(before, now).join(', ')})`;
  return { code: 'moved', message: `${domain} ${what}`, hint: 'plan again: somebody else has written' };
}

/** Whether Lync itself refuses this, no documentation says; two partners that cover one domain mean nothing. */
function conflictOf(after: PartnerSettings, live: readonly LivePartner[]): ErrorReport | undefined {
  const wanted = new Set(domainsOf(after));
  for (const { settings } of live) {
    const shared = settings.domain === after.domain ? undefined : domainsOf(settings).find((each) => wanted.has(each));
    if (shared !== undefined)
      return {
        code: 'domain-conflict',
        message: `${shared} would belong to both ${settings.domain} and ${after.domain}`,
        hint: ONCE,
      };
  }
  return undefined;
}
