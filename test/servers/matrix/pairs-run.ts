/**
 * Two guarded servers, all pairs of the 11 rows that files may say: each server has a domain for every row, and what
 * it lets the other's domain do is the row of that domain's number. So the conversation of `l03.test` with `r07.test`
 * is one of row 7 here with row 3 there.
 */
import type { ProsodyVersion } from '../support/installation.ts';
import { partner, partnerApi } from '../support/partner-api.ts';
import { type Rig, startServers } from '../support/rig.ts';
import type { Stream } from '../support/server.ts';
import type { HostOptions } from '../support/server-options.ts';
import { atATime, type Fate, fateOf } from './fate.ts';
import { LINTED_ROWS, type Row } from './rows.ts';

export type PairsRig = Rig<'left' | 'right'>;

export interface Pair {
  /** What the left server's file says of the right domain, and the other way round. */
  readonly left: Row;
  readonly right: Row;
}

export const PAIRS: readonly Pair[] = LINTED_ROWS.flatMap((left) => LINTED_ROWS.map((right) => ({ left, right })));

/** Of one pair: a message from left to right, then one back. */
export interface PairOutcome {
  readonly pair: Pair;
  readonly there: Fate;
  readonly back: Fate;
  /** How the left server knows the right one, by the direction of the stream. */
  readonly outbound: Stream['method'];
  readonly inbound: Stream['method'];
}

const leftDomain = ({ right }: Pair): string => `l${right.name}.test`;
const rightDomain = ({ left }: Pair): string => `r${left.name}.test`;

export interface PairsOptions {
  readonly left: ProsodyVersion;
  readonly right: ProsodyVersion;
  readonly bidi: boolean;
}

export async function startPairsRig({ left, right, bidi }: PairsOptions): Promise<PairsRig> {
  const hosts = (side: 'l' | 'r'): Readonly<Record<string, HostOptions>> =>
    Object.fromEntries(LINTED_ROWS.map(({ name }) => [`${side}${name}.test`, { users: { alice: {} } }]));
  const rig = await startServers({
    left: { version: left, bidi, guarded: true, hosts: hosts('l') },
    right: { version: right, bidi, guarded: true, hosts: hosts('r') },
  });
  await Promise.all([
    partnerApi(rig.left).put(...LINTED_ROWS.map(({ name, settings }) => partner(`r${name}.test`, settings))),
    partnerApi(rig.right).put(...LINTED_ROWS.map(({ name, settings }) => partner(`l${name}.test`, settings))),
  ]);
  return rig;
}

export async function runPairs({ left, right }: PairsRig): Promise<readonly PairOutcome[]> {
  const login = async (server: PairsRig['left'], side: 'l' | 'r') =>
    new Map(
      await Promise.all(
        LINTED_ROWS.map(async ({ name }) => {
          const domain = `${side}${name}.test`;
          return [domain, await server.client(`alice@${domain}`)] as const;
        }),
      ),
    );
  const [lefts, rights] = await Promise.all([login(left, 'l'), login(right, 'r')]);
  const fates = await Promise.all(
    PAIRS.map((pair) =>
      atATime(async () => {
        const [here, there] = [lefts.get(leftDomain(pair)), rights.get(rightDomain(pair))];
        if (here === undefined || there === undefined) throw new Error('nobody is logged in');
        return { pair, there: await fateOf(here, there), back: await fateOf(there, here) };
      }),
    ),
  );
  const streams = (await left.streams()).filter(({ authenticated }) => authenticated);
  return fates.map((each) => {
    const between = streams.filter(
      ({ local, remote }) => local === leftDomain(each.pair) && remote === rightDomain(each.pair),
    );
    const method = (direction: Stream['direction']): Stream['method'] =>
      (between.find((stream) => stream.direction === direction) ?? between.find(({ bidi }) => bidi))?.method;
    return {
      ...each,
      ...(each.there.arrived && { outbound: method('outbound') }),
      ...(each.back.arrived && { inbound: method('inbound') }),
    } as PairOutcome;
  });
}
