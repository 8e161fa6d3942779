/**
 * One sentence about a plan for somebody who knows neither fields nor protocols: who gets in, who is cut off, what
 * becomes weaker. It speaks of what the pull request does; what was waiting and what is drift are not its doing.
 */
import type { Change } from '../../model/change.ts';
import { displayDomain } from '../../model/domain-name.ts';
import { permitsDialback, permittedMethods } from '../../model/negotiation.ts';
import { domainsOf } from '../../model/partner.ts';
import { type FailedPlan, isFailed, type Plan, type PlanResult } from '../../model/plan.ts';
import { counted } from '../counts.ts';
import { join, listed, type Phrase, quote, say } from '../phrase.ts';
import { byDoing, dangerWords } from './plan-words.ts';

const SHOWN = 3;

export function headlineOf(result: PlanResult): Phrase {
  return isFailed(result) ? failedHeadline(result) : planHeadline(result);
}

function failedHeadline({ deployment }: FailedPlan): Phrase {
  return say`**${quote(deployment)} could not be planned:** nobody can say what this pull request changes there.`;
}

function planHeadline(plan: Plan): Phrase {
  const { own, waiting, drift } = byDoing(plan, true);
  const where = say` on ${quote(plan.deployment)}`;
  const deeds = deedsOf(own);
  const done: Phrase =
    deeds.length === 0
      ? ['This pull request changes nothing', ...where]
      : ['This pull request ', ...series(deeds), ...where];
  const [reason] = deeds.length === 0 ? [] : reasonsOf(own);
  const others = [
    ...(waiting.length > 0 ? [`${counted(waiting.length, 'change')} of others ${isOrAre(waiting)} waiting there`] : []),
    ...(drift.length > 0 ? [`${counted(drift.length, 'change')} by hand would be put right`] : []),
  ];
  const errors = plan.diagnostics.filter(({ severity }) => severity === 'error').length;
  return [
    ...done,
    ...(reason === undefined ? [] : [': ', ...reason]),
    '.',
    ...dangerWords(own.filter(({ before }) => before === null))
      .filter((words) => words.includes('UNENCRYPTED'))
      .map((words) => ` **${words}.**`),
    ...(others.length > 0 ? [` ${others.join(', and ')}.`] : []),
    ...(errors > 0 ? [` **Not as it is: ${counted(errors, 'error')}.**`] : []),
    ...(plan.refusals.length > 0 ? [' **An apply will be refused, unless somebody means it.**'] : []),
  ];
}

function isOrAre(some: readonly unknown[]): string {
  return some.length === 1 ? 'is' : 'are';
}

/** Weakening comes last, since its reason follows. */
function deedsOf(changes: readonly Change[]): readonly Phrase[] {
  const having = (effect: Change['effects'][number]) => changes.filter(({ effects }) => effects.includes(effect));
  const only = (effect: Change['effects'][number]) => changes.filter(({ effects }) => effects[0] === effect);
  const opened = having('opens').flatMap((change) => orItself(change, gained(change)));
  const closed = having('closes').flatMap((change) => orItself(change, lost(change)));
  const weakened = having('weakens');
  return [
    ...(opened.length > 0 ? [say`lets ${listed(opened, SHOWN)} in`] : []),
    ...(closed.length > 0 ? [say`**cuts** ${listed(closed, SHOWN)} **off**`] : []),
    ...(only('tightens').length > 0 ? [say`asks more of ${names(only('tightens'))}`] : []),
    ...(only('neutral').length > 0 ? [say`changes details of ${names(only('neutral'))}`] : []),
    ...(weakened.length > 0 ? [say`**weakens** ${names(weakened)}`] : []),
  ];
}

function names(changes: readonly Change[]): Phrase {
  return listed(
    changes.map(({ domain }) => displayDomain(domain)),
    SHOWN,
  );
}

function series(deeds: readonly Phrase[]): Phrase {
  if (deeds.length < 2) return deeds.flat();
  return [...join(deeds.slice(0, -1), ', '), ' and ', ...(deeds.at(-1) ?? [])];
}

function orItself(change: Change, domains: readonly string[]): readonly string[] {
  return (domains.length > 0 ? domains : [change.domain]).map(displayDomain);
}

function gained({ before, after }: Change): readonly string[] {
  const had = before === null ? [] : domainsOf(before);
  return after === null ? [] : domainsOf(after).filter((domain) => !had.includes(domain));
}

function lost({ before, after }: Change): readonly string[] {
  const has = after === null ? [] : domainsOf(after);
  return before === null ? [] : domainsOf(before).filter((domain) => !has.includes(domain));
}

/** Why something is weaker, the worst first: one clause for all partners. Empty where nothing is. */
function reasonsOf(changes: readonly Change[]): readonly Phrase[] {
  const weakened = changes.filter(({ effects }) => effects.includes('weakens'));
  const some = (test: (change: Change) => boolean) => weakened.some(test);
  const clauses: readonly Phrase[] = [
    ...(some((change) => gains(change, 'tcp-dialback')) ? [say`unencrypted streams become possible`] : []),
    ...(some((change) => gains(change, 'tls-dialback')) ? [say`a valid certificate is no longer needed`] : []),
    ...(some(gainsTrust) ? [say`strangers there may write to our users uninvited`] : []),
    ...(some(movesProxy) ? [say`whoever answers at another host is believed`] : []),
  ];
  if (clauses.length > 0) return [join(clauses, ', ')];
  return weakened.length > 0 ? [say`a weaker way to authenticate becomes possible`] : [];
}

function gains({ before, after }: Change, method: 'tcp-dialback' | 'tls-dialback'): boolean {
  if (before === null || after === null) return false;
  return permittedMethods(after).includes(method) && !permittedMethods(before).includes(method);
}

function gainsTrust({ before, after }: Change): boolean {
  return before?.partnerType === 'PublicUnverified' && after !== null && after.partnerType !== 'PublicUnverified';
}

function movesProxy({ before, after }: Change): boolean {
  return before !== null && after !== null && before.proxyFqdn !== after.proxyFqdn && permitsDialback(after);
}
