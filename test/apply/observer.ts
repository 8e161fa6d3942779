/** An independent observer: looks at the deployment itself and finds what a ledger says that is not so. */

import type { Change } from '../../src/model/change.ts';
import type { Ledger, LedgerEntry } from '../../src/model/ledger.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { sameSettings } from '../../src/model/partner-fields.ts';
import { released } from '../../src/model/write-order.ts';
import type { SetUp } from './harness.ts';
import { COMMIT } from './plan-between.ts';

/** Empty: the ledger is true. `unknown` is a lie, too, unless reading was impossible. */
export function liesOf(ledger: Ledger, run: SetUp, desired: readonly PartnerSettings[], mayBeUnknown = false) {
  const { plan, deployment } = run;
  const lies = plan.changes.flatMap((change, place) => {
    const told = ledger.results[place];
    const truth = standing(change, deployment.partners.get(change.domain) ?? null);
    if (told !== undefined && told.domain === change.domain && isTrue(told, truth, mayBeUnknown)) return [];
    return [`${change.action} ${change.domain} is ${truth}, told ${told?.outcome} (${told?.error?.code})`];
  });
  const isDesired =
    deployment.partners.size === desired.length &&
    desired.every((partner) => same(deployment.partners.get(partner.domain) ?? null, partner));
  if (ledger.verified && !isDesired) lies.push('told verified, and it is not what was desired');
  if (ledger.verified !== (ledger.unverified.length === 0)) lies.push('verified and unverified contradict each other');
  const recorded = deployment.lastApplied?.commit ?? null;
  if (ledger.recorded !== recorded) lies.push(`recorded is ${recorded}, told ${ledger.recorded}`);
  if (recorded === COMMIT && !isDesired) lies.push('recorded although it is not what was desired');
  const counted = ledger.results.length === plan.changes.length && counts(ledger);
  if (!counted) lies.push('the results and their summary do not fit the plan');
  return lies;
}

type Truth = 'as wanted' | 'as before' | 'half-way' | 'neither';

function standing({ before, after, ...change }: Change, there: PartnerSettings | null): Truth {
  if (same(there, after)) return 'as wanted';
  if (same(there, before)) return 'as before';
  return same(there, released({ ...change, before, after })) ? 'half-way' : 'neither';
}

function isTrue({ outcome, error }: LedgerEntry, truth: Truth, mayBeUnknown: boolean): boolean {
  if (outcome === 'unknown') return mayBeUnknown;
  if (outcome === 'applied') return truth === 'as wanted';
  if (error === undefined && outcome === 'failed') return false;
  if (outcome === 'failed' && error?.code === 'half-written') return truth === 'half-way';
  return truth === 'as before';
}

function counts({ results, summary }: Ledger): boolean {
  const outcomes = ['applied', 'failed', 'skipped', 'unknown'] as const;
  return outcomes.every((each) => results.filter(({ outcome }) => outcome === each).length === summary[each]);
}

function same(a: PartnerSettings | null, b: PartnerSettings | null): boolean {
  return a === null || b === null ? a === b : sameSettings(a, b);
}
