/** What plans say in every format for people: counts, causes, evidence, why something is kept. */

import type { Action, Cause, Change, Effect, EndingSession, Evidence } from '../../model/change.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { displayDomain } from '../../model/domain-name.ts';
import { permittedMethods } from '../../model/negotiation.ts';
import type { PartnerSettings } from '../../model/partner.ts';
import {
  type Blocked,
  isFailed,
  type Plan,
  type PlanResult,
  type PlanSummary,
  type Unmanaged,
  type UnmanagedReason,
} from '../../model/plan.ts';
import { counted, thousands } from '../counts.ts';
import { METHOD_WORDS } from '../method-words.ts';
import { join, listed, type Phrase, type Piece, quote, say } from '../phrase.ts';

export const ACTION_SIGNS: Readonly<Record<Action, string>> = { add: '+', update: '~', remove: '-' };

/** Those that somebody must see are in capitals. */
export const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  weakens: 'WEAKENS',
  closes: 'CLOSES',
  opens: 'opens',
  tightens: 'tightens',
  neutral: 'neutral',
};

const CAUSE_WORDS: Readonly<Record<Cause, string>> = {
  proposed: 'proposed: not on the base yet',
  pending: 'pending: not applied yet',
  drift: 'drift: somebody changed the server by hand',
};

export interface ByDoing {
  /** What a pull request or a commit asks for. */
  readonly own: readonly Change[];
  /** Committed before, and not applied yet. */
  readonly waiting: readonly Change[];
  /** Somebody changed the server by hand. */
  readonly drift: readonly Change[];
}

/**
 * Whose doing each change is; without a base to compare with nothing is told to wait. Where nothing was ever applied,
 * what is not proposed has no cause, and waits.
 */
export function byDoing({ changes, live }: Pick<Plan, 'changes' | 'live'>, comparedToBase: boolean): ByDoing {
  const isDrift = ({ causes }: Change) => causes.length === 1 && causes[0] === 'drift';
  const isWaiting = ({ causes }: Change) =>
    comparedToBase &&
    !causes.includes('proposed') &&
    (causes.includes('pending') || (causes.length === 0 && live.lastApplied === undefined));
  return {
    own: changes.filter((change) => !isDrift(change) && !isWaiting(change)),
    waiting: changes.filter(isWaiting),
    drift: changes.filter(isDrift),
  };
}

export function isDangerous({ effects }: Pick<Change, 'effects'>): boolean {
  return effects.includes('weakens') || effects.includes('closes');
}

/** `1 change WEAKENS security`, `2 changes CLOSE access`: whatever a reader must not miss. Empty where there is nothing. */
export function dangerWords(changes: readonly Change[]): readonly string[] {
  const count = (test: (change: Change) => boolean) => changes.filter(test).length;
  const weakens = count(({ effects }) => effects.includes('weakens'));
  const closes = count(({ effects }) => effects.includes('closes'));
  const plain = count(({ before, after }) => before === null && after !== null && permitsPlaintext(after));
  return [
    ...(weakens > 0 ? [`${counted(weakens, 'change WEAKENS', 'changes WEAKEN')} security`] : []),
    ...(closes > 0 ? [`${counted(closes, 'change CLOSES', 'changes CLOSE')} access`] : []),
    ...(plain > 0 ? [`${counted(plain, 'new partner')} may connect UNENCRYPTED`] : []),
  ];
}

function permitsPlaintext(settings: PartnerSettings): boolean {
  return permittedMethods(settings).includes('tcp-dialback');
}

/** `3 deployments: 1 with changes, 1 without, 1 failed` */
export function overviewWords(results: readonly PlanResult[]): string {
  const failed = results.filter(isFailed).length;
  const changed = results.filter((result) => !isFailed(result) && result.changes.length > 0).length;
  const counts: readonly (readonly [number, string])[] = [
    [changed, 'with changes'],
    [results.length - failed - changed, 'without changes'],
    [failed, 'failed'],
  ];
  const words = counts.filter(([count]) => count > 0).map(([count, what]) => `${thousands(count)} ${what}`);
  return `${counted(results.length, 'deployment')}: ${words.join(', ')}`;
}

