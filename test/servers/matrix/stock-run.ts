/**
 * Every row of the matrix against a stock server in its three kinds, each side beginning: one conversation for each,
 * many at the same time, over one pair of servers. The stock server has a domain for every row and kind; ours has two,
 * one for the conversations that we begin and one for those that they begin.
 */
import type { ProsodyVersion } from '../support/installation.ts';
import { type Rig, startServers } from '../support/rig.ts';
import type { Stream } from '../support/server.ts';
import type { HostOptions } from '../support/server-options.ts';
import type { Client } from '../support/xmpp-client.ts';
import { atATime, type Fate, fateOf } from './fate.ts';
import { PROOFS, type Proof } from './oracle.ts';
import { ROWS, type Row } from './rows.ts';

export const BEGINNERS = ['ours', 'theirs'] as const;
export type Beginner = (typeof BEGINNERS)[number];

/** Who begins has a host of ours: streams of one host cannot help those of the other. */
const HOST_OF: Readonly<Record<Beginner, string>> = { ours: 'ours.test', theirs: 'second.test' };

export interface StockPartner {
  readonly row: Row;
  readonly proof: Proof;
  readonly domain: string;
}

export const STOCK_PARTNERS: readonly StockPartner[] = ROWS.flatMap((row) =>
  PROOFS.map((proof) => ({ row, proof, domain: `${row.name}-${proof}.test` })),
);

/** One direction of one conversation. */
export interface Passage {
  readonly partner: StockPartner;
  readonly beginner: Beginner;
  readonly direction: 'inbound' | 'outbound';
  readonly fate: Fate;
  /** How we know the partner on the stream that carried it; undefined where nothing did. */
  readonly method: Stream['method'] | undefined;
}

export type StockRig = Rig<'ours' | 'theirs'>;

export interface StockOptions {
  readonly version: ProsodyVersion;
  readonly bidi: boolean;
  readonly guarded?: boolean;
}

export async function startStockRig({ version, bidi, guarded = true }: StockOptions): Promise<StockRig> {
  const hosts = STOCK_PARTNERS.map(({ domain, proof }): readonly [string, HostOptions] => [domain, hostOf(proof)]);
  return await startServers({
    ours: {
      version,
      bidi,
      guarded,
      hosts: { 'ours.test': { users: { alice: {} } }, 'second.test': { users: { alice: {} } } },
    },
    theirs: { version, bidi, hosts: Object.fromEntries(hosts) },
  });
}

function hostOf(proof: Proof): HostOptions {
  const users = { bob: {} };
  return proof === 'none' ? { users, tls: false } : { users, certificate: { kind: proof } };
}

export async function runStockMatrix({ ours, theirs }: StockRig): Promise<readonly Passage[]> {
  const [first, second] = await Promise.all([ours.client('alice@ours.test'), ours.client('alice@second.test')]);
  const alices: Readonly<Record<Beginner, Client>> = { ours: first, theirs: second };
  const conversations = await Promise.all(
    STOCK_PARTNERS.map(async (partner) => {
      const bob = await theirs.client(`bob@${partner.domain}`);
      return await Promise.all(
        BEGINNERS.map((beginner) => atATime(() => converse(partner, beginner, alices[beginner], bob))),
      );
    }),
  );
  const streams = await ours.streams();
  return conversations.flat(2).map((passage) => ({ ...passage, method: methodOf(passage, streams) }));
}

type Unmeasured = Omit<Passage, 'method'>;

async function converse(
  partner: StockPartner,
  beginner: Beginner,
  alice: Client,
  bob: Client,
): Promise<readonly Unmeasured[]> {
  const outbound = async (): Promise<Unmeasured> => ({
    partner,
    beginner,
    direction: 'outbound',
    fate: await fateOf(alice, bob),
  });
  const inbound = async (): Promise<Unmeasured> => ({
    partner,
    beginner,
    direction: 'inbound',
    fate: await fateOf(bob, alice),
  });
  const [opening, answering] = beginner === 'ours' ? [outbound, inbound] : [inbound, outbound];
  return [await opening(), await answering()];
}

function methodOf({ partner, beginner, direction, fate }: Unmeasured, streams: readonly Stream[]): Stream['method'] {
  if (!fate.arrived) return undefined;
  const between = streams.filter(
    ({ local, remote, authenticated }) => authenticated && local === HOST_OF[beginner] && remote === partner.domain,
  );
  const carrier = between.find((stream) => stream.direction === direction) ?? between.find(({ bidi }) => bidi);
  return carrier?.method;
}
