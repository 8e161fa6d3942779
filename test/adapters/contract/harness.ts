/** What the contract suite needs to know of an adapter under test, and the few moves that its checks are made of. */
import { expect } from 'vitest';
import type { Adapter, ChangeResult, LiveState, WriteChange, WriteContext } from '../../../src/model/adapter.ts';
import { compareText } from '../../../src/model/diagnostic.ts';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import { differingFields, sameSettings } from '../../../src/model/partner-fields.ts';
import { held } from '../../support/partners-arbitrary.ts';

/** One fresh, empty deployment. */
export interface Harness {
  readonly adapter: Adapter;
  /** Another connection to the same deployment, as from another process. */
  connect(): Promise<Adapter>;
  /** The deployment stops and starts again; returns a new connection. */
  restart(): Promise<Adapter>;
  /** Somebody adds the partner by hand, without an adapter. */
  addByHand(partner: PartnerSettings): Promise<void>;
  /** By name, what can be wrong with a deployment so that it cannot be read whole; at least one. */
  readonly corruptions: Readonly<Record<string, () => Promise<void>>>;
  /** The deployment's day, YYYY-MM-DD, UTC. */
  today(): string;
  /** What the real server refuses, although its fields could express it; everything without this. */
  accepts?(partner: PartnerSettings): boolean;
  dispose(): Promise<void>;
}

export type MakeHarness = () => Promise<Harness>;

export interface Check {
  /** A sentence about every adapter. */
  readonly name: string;
  run(harness: Harness): Promise<void>;
}

export const neverAborted: AbortSignal = new AbortController().signal;

export const add = (after: PartnerSettings): WriteChange => ({
  action: 'add',
  domain: after.domain,
  before: null,
  after,
});
export const remove = (before: PartnerSettings): WriteChange => ({
  action: 'remove',
  domain: before.domain,
  before,
  after: null,
});
export const update = (before: PartnerSettings, after: PartnerSettings): WriteChange => ({
  action: 'update',
  domain: after.domain,
  before,
  after,
});

export const read = (adapter: Adapter): Promise<LiveState> => adapter.read(neverAborted);

/** Writes on the revision that is there, without recording a commit. */
export async function write(
  adapter: Adapter,
  changes: readonly WriteChange[],
  context: Partial<WriteContext> = {},
): Promise<readonly ChangeResult[]> {
  const revision = context.revision ?? (await read(adapter)).revision;
  return adapter.write(changes, {
    revision,
    workspace: 'contoso-partners',
    commit: null,
    actor: 'alice',
    signal: neverAborted,
    ...context,
  });
}

/** Writes, and every change is applied. */
export async function apply(
  adapter: Adapter,
  changes: readonly WriteChange[],
  context: Partial<WriteContext> = {},
): Promise<void> {
  const results = await write(adapter, changes, context);
  expect(results.map(({ action, domain, outcome, error }) => ({ action, domain, outcome, error }))).toEqual(
    changes.map(({ action, domain }) => ({ action, domain, outcome: 'applied', error: undefined })),
  );
}

export function sorted(partners: readonly PartnerSettings[]): readonly PartnerSettings[] {
  return [...partners].sort((a, b) => compareText(a.domain, b.domain));
}

/** The deployment has exactly these partners, and none differs in any field. */
export async function expectPartners(adapter: Adapter, partners: readonly PartnerSettings[]): Promise<void> {
  const live = sorted((await read(adapter)).partners);
  const wanted = sorted(partners);
  expect(live).toEqual(wanted);
  for (const [index, partner] of wanted.entries()) {
    const there = live[index];
    expect(there && differingFields(partner, there)).toEqual([]);
  }
}

/** From what is there to exactly these partners. Domains may move between partners: one batch where it is atomic. */
export async function become(adapter: Adapter, partners: readonly PartnerSettings[]): Promise<void> {
  const live = new Map((await read(adapter)).partners.map((partner) => [partner.domain, partner]));
  const target = new Map(partners.map((partner) => [partner.domain, partner]));
  const isSame = (a: PartnerSettings, b: PartnerSettings | undefined) => b !== undefined && sameSettings(a, b);
  const gone = [...live.values()].filter((partner) => !target.has(partner.domain));
  const changed = [...live.values()].filter(
    (each) => target.has(each.domain) && !isSame(each, target.get(each.domain)),
  );
  const fresh = partners.filter((partner) => !live.has(partner.domain));
  const updates = changed.map((before) => update(before, target.get(before.domain) ?? before));
  if (adapter.capabilities.atomic) return apply(adapter, [...gone.map(remove), ...updates, ...fresh.map(add)]);
  await apply(adapter, [...gone, ...changed].map(remove));
  await apply(
    adapter,
    [...updates.map(({ after, before }) => after ?? before).filter((each) => each !== null), ...fresh].map(add),
  );
}

/** Partners that the deployment can hold, made of those that it may not. */
export function fitting(harness: Harness, partners: readonly PartnerSettings[]): readonly PartnerSettings[] {
  const fitted = partners.map((partner) => held(partner, harness.adapter.capabilities));
  return fitted.filter((partner) => harness.accepts?.(partner) ?? true);
}