/** Those that are not told as a refusal already. */
export function ownDiagnostics({ diagnostics, refusals }: Plan): readonly Diagnostic[] {
  const told = new Set(refusals.map(({ guard }) => `guard-${guard}`));
  return diagnostics.filter(({ code }) => !told.has(code));
}

/** `1 to add, 2 to update, 1 to remove, 12 unchanged, 1 unmanaged` */
export function headlineCounts(summary: PlanSummary): string {
  const counts: readonly (readonly [number, string])[] = [
    [summary.add, 'to add'],
    [summary.update, 'to update'],
    [summary.remove, 'to remove'],
    [summary.unchanged, 'unchanged'],
    [summary.unmanaged, 'unmanaged'],
    [summary.blocked, 'blocked'],
  ];
  return counts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${thousands(count)} ${words}`)
    .join(', ');
}

export function causeWords(causes: readonly Cause[]): string {
  return causes.map((cause) => CAUSE_WORDS[cause]).join(' · ');
}

const ENDED: Readonly<Record<Extract<Evidence, { kind: 'commit' }>['ended'], string>> = {
  deleted: 'removed by',
  narrowed: 'withdrawn from this deployment by',
  redeclared: 'its file was given to another domain by',
};

export function evidenceWords(evidence: Evidence): Phrase {
  if (evidence.kind === 'replaced') return say`replaced by ${listed(evidence.files, 5)}`;
  const { commit, author, date, subject, ended, file } = evidence;
  const who = say`${quote(author)} ${quote(date.slice(0, 10))}: ${quote(subject)} (${file})`;
  // Bare, because forges make a link of it.
  const hash: Piece = /^[0-9a-f]{7,}$/.test(commit) ? commit.slice(0, 7) : { value: commit };
  return [`${ENDED[ended]} `, hash, ' ', ...who];
}

/** `ends 9 sessions: corp.fabrikam.com inbound (TLS dialback), … and 4 more` */
export function sessionWords(sessions: readonly EndingSession[], verb: string, shown: number): Phrase {
  const each = sessions.slice(0, shown).map(({ domain, direction, method }): Phrase => {
    const how = method === null ? 'not authenticated yet' : METHOD_WORDS[method];
    return [{ value: domain }, ` ${direction} (${how})`];
  });
  const left = sessions.length - each.length;
  const count = `${thousands(sessions.length)} ${sessions.length === 1 ? 'session' : 'sessions'}`;
  return [`${verb} ${count}: `, ...join(each, ', '), left > 0 ? ` and ${thousands(left)} more` : ''];
}

/** Why they are kept. */
export const UNMANAGED_WORDS: Readonly<Record<UnmanagedReason, string>> = {
  'never-declared': 'no commit ever declared them here',
  uncommitted: 'their removal is not committed yet',
  'outside-git': 'outside Git nothing can explain a removal',
};

/** By reason, in the order of the reasons' first partners. */
export function byReason(unmanaged: readonly Unmanaged[]): ReadonlyMap<UnmanagedReason, readonly string[]> {
  const groups = new Map<UnmanagedReason, string[]>();
  for (const { reason, domain } of unmanaged) {
    const group = groups.get(reason) ?? [];
    group.push(displayDomain(domain));
    groups.set(reason, group);
  }
  return groups;
}

export function blockedWords({ domain, partner, reason, actor, at, until }: Blocked): Phrase {
  const covered = partner === null || partner === domain ? [] : say` (of ${displayDomain(partner)})`;
  const end = until === null ? ['until it is lifted'] : say`until ${quote(until)}`;
  return say`${displayDomain(domain)}${covered}: "${quote(reason)}", ${quote(actor)} ${quote(at.slice(0, 10))}, ${end}`;
}
