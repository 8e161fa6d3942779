/** What became of one change, as the port tells it. Pure. */
import type { ChangeResult, WriteChange } from '../../model/adapter.ts';
import type { ErrorReport } from '../../model/errors.ts';
import { differingFields } from '../../model/partner-fields.ts';
import type { WriteAnswer } from './codec.ts';
import { same } from './decision.ts';
import { cmdletFailure } from './problems.ts';

export function done({ action, domain }: WriteChange, warnings: readonly string[] = []): ChangeResult {
  return { action, domain, outcome: 'applied', ...(warnings.length > 0 && { warnings }) };
}

export function failed(
  { action, domain }: WriteChange,
  error: ErrorReport,
  warnings: readonly string[] = [],
): ChangeResult {
  return { action, domain, outcome: 'failed', error, ...(warnings.length > 0 && { warnings }) };
}

export function skipped({ action, domain }: WriteChange): ChangeResult {
  return { action, domain, outcome: 'skipped' };
}

export const MOVING: ErrorReport = {
  code: 'moved',
  message: 'the partners change again and again while this one is to be written',
  hint: 'somebody else is writing: wait for them, then plan again',
};

type Written = Extract<WriteAnswer, { readonly moved: false }>;

/** What was read after it counts, not what the cmdlet said: an error after which all is as wanted is a warning. */
export function resultOf(change: WriteChange, verb: 'New' | 'Set' | 'Remove', answer: Written): ChangeResult {
  const { domain, before, after } = change;
  const { problem, partners } = answer;
  // the readings before and after it warn of the same
  const warnings = [...new Set(answer.warnings)];
  const now = partners.find(({ settings }) => settings.domain === domain)?.settings ?? null;
  const cmdlet = `${verb}-CsXmppAllowedPartner`;
  const error = problem === null ? undefined : cmdletFailure(cmdlet, problem);
  if (same(now, after)) return done(change, error === undefined ? warnings : [...warnings, error.message]);
  if (error !== undefined && same(now, before)) return failed(change, error, warnings);
  const what =
    now === null || after === null
      ? `${domain} is ${now === null ? 'not there' : 'still there'}`
      : `${domain} differs from what was wanted in ${differingFields(now, after).join(', ')}`;
  const message = `${error === undefined ? `${cmdlet} says nothing, and yet` : `${error.message}; and`} ${what}`;
  return failed(
    change,
    { code: 'not-as-wanted', message, hint: 'look at the partner on the server, then plan again' },
    warnings,
  );
}
