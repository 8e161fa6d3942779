/**
 * `--only`: some of the edits. A domain that moves, moves whole: it is not taken from a partner whose own edit was left
 * out, and not given up while the edit of the partner that takes it was.
 */
import type { Action, Evidence, FieldChange } from '../model/change.ts';
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { PartnerSettings } from '../model/partner.ts';
import { domainsOf } from '../model/partner.ts';
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

export function select(edits: readonly Edit[], only: ReadonlySet<string> | null): Selected {
  if (only === null) return { edits, conflicts: [], partial: false };
  const chosen: Edit[] = [];
  const leftOut: Edit[] = [];
  for (const edit of edits) (isNamed(edit, only) ? chosen : leftOut).push(edit);
  const conflicts = [...halfMoves(chosen, leftOut), ...halfMoves(leftOut, chosen)];
  return { edits: chosen, conflicts, partial: leftOut.length > 0 };
}

function isNamed({ before, after }: Edit, only: ReadonlySet<string>): boolean {
  const domains = [before, after].flatMap((settings) => (settings === null ? [] : domainsOf(settings)));
  return domains.some((domain) => only.has(domain));
}

/** Domains that one side gives up and the other takes. Partners without an edit are judged as undeclared. */
function halfMoves(givers: readonly Edit[], takers: readonly Edit[]): readonly Diagnostic[] {
  const givenUpBy = new Map<string, PartnerSettings>();
  for (const { before, after } of givers)
    if (before !== null) for (const domain of without(before, after)) givenUpBy.set(domain, before);
  return takers.flatMap(({ declared, before, after }) => {
    if (declared === undefined || after === null) return [];
    return without(after, before).flatMap((domain) => {
      const giver = givenUpBy.get(domain);
      return giver === undefined ? [] : [domainConflict(domain, declared, giver, 'not-selected')];
    });
  });
}

/** The domains of one partner that the other does not cover. */
function without(one: PartnerSettings, other: PartnerSettings | null): readonly string[] {
  if (other === null) return domainsOf(one);
  const covered = new Set(domainsOf(other));
  return domainsOf(one).filter((domain) => !covered.has(domain));
}
