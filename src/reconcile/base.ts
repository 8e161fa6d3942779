/**
 * `--base`: the policy and the connections of the reviewed branch. A pull request cannot redirect where we connect,
 * with what secret, or by what rules it is judged.
 */
import type { Repository } from '../git/repository.ts';
import { readConfig } from '../load/config-file.ts';
import { relativePath } from '../load/load.ts';
import { compareText } from '../model/diagnostic.ts';
import { HistoryError, PartnerctlError, UsageError } from '../model/errors.ts';
import type { PolicyChange } from '../model/policy-change.ts';
import type { Config } from '../model/workspace.ts';
import { DEFAULT_CONFIG } from '../model/workspace.ts';

export interface Base {
  readonly commit: string;
  readonly config: Config;
}

/** The configuration at a ref; without the file there, the embedded default. */
export async function readBase(
  repository: Repository | null,
  ref: string,
  root: string,
  configPath: string,
): Promise<Base> {
  if (repository === null)
    throw new UsageError('--base needs a Git repository, and this folder is none', 'leave --base out');
  const commit = await repository.resolve(ref);
  const file = relativePath(root, configPath);
  const text = (await repository.textsAt(commit, [file])).get(file);
  if (text === null) return { commit, config: DEFAULT_CONFIG };
  if (text === undefined)
    throw new HistoryError(
      'unreadable-base',
      `${file} at ${ref} cannot be read`,
      'it must be a text file of at most 64 KiB',
    );
  const { config } = readConfig(file, text);
  if (config !== undefined) return { commit, config };
  throw new PartnerctlError(
    'broken-base',
    `${file} at ${ref} has errors`,
    `check out ${ref} and run \`partnerctl lint\` there`,
  );
}

/** The base's policy, which judges the tree; deployments that only the tree has are known by name, not planned. */
export function basePolicy(base: Config): (own: Config) => Config {
  return (own) => {
    const known = new Set(base.deployments.map(({ name }) => name));
    return { ...base, deployments: [...base.deployments, ...own.deployments.filter(({ name }) => !known.has(name))] };
  };
}

/** What the tree changes in partnerctl.yaml, value by value, sorted. */
export function policyChanges(base: Config, own: Config): readonly PolicyChange[] {
  const before = flatten(base);
  const after = flatten(own);
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort(compareText)
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => ({ path, before: before.get(path) ?? null, after: after.get(path) ?? null }));
}

/** `deployments.edge-eu.url` → its value as JSON. */
function flatten({ deployments, ...policy }: Config): ReadonlyMap<string, string> {
  const named = Object.fromEntries(deployments.map(({ name, options, ...rest }) => [name, { ...rest, ...options }]));
  const flat = new Map<string, string>();
  const visit = (path: string, value: unknown): void => {
    if (value === null || value === undefined) return;
    if (typeof value !== 'object' || Array.isArray(value)) flat.set(path, JSON.stringify(value));
    else for (const [key, inner] of Object.entries(value)) visit(path === '' ? key : `${path}.${key}`, inner);
  };
  visit('', { ...policy, deployments: named });
  return flat;
}
