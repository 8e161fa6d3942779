/** What a lint rule is: its facts, and a pure function from the workspace to findings. */

import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import type { Allow } from '../model/partner-source.ts';
import type { RuleInfo } from '../model/rule.ts';
import type { Workspace } from '../model/workspace.ts';

export interface LintContext {
  readonly workspace: Workspace;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
}

/** A diagnostic without what the rule's facts and the configuration say. */
export type Finding = Omit<Diagnostic, 'code' | 'severity'> & {
  /** Only where one rule finds things of two severities. */
  readonly severity?: Severity;
};

/** A rule that looks at one partner after the other. */
export interface PartnerRule extends RuleInfo {
  readonly scope: 'partner';
  readonly check: (partner: DeclaredPartner, context: LintContext) => readonly Finding[];
}

/** A rule that needs to see all files. */
export interface WorkspaceRule extends RuleInfo {
  readonly scope: 'workspace';
  readonly check: (context: LintContext) => readonly Finding[];
}

/** A rule about allow comments, which runs when it is known what they silenced. */
export interface AllowRule extends RuleInfo {
  readonly scope: 'allow';
  readonly check: (allow: Allow, facts: AllowFacts) => readonly Omit<Finding, 'range'>[];
}

export interface AllowFacts {
  /** The rule that the comment names, where there is one. */
  readonly rule: RuleInfo | undefined;
  /** The severity it has here. */
  readonly severity: Severity | 'off' | undefined;
  readonly ruleCodes: readonly string[];
  /** How many findings the comment silenced. */
  readonly silenced: number;
}

export type Rule = PartnerRule | WorkspaceRule | AllowRule;

export const NOTHING: readonly Finding[] = [];
