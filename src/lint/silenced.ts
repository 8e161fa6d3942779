/** What allow comments silence, and what they could not. */
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Severity } from '../model/diagnostic.ts';
import type { Allow } from '../model/partner-source.ts';
import type { RuleInfo } from '../model/rule.ts';
import type { Finding } from './rule.ts';

/** `except`: the comment that the finding is about, which cannot silence what is said of itself. */
export type Report = (rule: RuleInfo, finding: Finding, except?: Allow) => void;

export interface Tally {
  /** By file; only files that have comments. */
  readonly allows: ReadonlyMap<string, readonly Allow[]>;
  readonly silenced: Map<Allow, number>;
  /** `<file> <code>` of errors in files with comments. */
  readonly errors: Set<string>;
}

export function newTally(partners: readonly DeclaredPartner[]): Tally {
  const commented = partners.filter(({ source }) => source.allows.length > 0);
  return {
    allows: new Map(commented.map(({ source }) => [source.file, source.allows])),
    silenced: new Map(),
    errors: new Set(),
  };
}

/** A comment without a reason silences nothing, and none an error. */
export function isSilenced(
  tally: Tally,
  code: string,
  severity: Severity,
  { range }: Finding,
  except?: Allow,
): boolean {
  const allows = range === undefined ? undefined : tally.allows.get(range.file);
  if (allows === undefined) return false;
  if (severity === 'error') {
    tally.errors.add(`${range?.file} ${code}`);
    return false;
  }
  const allow = allows.find((candidate) => candidate.rule === code && candidate.reason !== '' && candidate !== except);
  if (allow === undefined) return false;
  tally.silenced.set(allow, (tally.silenced.get(allow) ?? 0) + 1);
  return true;
}
