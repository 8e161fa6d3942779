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
  /** `unchanged`: there was no block to lift. `failed`: it is not known to be done. */
  readonly outcome: 'blocked' | 'unblocked' | 'unchanged' | 'failed';
  /** The live partner that covers the domain; null: none at present, or not known. */
  readonly partner: string | null;
  /** Why it failed; or, where it is done, why nothing more can be said about it. */
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
    return { deployment: deployment.name, domain, ...(await change(adapter, deployment, options, edges)) };
  } catch (error) {
    if (!(error instanceof PartnerctlError)) throw error;
    return { deployment: deployment.name, domain, outcome: 'failed', partner: null, error: reportOf(error) };
  } finally {
    await adapter?.close();
  }
}

type Done = Pick<BlockResult, 'outcome' | 'partner' | 'error'>;

/** A lost answer is settled by reading; an answer that is there counts also where nothing can be read afterwards. */
async function change(adapter: Adapter, deployment: Deployment, options: BlockOptions, edges: Edges): Promise<Done> {
  const { block, domain, actor } = options;
  if (adapter.block === undefined || adapter.unblock === undefined) throw cannotBlock(deployment);
  await writeDown(deployment, options, edges);
  const wanted = block === null ? null : { ...block, domain, actor, at: edges.now().toISOString() };
  const answer = await orError(() => ask(adapter, domain, wanted, edges.signal));
  const state = await orError(() => adapter.read(edges.signal));
  if (state instanceof PartnerctlError) {
    if (answer instanceof PartnerctlError) throw answer;
    return { outcome: answer, partner: null, error: reportOf(state) };
  }
  const held = state.blocks?.find((each) => each.domain === domain);
  const isThere = wanted === null ? held === undefined : held?.reason === wanted.reason && held.until === wanted.until;
  if (!isThere) throw answer instanceof PartnerctlError ? answer : notHeld(deployment, domain, wanted === null);
  const outcome = answer instanceof PartnerctlError ? (wanted === null ? 'unblocked' : 'blocked') : answer;
  return { outcome, partner: state.partners.find((each) => coversDomain(each, domain))?.domain ?? null };
}

async function ask(
  adapter: Adapter,
  domain: string,
  wanted: Block | null,
  signal: AbortSignal,
): Promise<BlockResult['outcome']> {
  if (wanted === null) return (await adapter.unblock?.(domain, signal)) === true ? 'unblocked' : 'unchanged';
  await adapter.block?.(wanted, signal);
  return 'blocked';
}

async function orError<T>(call: () => Promise<T>): Promise<T | PartnerctlError> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof PartnerctlError) return error;
    throw error;
  }
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

function notHeld({ name }: Deployment, domain: string, lifted: boolean): AdapterError {
  return new AdapterError({
    deployment: name,
    operation: lifted ? 'unblock' : 'block',
    retryable: true,
    message: lifted
      ? `${name} says that it lifted the block of ${domain}, and still shows one`
      : `${name} took the block of ${domain} and does not show it`,
    hint: 'try again, and check on the server',
  });
}
