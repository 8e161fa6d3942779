/** `--only`: some of the edits. A domain must not be taken from a partner whose own change was left out. */
import type { Action, Evidence, FieldChange } from '../model/change.ts';
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { PartnerSettings } from '../model/partner.ts';
import { domainsOf } from '../model/partner.ts';
import { domainOwners } from './domain-owners.ts';
import { domainConflict } from './rules/domain-conflict.ts';

/** A change before it is judged. */
export interface Edit {
  readonly action: Action;
  readonly before: PartnerSettings | null;
  readonly after: PartnerSettings | null;
  readonly fields: readonly FieldChange[];
  readonly declared?: DeclaredPartner;
  readonly evidence?: Evidence;
}

export interface Selected {
  readonly edits: readonly Edit[];
  readonly conflicts: readonly Diagnostic[];
  /** Was something left out? */
  readonly partial: boolean;
}

export function select(
  edits: readonly Edit[],
  only: ReadonlySet<string> | null,
  live: readonly PartnerSettings[],
): Selected {
  if (only === null) return { edits, conflicts: [], partial: false };
  const chosen: Edit[] = [];
  const leftOut = new Set<PartnerSettings | null>();
  for (const edit of edits) {
    if (namedBy(edit, only)) chosen.push(edit);
    else leftOut.add(edit.before);
  }
  const changed = new Set(chosen.map(({ before }) => before));
  const staying = domainOwners(live.filter((partner) => !changed.has(partner)));
  const conflicts = chosen.flatMap(({ declared }) => {
    if (declared === undefined) return [];
    return domainsOf(declared.settings).flatMap((domain) => {
      const owner = staying.get(domain);
      // Partners that nobody means to change are judged as undeclared.
      return owner === undefined || !leftOut.has(owner)
        ? []
        : [domainConflict(domain, declared, owner, 'not-selected')];
    });
  });
  return { edits: chosen, conflicts, partial: chosen.length < edits.length };
}

function namedBy({ before, after }: Edit, only: ReadonlySet<string>): boolean {
  const domains = [before, after].flatMap((settings) => (settings === null ? [] : domainsOf(settings)));
  return domains.some((domain) => only.has(domain));
}
