/** Blocks: at once, without a commit, on one deployment after the other. Works also while partner files have errors. */
import { join } from 'node:path';
import { fileJournal } from '../apply/journal.ts';
import type { Adapter } from '../model/adapter.ts';
import type { Block } from '../model/block.ts';
import type { Deployment } from '../model/deployment.ts';
import { AdapterError, type ErrorReport, PartnerctlError, reportOf, UsageError } from '../model/errors.ts';
import { coversDomain } from '../model/partner.ts';
import type { Config } from '../model/workspace.ts';
import type { Edges, WorkspaceOptions } from './edges.ts';
import { inTree } from './named-file.ts';
import { chooseDeployments } from './plan-run.ts';
import { JOURNAL, stateFolder } from './state-folder.ts';

export interface BlockResult {
  readonly deployment: string;
  readonly domain: string;
  /** `unchanged`: there was no block to lift. */
  readonly outcome: 'blocked' | 'unblocked' | 'unchanged' | 'failed';
  /** The live partner that covers the domain; null: none at present. */
  readonly partner: string | null;
  readonly error?: ErrorReport;
}

export interface BlockOptions extends WorkspaceOptions {
  readonly policy: Config;
  readonly deployments: readonly string[];
  readonly domain: string;
  readonly actor: string;
  /** Null: lift the block. */
  readonly block: { readonly reason: string; readonly until: string | null } | null;
  /** Why it is lifted, for the journal. */
  readonly liftedBecause?: string;
}

export async function runBlock(options: BlockOptions, edges: Edges): Promise<readonly BlockResult[]> {
  const { policy, deployments } = options;
  if (deployments.length === 0 && policy.deployments.length > 1) {
    const names = policy.deployments.map(({ name }) => name).join(', ');
    throw new UsageError('there are several deployments', `name one or more of them with --deployment: ${names}`);
  }
  const results: BlockResult[] = [];
  for (const deployment of chooseDeployments(policy.deployments, deployments))
    results.push(await onDeployment(deployment, options, edges));
  return results;
}

async function onDeployment(deployment: Deployment, options: BlockOptions, edges: Edges): Promise<BlockResult> {
  const { domain } = options;
  let adapter: Adapter | null = null;
  try {
    adapter = await edges.openAdapter(deployment, inTree(options.root));
    const outcome = await change(adapter, deployment, options, edges);
    const { partners } = await adapter.read(edges.signal);
    const partner = partners.find((candidate) => coversDomain(candidate, domain))?.domain ?? null;
    return { deployment: deployment.name, domain, outcome, partner };
  } catch (error) {
    if (!(error instanceof PartnerctlError)) throw error;
    return { deployment: deployment.name, domain, outcome: 'failed', partner: null, error: reportOf(error) };
  } finally {
    await adapter?.close();
  }
}

async function change(
  adapter: Adapter,
  deployment: Deployment,
  options: BlockOptions,
  edges: Edges,
): Promise<BlockResult['outcome']> {
  const { block, domain, actor } = options;
  if (adapter.block === undefined || adapter.unblock === undefined) throw cannotBlock(deployment);
  await writeDown(deployment, options, edges);
  if (block === null) return (await adapter.unblock(domain, edges.signal)) ? 'unblocked' : 'unchanged';
  const wanted: Block = { domain, reason: block.reason, until: block.until, actor, at: edges.now().toISOString() };
  await adapter.block(wanted, edges.signal);
  const { blocks = [] } = await adapter.read(edges.signal);
  if (!blocks.some((held) => held.domain === domain)) throw notHeld(deployment, domain);
  return 'blocked';
}

async function writeDown(
  deployment: Deployment,
  { root, policy, actor, domain, block, liftedBecause }: BlockOptions,
  edges: Edges,
): Promise<void> {
  const journal = fileJournal(join(stateFolder(root), JOURNAL), edges.run);
  await journal.append([
    {
      at: edges.now().toISOString(),
      run: edges.run,
      deployment: deployment.name,
      event: block === null ? 'unblock' : 'block',
      actor,
      workspace: policy.workspace,
      commit: null,
      plan: null,
      domain,
      ...(block !== null && { reason: block.reason, until: block.until }),
      ...(liftedBecause !== undefined && { reason: liftedBecause }),
    },
  ]);
}

function cannotBlock({ name, adapter }: Deployment): PartnerctlError {
  return new PartnerctlError(
    'blocks-unsupported',
    `${name} (${adapter}) cannot hold blocks`,
    'cut the partner off on the server itself, then remove its file',
  );
}

function notHeld({ name }: Deployment, domain: string): AdapterError {
  return new AdapterError({
    deployment: name,
    operation: 'block',
    retryable: true,
    message: `${name} took the block of ${domain} and does not show it`,
    hint: 'try again, and check on the server',
  });
}
