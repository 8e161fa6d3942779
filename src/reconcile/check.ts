/** Files → workspace and all findings, sorted. */

import { findsErrors, lint } from '../lint/lint.ts';
import { RULES } from '../lint/rules.ts';
import { type Loaded, type LoadOptions, load } from '../load/load.ts';
import { LOAD_RULES } from '../load/rules.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareDiagnostics, hasErrors } from '../model/diagnostic.ts';
import type { RuleInfo } from '../model/rule.ts';
import { thousands } from '../model/thousands.ts';
import type { Config, Workspace } from '../model/workspace.ts';
import { PLAN_RULES } from '../plan/rules.ts';
import { PROBE_RULE_FACTS } from '../verdict/rule-facts.ts';
import type { WorkspaceOptions } from './edges.ts';

export interface Checked {
  /** Under the policy that counts. */
  readonly workspace: Workspace;
  /** What the tree's own partnerctl.yaml says. */
  readonly ownConfig: Config;
  readonly diagnostics: readonly Diagnostic[];
  /** How many files were read. */
  readonly files: number;
  /** The text of a file that was read, for showing a line of it. */
  readonly textOf: (file: string) => string | undefined;
}

export interface CheckOptions extends WorkspaceOptions {
  /** Only these partner files, relative to the root. */
  readonly files?: readonly string[];
  /** Judge by this policy instead of the tree's own: that of `--base`. */
  readonly policy?: (own: Config) => Config;
  /** For who goes on where there is no error, and tells nobody of the rest: then it is not looked for. */
  readonly errorsDecide?: boolean;
}

/** Every rule there is, whichever stage finds it. */
export const ALL_RULES: readonly RuleInfo[] = [...LOAD_RULES, ...RULES, ...PLAN_RULES, ...PROBE_RULE_FACTS];

export function check(options: CheckOptions, onProgress?: (text: string) => void): Checked {
  const loaded = load(loadOptions(options, onProgress));
  const workspace =
    options.policy === undefined
      ? loaded.workspace
      : { ...loaded.workspace, config: options.policy(loaded.workspace.config) };
  const { faulty, configBroken } = loaded;
  const context = { workspace, today: options.today, faulty, configBroken };
  const known = [...LOAD_RULES, ...PLAN_RULES, ...PROBE_RULE_FACTS];
  const goesOn = options.errorsDecide === true && !hasErrors(loaded.diagnostics) && !findsErrors(context, known);
  const found = goesOn ? [] : lint(context, known);
  return {
    workspace,
    ownConfig: loaded.workspace.config,
    diagnostics: [...loaded.diagnostics, ...found].sort(compareDiagnostics),
    files: loaded.files,
    textOf: textLookup(loaded),
  };
}

function loadOptions(
  { root, config, files }: CheckOptions,
  onProgress: ((text: string) => void) | undefined,
): LoadOptions {
  return {
    root,
    rules: ALL_RULES,
    ...(config !== undefined && { config }),
    ...(files !== undefined && { files }),
    ...(onProgress !== undefined && {
      onProgress: (done, total) => {
        if (done % 500 === 0) onProgress(`reading partner files ${thousands(done)}/${thousands(total)}`);
      },
    }),
  };
}

function textLookup({ workspace, configSource, texts }: Loaded): (file: string) => string | undefined {
  let byFile: ReadonlyMap<string, string> | undefined;
  return (file) => {
    byFile ??= new Map([
      ...workspace.partners.map(({ source }) => [source.file, source.text] as const),
      ...(configSource === null ? [] : [[configSource.file, configSource.text] as const]),
      ...texts,
    ]);
    return byFile.get(file);
  };
}
