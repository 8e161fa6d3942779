/** `partnerctl.yaml`: text → config and findings. Pure, so that the file at `--base` is read the same way. */
import { posix } from 'node:path';
import type { Deployment } from '../model/deployment.ts';
import { DEFAULT_GUARDS } from '../model/deployment.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/diagnostic.ts';
import { checkDomain } from '../model/domain-name.ts';
import type { SourceText } from '../model/source.ts';
import type { Config } from '../model/workspace.ts';
import { DEFAULT_CONFIG } from '../model/workspace.ts';
import { parseYaml } from '../yaml/parse.ts';
import { findNode, plainValue, type YamlMap } from '../yaml/tree.ts';
import { validateConfig } from './generated/validators.js';
import { fromYamlProblem } from './rules/plain-yaml.ts';
import { fromAjvErrors, schemaFinding, wrongRoot } from './rules/schema.ts';
import { CONFIG_VOCABULARY } from './rules/schema-words.ts';

export interface ReadConfig {
  /** Absent where there are errors. */
  readonly config?: Config;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the file states the severity of rules, so that lint can point there. */
  readonly source: ConfigSource;
}

export interface ConfigSource extends SourceText {
  readonly root: YamlMap | null;
}

export function readConfig(file: string, text: string): ReadConfig {
  const source: SourceText = { file, text };
  const { root, problems } = parseYaml(text);
  const diagnostics = problems.map((problem) => fromYamlProblem(source, problem));
  if (root?.kind !== 'map') {
    if (problems.length === 0)
      diagnostics.push(wrongRoot(source, root, 'remove the file, or state `workspace:` and `deployments:`'));
    return { diagnostics, source: { ...source, root: null } };
  }
  const value = plainValue(root);
  if (!validateConfig(value))
    diagnostics.push(...fromAjvErrors(source, root, validateConfig.errors ?? [], CONFIG_VOCABULARY));
  else diagnostics.push(...findings(value as WrittenConfig, root, source));
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

/** What the schema cannot say. */
function findings(written: WrittenConfig, root: YamlMap, source: SourceText): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [index, domain] of (written.localDomains ?? []).entries()) {
    const check = checkDomain(domain);
    if (check.kind === 'ok') continue;
    const { node } = findNode(root, ['localDomains', String(index)]);
    const hint = check.kind === 'form' ? `write ${check.canonical}` : check.hint;
    found.push(
      schemaFinding(
        source,
        node.span,
        `localDomains: "${domain}" is not a domain as it should be written: ${check.reason}`,
        hint,
      ),
    );
  }
  for (const [name, deployment] of Object.entries(written.deployments ?? {})) {
    const path = deployment['path'];
    if (typeof path !== 'string' || staysInside(path)) continue;
    const { node } = findNode(root, ['deployments', name, 'path']);
    found.push(
      schemaFinding(
        source,
        node.span,
        `path: "${path}" leads out of the repository`,
        'write a relative path inside it, such as .partnerctl/local.json',
      ),
    );
  }
  return found;
}

function staysInside(path: string): boolean {
  const normal = posix.normalize(path.replaceAll('\\', '/'));
  return (
    !posix.isAbsolute(normal) &&
    !/^[A-Za-z]:/.test(normal) &&
    normal !== '..' &&
    !normal.startsWith('../') &&
    normal !== '.' &&
    !normal.endsWith('/')
  );
}
