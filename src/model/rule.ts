/** What a rule is, apart from how it finds: its name, its severity, and whether `partnerctl.yaml` may change that. */
import type { Severity } from './diagnostic.ts';

export type RuleSeverity = Severity | 'off';

export interface RuleInfo {
  /** Also the diagnostic's code and the heading in docs/rules.md. */
  readonly code: string;
  readonly severity: RuleSeverity;
  /** May `rules:` in partnerctl.yaml set another severity? */
  readonly configurable: boolean;
  /** One sentence: what it finds. */
  readonly summary: string;
}
