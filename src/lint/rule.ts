/** What a lint rule is: its facts, and a pure function from the workspace to findings. */

import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import type { PartnerSettings } from '../model/partner.ts';
import type { FILE_ONLY_FIELDS } from '../model/partner-fields.ts';
import type { Allow } from '../model/partner-source.ts';
import type { RuleInfo } from '../model/rule.ts';
import type { Workspace } from '../model/workspace.ts';

export interface LintContext {
  readonly workspace: Workspace;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
  /** Files that have errors already, as far as they can be understood, so that all their errors are told at once. */
  readonly faulty?: readonly FaultyPartner[];
  /** Does a default stand in for a partnerctl.yaml with errors? Then nothing is said about the deployments in it. */
  readonly configBroken?: boolean;
}

export interface FaultyPartner {
  readonly partner: DeclaredPartner;
  /** The keys for which defaults stand in. */
  readonly spoiled: ReadonlySet<string>;
}

/** A key of a partner file. */
export type FileKey = keyof PartnerSettings | (typeof FILE_ONLY_FIELDS)[number];

/** A diagnostic without what the rule's facts and the configuration say. */
export type Finding = Omit<Diagnostic, 'code' | 'severity'> & {
  /** Only where one rule finds things of two severities. */
  readonly severity?: Severity;
};

interface LintRule extends RuleInfo {
  /** The severity of its milder findings, where it has two. */
  readonly milder?: Severity;
}

/** A rule that looks at one partner after the other. */
export interface PartnerRule extends LintRule {
  readonly scope: 'partner';
  /**
   * Where one of these keys is spoiled, it is not asked: it would judge a default. What it judges value by value, and
   * finds nothing in where it is left out, is not among them.
   */
  readonly reads: readonly FileKey[];
  readonly check: (partner: DeclaredPartner, context: LintContext) => readonly Finding[];
}

/** A rule that needs to see all files. */
export interface WorkspaceRule extends LintRule {
  readonly scope: 'workspace';
  readonly check: (context: LintContext) => readonly Finding[];
}

/** A rule about allow comments, which runs when it is known what they silenced. */
export interface AllowRule extends LintRule {
  readonly scope: 'allow';
  readonly check: (allow: Allow, facts: AllowFacts) => readonly Omit<Finding, 'range'>[];
}

export interface AllowFacts {
  /** The rule that the comment names, where there is one. */
  readonly rule: RuleInfo | undefined;
  /** Can a comment silence it at all? Not an error, nor what only the plan finds. */
  readonly silenceable: boolean;
  /** The severity it has here. */
  readonly severity: Severity | 'off' | undefined;
  /** The names of all rules that a comment can silence. */
  readonly silenceableCodes: readonly string[];
  /** How many findings the comment silenced; undefined where the file has errors, so that it cannot be known. */
  readonly silenced: number | undefined;
}

export type Rule = PartnerRule | WorkspaceRule | AllowRule;

export const NOTHING: readonly never[] = [];
