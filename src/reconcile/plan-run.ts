/** Files + live deployments → plans. Deployments are read side by side; one that fails neither stops nor hides the others. */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { bounded } from '../apply/bounded.ts';
import type { Repository } from '../git/repository.ts';
import { CONFIG_FILE, relativePath } from '../load/load.ts';
import type { Deployment } from '../model/deployment.ts';
import { hasErrors } from '../model/diagnostic.ts';
import { UsageError } from '../model/errors.ts';
import { coversDomain } from '../model/partner.ts';
import { PARTNERS_FOLDER } from '../model/partner-file-name.ts';
import type { PolicyChange } from '../model/policy-change.ts';
import { nearest } from '../model/suggest.ts';
import { basePolicy, policyChanges, readBase } from './base.ts';
import { type Checked, check } from './check.ts';
import type { Edges, WorkspaceOptions } from './edges.ts';
import type { TreeFacts } from './history-facts.ts';
import { atCommit, inTree } from './named-file.ts';
import { type OpenPlan, planDeployment } from './plan-deployment.ts';
import { refuseOthers, type Sole } from './sole-deployment.ts';

export interface PlanOptions extends WorkspaceOptions {
  /** Names; empty: all. */
  readonly deployments: readonly string[];
  /** Domains in their canonical form; empty: all. */
  readonly only: readonly string[];
  /** For the selection of a saved plan: that it is stale says more than that nobody covers a domain any more. */
  readonly onlyMayBeGone?: boolean;
  /** A ref, the branch that a pull request is to be merged into. */
  readonly base?: string;
  /** For what is made of one deployment of one kind. */
  readonly sole?: Sole;
}

export type PlanRun =
  /** Errors in the files: no plan at all. */
  | { readonly kind: 'invalid'; readonly checked: Checked }
  | {
      readonly kind: 'planned';
      readonly checked: Checked;
      readonly plans: readonly OpenPlan[];
      readonly policyChanges: readonly PolicyChange[];
    };

/** How many deployments are read or written at once. */
export const DEPLOYMENTS_AT_ONCE = 4;

/** The caller closes the adapters of the plans. */
export async function openPlans(options: PlanOptions, edges: Edges): Promise<PlanRun> {
  const repository = await edges.openRepository();
  const configPath = options.config ?? join(options.root, CONFIG_FILE);
  // Git works while the files are parsed: one turn of the event loop, and its processes have been started.
  const treeFacts = readTree(repository, [PARTNERS_FOLDER, relativePath(options.root, configPath)]);
  treeFacts.catch(() => undefined);
  await setImmediate();
  const base = options.base === undefined ? null : await readBase(repository, options.base, options.root, configPath);
  const policy = base === null ? {} : { policy: basePolicy(base.config) };
  const checked = check({ ...options, ...policy, errorsDecide: true }, edges.onProgress);
  if (hasErrors(checked.diagnostics)) return { kind: 'invalid', checked };
  const { config } = base ?? checked.workspace;
  const context = {
    workspace: checked.workspace,
    workspaceName: config.workspace,
    repository,
    tree: await treeFacts,
    base: base?.commit ?? null,
    only: options.only.length === 0 ? null : new Set(options.only),
    fileText: base === null || repository === null ? inTree(options.root) : atCommit(repository, base.commit),
  };
  const chosen = chooseDeployments(config.deployments, options.deployments);
  if (options.sole !== undefined) refuseOthers(chosen, config.deployments, options.sole);
  const plans = await bounded(DEPLOYMENTS_AT_ONCE, chosen, (deployment) => planDeployment(deployment, context, edges));
  const unknown = options.onlyMayBeGone === true ? undefined : unknownDomain(context.only, plans, checked);
  if (unknown !== undefined) {
    await closeAll(plans);
    throw unknown;
  }
  return {
    kind: 'planned',
    checked,
    plans,
    policyChanges: base === null ? [] : policyChanges(base.config, checked.ownConfig),
  };
}

export async function closeAll(plans: readonly OpenPlan[]): Promise<void> {
  await Promise.all(plans.map(async ({ adapter }) => await adapter?.close()));
}

async function readTree(repository: Repository | null, paths: readonly string[]): Promise<TreeFacts> {
  if (repository === null) return { commit: null, uncommitted: false };
  const [commit, uncommitted] = await Promise.all([repository.head(), repository.isChanged(paths)]);
  return { commit, uncommitted };
}

export function chooseDeployments(all: readonly Deployment[], names: readonly string[]): readonly Deployment[] {
  if (names.length === 0) return all;
  const known = all.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    throw new UsageError(
      `there is no deployment ${JSON.stringify(name)} in partnerctl.yaml`,
      meant === undefined
        ? known.length === 1
          ? `its only deployment is ${known.join()}`
          : `its deployments are ${known.join(', ')}`
        : `did you mean ${meant}?`,
    );
  }
  return all.filter(({ name }) => names.includes(name));
}

function unknownDomain(
  only: ReadonlySet<string> | null,
  plans: readonly OpenPlan[],
  { workspace }: Checked,
): UsageError | undefined {
  if (only === null || plans.some(({ live }) => live === null)) return undefined;
  const partners = [
    ...workspace.partners.map(({ settings }) => settings),
    ...plans.flatMap(({ live }) => live?.partners ?? []),
  ];
  for (const domain of only) {
    if (partners.some((partner) => coversDomain(partner, domain))) continue;
    const meant = nearest(
      domain,
      partners.map((partner) => partner.domain),
    );
    return new UsageError(
      `no partner, in a file or live, covers ${domain}`,
      meant === undefined ? 'see `partnerctl explain` for what is covered' : `did you mean ${meant}?`,
    );
  }
  return undefined;
}
