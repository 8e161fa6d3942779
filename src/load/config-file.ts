/** `partnerctl.yaml`: text → config and findings. Pure, so that the file at `--base` is read the same way. */
import type { Deployment } from '../model/deployment.ts';
import { DEFAULT_GUARDS } from '../model/deployment.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/diagnostic.ts';
import type { RuleInfo } from '../model/rule.ts';
import type { SourceText } from '../model/source.ts';
import type { Config } from '../model/workspace.ts';
import { DEFAULT_CONFIG } from '../model/workspace.ts';
import { parseYaml } from '../yaml/parse.ts';
import { plainValue, type YamlMap } from '../yaml/tree.ts';
import { configFindings } from './config-findings.ts';
import { validateConfig } from './generated/validators.js';
import { fromYamlProblem } from './rules/plain-yaml.ts';
import { fromAjvErrors, wrongRoot } from './rules/schema.ts';
import { CONFIG_VOCABULARY } from './rules/schema-words.ts';
import { soundFindings } from './sound-findings.ts';

export interface ReadConfig {
  /** Absent where there are errors. */
  readonly config?: Config;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: ConfigSource;
}

export interface ConfigSource extends SourceText {
  readonly root: YamlMap | null;
}

/** `rules`: every rule there is, whichever stage finds it; without them the names under `rules:` are not checked. */
export function readConfig(file: string, text: string, rules?: readonly RuleInfo[]): ReadConfig {
  const source: SourceText = { file, text };
  const { root, problems, soundUntil } = parseYaml(text);
  const diagnostics = problems.map((problem) => fromYamlProblem(source, problem));
  if (root?.kind !== 'map') {
    if (problems.length === 0)
      diagnostics.push(wrongRoot(source, root, 'remove the file, or state `workspace:` and `deployments:`'));
    return { diagnostics, source: { ...source, root: null } };
  }
  const value = plainValue(root);
  const errors = validateConfig(value) ? [] : (validateConfig.errors ?? []);
  const found = [
    ...fromAjvErrors(source, root, errors, CONFIG_VOCABULARY),
    ...configFindings(source, root, rules, errors.length === 0),
  ];
  diagnostics.push(...soundFindings(found, problems, source, soundUntil));
  const withRoot = { ...source, root };
  return diagnostics.length > 0
    ? { diagnostics, source: withRoot }
    : { config: toConfig(value as WrittenConfig), diagnostics, source: withRoot };
}

interface WrittenDeployment extends Partial<Pick<Deployment, 'unmanaged'>> {
  readonly adapter: string;
  readonly guards?: Partial<Deployment['guards']>;
  readonly [option: string]: unknown;
}

type WrittenConfig = Partial<Pick<Config, 'localDomains' | 'weakestMethod' | 'rules'>> & {
  readonly workspace?: string;
  readonly deployments?: Readonly<Record<string, WrittenDeployment>>;
};

function toConfig(written: WrittenConfig): Config {
  const deployments = Object.entries(written.deployments ?? {}).map(([name, deployment]) =>
    toDeployment(name, deployment),
  );
  return {
    workspace: written.workspace ?? DEFAULT_CONFIG.workspace,
    localDomains: written.localDomains ?? DEFAULT_CONFIG.localDomains,
    weakestMethod: written.weakestMethod ?? DEFAULT_CONFIG.weakestMethod,
    rules: { ...written.rules },
    deployments:
      deployments.length === 0 ? DEFAULT_CONFIG.deployments : deployments.sort((a, b) => compareText(a.name, b.name)),
  };
}

function toDeployment(name: string, { adapter, unmanaged, guards, ...options }: WrittenDeployment): Deployment {
  return { name, adapter, unmanaged: unmanaged ?? 'report', guards: { ...DEFAULT_GUARDS, ...guards }, options };
}
