/**
 * A deployment in memory, with any capabilities: what tests of the core apply to. `memoryDeployment(options)` is the
 * server, `deployment.adapter()` a connection to it (as many as wanted, each closed on its own).
 *
 *   const deployment = memoryDeployment({ partners: [fabrikam], capabilities: { atomic: false, compareAndSet: false } });
 *   const adapter = deployment.adapter();
 *   deployment.outOfBand((partners) => partners.delete('fabrikam.com'));   // somebody changes it by hand
 *   deployment.writes;                                                     // every batch that reached it
 *
 * It keeps to the port to the letter (the contract suite runs on it); faults are what fault-adapter.ts is for.
 */

import type { LiveState, Session, WriteChange, WriteContext } from '../../src/model/adapter.ts';
import { type Adapter, type Capabilities, type LastApplied, REVISION_MOVED } from '../../src/model/adapter.ts';
import type { Block } from '../../src/model/block.ts';
import { partnersDigest } from '../../src/model/digest.ts';
import { AdapterError, type AdapterOperation } from '../../src/model/errors.ts';
import type { Health } from '../../src/model/health.ts';
import type { Observed } from '../../src/model/observed.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { ALL_FIELDS } from '../../src/model/partner-fields.ts';
import { writeBatch } from './memory-write.ts';

export const ALL_CAPABILITIES: Capabilities = {
  fields: ALL_FIELDS,
  fixed: {},
  partly: {},
  atomic: true,
  compareAndSet: true,
  recordsCommit: true,
  sessions: true,
  blocks: true,
  concurrency: 1,
  takesEffect: 'at once',
  openSessions: 'ended',
};

export interface MemoryOptions {
  readonly name?: string;
  /** What is not given is as in ALL_CAPABILITIES. */
  readonly capabilities?: Partial<Capabilities>;
  readonly partners?: readonly PartnerSettings[];
  readonly lastApplied?: LastApplied;
  readonly blocks?: readonly Block[];
  readonly sessions?: readonly Session[];
  /** Does the server keep sessions that a change no longer permits? A good one ends them. */
  readonly keepsSessions?: boolean;
  /** What the server says of itself, where it is not that all is well; without it the adapter has no `health`. */
  readonly health?: () => Partial<Health>;
  /** What it has seen; without it the adapter has no `observed`. */
  readonly observed?: () => Observed;
  readonly now?: () => Date;
}

/** The server. Everything is mutable: a test may set it up as it likes. */
export interface MemoryDeployment {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly partners: Map<string, PartnerSettings>;
  readonly blocks: Map<string, Block>;
  lastApplied: LastApplied | undefined;
  sessions: readonly Session[];
  readonly keepsSessions: boolean;
  readonly now: () => Date;
  /** Every batch that was not turned away, with what came with it. */
  readonly writes: { readonly changes: readonly WriteChange[]; readonly context: WriteContext }[];
  /** How often the state was read. */
  reads: number;
  outOfBand(change: (partners: Map<string, PartnerSettings>) => void): void;
  revision(): string;
  adapter(): Adapter;
}

export function memoryDeployment(options: MemoryOptions = {}): MemoryDeployment {
  const deployment: MemoryDeployment = {
    name: options.name ?? 'memory',
    capabilities: { ...ALL_CAPABILITIES, ...options.capabilities },
    partners: new Map((options.partners ?? []).map((partner) => [partner.domain, partner])),
    blocks: new Map((options.blocks ?? []).map((block) => [block.domain, block])),
    lastApplied: options.lastApplied,
    sessions: options.sessions ?? [],
    keepsSessions: options.keepsSessions ?? false,
    now: options.now ?? (() => new Date('2030-01-01T00:00:00Z')),
    writes: [],
    reads: 0,
    outOfBand: (change) => change(deployment.partners),
    revision: () => partnersDigest([...deployment.partners.values()]),
    adapter: () => connect(deployment, options),
  };
  return deployment;
}

function connect(deployment: MemoryDeployment, { health, observed }: MemoryOptions): Adapter {
  const { capabilities } = deployment;
  let closed = false;
  const begin = async (operation: AdapterOperation, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (closed) throw refusal(deployment, operation, 'adapter-closed', 'the adapter is closed');
    await Promise.resolve();
  };
  return {
    capabilities,
    read: async (signal) => {
      await begin('read', signal);
      deployment.reads += 1;
      return stateOf(deployment);
    },
    write: async (changes, context) => {
      await begin('write', context.signal);
      if (capabilities.compareAndSet && context.revision !== deployment.revision())
        throw refusal(deployment, 'write', REVISION_MOVED, 'the revision has moved');
      deployment.writes.push({ changes, context });
      return writeBatch(deployment, changes, context);
    },
    ...(capabilities.sessions && {
      sessions: async (signal: AbortSignal) => {
        await begin('sessions', signal);
        return [...deployment.sessions];
      },
    }),
    ...(health !== undefined && {
      health: async (signal: AbortSignal) => {
        await begin('health', signal);
        return { ...WELL, revision: deployment.revision(), ...health() };
      },
    }),
    ...(observed !== undefined && {
      observed: async (signal: AbortSignal) => {
        await begin('observed', signal);
        return observed();
      },
    }),
    ...(capabilities.blocks && {
      block: async (block: Block, signal: AbortSignal) => {
        await begin('block', signal);
        deployment.blocks.set(block.domain, block);
      },
      unblock: async (domain: string, signal: AbortSignal) => {
        await begin('unblock', signal);
        const held = blocksInForce(deployment).some((block) => block.domain === domain);
        deployment.blocks.delete(domain);
        return held;
      },
    }),
    close: async () => {
      closed = true;
    },
  };
}

const WELL: Omit<Health, 'revision'> = { enforcing: true, mode: 'enforce', reasons: [], limits: [], departures: [] };

/** Newest first: the core must not rely on an order. */
function stateOf(deployment: MemoryDeployment): LiveState {
  const { capabilities, lastApplied } = deployment;
  return {
    partners: [...deployment.partners.values()].reverse(),
    revision: deployment.revision(),
    ...(capabilities.recordsCommit && lastApplied !== undefined && { lastApplied }),
    ...(capabilities.blocks && { blocks: blocksInForce(deployment) }),
  };
}

function blocksInForce({ blocks, now }: MemoryDeployment): readonly Block[] {
  const today = now().toISOString().slice(0, 10);
  return [...blocks.values()].filter((block) => block.until === null || block.until >= today);
}

function refusal(deployment: MemoryDeployment, operation: AdapterOperation, code: string, message: string) {
  return new AdapterError({
    deployment: deployment.name,
    operation,
    retryable: false,
    code,
    message: `${deployment.name}: ${message}`,
    hint: 'this is a test',
  });
}
