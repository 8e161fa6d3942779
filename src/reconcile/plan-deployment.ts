/** One deployment: connect, read, ask history, plan. What fails here concerns this deployment only. */

import type { Repository } from '../git/repository.ts';
import type { Adapter, AdapterContext, LiveState } from '../model/adapter.ts';
import type { DeclaredPartner } from '../model/declared-partner.ts';
import { isDeclaredFor } from '../model/declared-partner.ts';
import type { Deployment } from '../model/deployment.ts';
import { PartnerctlError, reportOf } from '../model/errors.ts';
import type { PlanResult } from '../model/plan.ts';
import { thousands } from '../model/thousands.ts';
import type { Workspace } from '../model/workspace.ts';
import { diff } from '../plan/diff.ts';
import { makePlan } from '../plan/plan.ts';
import { declaredByDomain, isReplaced } from '../plan/undeclared.ts';
import type { Edges } from './edges.ts';
import { historyFacts, type TreeFacts } from './history-facts.ts';

export interface PlanContext {
  readonly workspace: Workspace;
  readonly workspaceName: string | null;
  readonly repository: Repository | null;
  readonly tree: TreeFacts;
  readonly base: string | null;
  readonly only: ReadonlySet<string> | null;
  /** Reads what the configuration names, where the configuration was read. */
  readonly fileText: AdapterContext['fileText'];
}

/** A plan with the open connection that it was made over; the caller closes it. */
export interface OpenPlan {
  readonly deployment: Deployment;
  readonly result: PlanResult;
  readonly adapter: Adapter | null;
  readonly live: LiveState | null;
  readonly desired: readonly DeclaredPartner[];
}

/** Never throws but for bugs: a deployment that cannot be planned is a failed result. */
export async function planDeployment(deployment: Deployment, context: PlanContext, edges: Edges): Promise<OpenPlan> {
  const desired = context.workspace.partners.filter((partner) => isDeclaredFor(partner, deployment.name));
  let adapter: Adapter | null = null;
  try {
    adapter = await edges.openAdapter(deployment, context.fileText);
    edges.onProgress?.(`reading ${deployment.name}`);
    const live = await adapter.read(edges.signal);
    refuseEmptyFolder(context.workspace, live, deployment);
    return {
      deployment,
      adapter,
      live,
      desired,
      result: await planFrom(deployment, desired, live, adapter, context, edges),
    };
  } catch (error) {
    if (!(error instanceof PartnerctlError)) throw error;
    return {
      deployment,
      adapter,
      live: null,
      desired,
      result: { deployment: deployment.name, error: reportOf(error) },
    };
  }
}

async function planFrom(
  deployment: Deployment,
  desired: readonly DeclaredPartner[],
  live: LiveState,
  adapter: Adapter,
  context: PlanContext,
  edges: Edges,
): Promise<PlanResult> {
  const { capabilities } = adapter;
  // who cannot say how it is, is not planned for
  const health = (await adapter.health?.(edges.signal)) ?? null;
  const difference = diff(desired, live.partners, capabilities);
  const declared = declaredByDomain(difference.undeclared.length === 0 ? [] : desired);
  const undeclared = difference.undeclared
    .filter((partner) => !isReplaced(partner, declared))
    .map(({ domain }) => domain);
  const changing = [
    ...difference.added.map(({ settings }) => settings.domain),
    ...difference.updated.map(({ before }) => before.domain),
    ...difference.undeclared.filter((partner) => isReplaced(partner, declared)).map(({ domain }) => domain),
  ];
  const { repository, tree, base, workspaceName, only } = context;
  const history = await historyFacts({
    repository,
    tree,
    deployment: deployment.name,
    lastApplied: live.lastApplied,
    base,
    undeclared,
    changing,
  });
  const sessions =
    capabilities.sessions && changing.length + undeclared.length > 0
      ? await adapter.sessions?.(edges.signal)
      : undefined;
  return makePlan(
    {
      deployment,
      workspace: workspaceName,
      desired,
      live,
      capabilities,
      sessions: sessions ?? null,
      health,
      history,
      only,
    },
    difference,
  );
}

/** A folder without files is a bad input, never a wish to cut everybody off; nothing overrides that. */
function refuseEmptyFolder({ partners }: Workspace, live: LiveState, { name }: Deployment): void {
  if (partners.length > 0 || live.partners.length === 0) return;
  const count = thousands(live.partners.length);
  throw new PartnerctlError(
    'no-partner-files',
    `partners/ holds no partner file, and ${name} has ${count} live ${live.partners.length === 1 ? 'partner' : 'partners'}`,
    'an empty folder removes nobody: restore the files, or begin with `partnerctl import`',
  );
}
