/**
 * What becomes of live partners that no file declares here. A removal needs a commit, or files that declare all of
 * the partner's domains; everything else is kept, and said.
 */
import type { Evidence } from '../model/change.ts';
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { UnmanagedPolicy } from '../model/deployment.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/diagnostic.ts';
import type { PartnerSettings } from '../model/partner.ts';
import { domainsOf } from '../model/partner.ts';
import type { Unmanaged, UnmanagedReason } from '../model/plan.ts';
import type { HistoryFacts } from './plan-input.ts';
import { domainConflict } from './rules/domain-conflict.ts';

export interface Removal {
  readonly before: PartnerSettings;
  /** Absent for a partner that no commit ever declared, under `unmanaged: remove`. */
  readonly evidence?: Evidence;
}

export interface Judged {
  readonly removals: readonly Removal[];
  /** All that stay, also those that the policy does not speak of. */
  readonly kept: readonly Unmanaged[];
  readonly conflicts: readonly Diagnostic[];
}

export type DeclaredByDomain = ReadonlyMap<string, DeclaredPartner>;

export function judgeUndeclared(
  undeclared: readonly PartnerSettings[],
  declaredBy: DeclaredByDomain,
  history: Pick<HistoryFacts, 'endings' | 'inGit'>,
  policy: UnmanagedPolicy,
): Judged {
  const removals: Removal[] = [];
  const kept: Unmanaged[] = [];
  const conflicts: Diagnostic[] = [];
  for (const settings of undeclared) {
    const claims = claimsOn(settings, declaredBy);
    if (claims.all) {
      removals.push({ before: settings, evidence: { kind: 'replaced', files: claims.files } });
      continue;
    }
    // What history was not asked about, it does not explain.
    const ended = history.inGit ? history.endings.get(settings.domain) : undefined;
    if (typeof ended === 'object') removals.push({ before: settings, evidence: ended });
    else if (ended === 'never-declared' && policy === 'remove') removals.push({ before: settings });
    else {
      const reason: UnmanagedReason = history.inGit
        ? ended === 'still-declared'
          ? 'uncommitted'
          : 'never-declared'
        : 'outside-git';
      kept.push({ domain: settings.domain, reason, settings });
      for (const [domain, by] of claims.claimed) conflicts.push(domainConflict(domain, by, settings, reason));
    }
  }
  return { removals, kept, conflicts };
}

/** Does a file declare all domains of an undeclared partner? Then nothing is asked of history. */
export function isReplaced(settings: PartnerSettings, declaredBy: DeclaredByDomain): boolean {
  return domainsOf(settings).every((domain) => declaredBy.has(domain));
}

function claimsOn(settings: PartnerSettings, declaredBy: DeclaredByDomain) {
  const claimed: (readonly [string, DeclaredPartner])[] = [];
  for (const domain of domainsOf(settings)) {
    const by = declaredBy.get(domain);
    if (by !== undefined) claimed.push([domain, by]);
  }
  const files = [...new Set(claimed.map(([, by]) => by.source.file))].sort(compareText);
  return { claimed, files, all: isReplaced(settings, declaredBy) };
}

/** Of the domains that are asked for, which are few among many, those that a file declares. */
export function declaredByDomain(desired: readonly DeclaredPartner[], asked: Iterable<string>): DeclaredByDomain {
  const wanted = new Set(asked);
  const found = new Map<string, DeclaredPartner>();
  if (wanted.size === 0) return found;
  for (const declared of desired)
    for (const domain of domainsOf(declared.settings)) if (wanted.has(domain)) found.set(domain, declared);
  return found;
}
