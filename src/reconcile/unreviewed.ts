/**
 * The reviewed change is what is applied: every change of a fresh plan was shown on a pull request that was merged
 * since the last apply. What was not is named, and a person can let that one plan through.
 */

import { shortDigest } from '../model/digest-prefix.ts';
import { displayDomain } from '../model/domain-name.ts';
import type { Refusal } from '../model/guard.ts';
import { type Plan, selectors } from '../model/plan.ts';
import type { Reviewed } from '../model/reviewed.ts';
import { thousands } from '../model/thousands.ts';

const NAMED = 10;

/** Undefined: nobody has looked for this deployment, so nothing was reviewed. */
export function unreviewed(plan: Plan, reviewed: Reviewed | undefined): readonly Refusal[] {
  if (reviewed?.plans.includes(plan.digest) === true) return [];
  const seen = new Set(reviewed?.changes);
  const unseen = plan.changes.filter(({ digest }) => !seen.has(digest));
  if (unseen.length === 0) return [];
  const names = unseen.slice(0, NAMED).map(({ action, domain }) => `${action} ${displayDomain(domain)}`);
  const more = unseen.length > NAMED ? ` and ${thousands(unseen.length - NAMED)} more` : '';
  const count = unseen.length === 1 ? '1 change was' : `${thousands(unseen.length)} changes were`;
  return [
    {
      guard: 'unreviewed',
      message: `${count} shown on no pull request merged ${whence(reviewed)}: ${names.join(', ')}${more}`,
      override: `partnerctl apply ${selectors(plan)} --override ${shortDigest(plan.digest)}`,
    },
  ];
}

function whence(reviewed: Reviewed | undefined): string {
  const since = typeof reviewed?.since === 'string' ? `since ${reviewed.since.slice(0, 12)}` : 'so far';
  const pulls = reviewed?.pulls ?? [];
  return pulls.length === 0
    ? `${since} (there is none)`
    : `${since} (${pulls.map((number) => `#${number}`).join(', ')})`;
}
