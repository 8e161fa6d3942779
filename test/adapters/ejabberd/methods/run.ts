/** One message for each virtual host, kind of partner and direction, each with a domain, and so a stream, of its own. */
import type { Method } from '../../../../src/model/negotiation.ts';
import { type Fate, fateOf } from '../../../servers/matrix/fate.ts';
import { type Federation, startFederation } from '../../../support/ejabberd/federation.ts';
import type { Ejabberd } from '../../../support/ejabberd/server.ts';
import { DIRECT, HOSTS, type Host, KINDS, PARTNER_MODULES, type PartnerKind } from './settings.ts';

const DIRECTIONS = ['outbound', 'inbound'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface Passage {
  readonly host: Host;
  readonly kind: PartnerKind;
  readonly direction: Direction;
  readonly fate: Fate;
  /** How ejabberd knows the partner; undefined where nothing arrived. */
  readonly method: Method | undefined;
}

type Place = Pick<Passage, 'host' | 'kind' | 'direction'>;
type Servers = Federation<'open' | 'withoutDialback'>;

const PLACES: readonly Place[] = HOSTS.flatMap((host) =>
  KINDS.flatMap((kind) => DIRECTIONS.map((direction) => ({ host, kind, direction }))),
);

export async function startMethodsRig(): Promise<Servers> {
  const users = { bob: {} };
  const hostsOf = (server: PartnerKind['server']) =>
    Object.fromEntries(
      PLACES.filter(({ kind }) => kind.server === server).map((place) => [
        partnerOf(place),
        { users, ...place.kind.host },
      ]),
    );
  const servers = await startFederation(
    {
      hosts: {
        ...Object.fromEntries(HOSTS.map(({ domain, options }) => [domain, options])),
        [DIRECT.host]: DIRECT.options,
      },
    },
    {
      open: { plugins: [PARTNER_MODULES], hosts: { ...hostsOf('open'), [DIRECT.partner]: { users } } },
      withoutDialback: { options: { modules_disabled: ['dialback'] }, hosts: hostsOf('withoutDialback') },
    },
  );
  servers.zone[`_xmpps-server._tcp.${DIRECT.host}`] = { srv: [[0, 0, servers.ours.directTlsPort, DIRECT.host]] };
  return servers;
}

/** To where there is no STARTTLS, by direct TLS. */
export async function runDirect({ ours, theirs, user }: Servers): Promise<Pick<Passage, 'fate' | 'method'>> {
  const [alice, bob] = await Promise.all([user(DIRECT.host), theirs.open.client(`bob@${DIRECT.partner}`)]);
  const fate = await fateOf(bob, alice);
  const passage = { direction: 'inbound', partner: DIRECT.partner, host: DIRECT.host, isTrusted: true } as const;
  return { fate, method: fate.arrived ? await methodIn(ours, passage) : undefined };
}

export async function runMethods(servers: Servers): Promise<readonly Passage[]> {
  const passages: Passage[] = [];
  // one virtual host at a time: a machine with much to do lets handshakes wait too long
  for (const host of HOSTS) {
    const own = PLACES.filter((place) => place.host === host);
    const alice = await servers.user(host.domain);
    passages.push(
      ...(await Promise.all(
        own.map(async (place): Promise<Passage> => {
          const bob = await servers.theirs[place.kind.server].client(`bob@${partnerOf(place)}`);
          const fate = await (place.direction === 'outbound' ? fateOf(alice, bob) : fateOf(bob, alice));
          return { ...place, fate, method: fate.arrived ? await methodIn(servers.ours, carried(place)) : undefined };
        }),
      )),
    );
  }
  return passages;
}

function partnerOf({ host, kind, direction }: Place): string {
  return `${direction}.${kind.name}.${host.domain.replace('.ours', '')}`;
}

interface Carried {
  readonly direction: Direction;
  readonly partner: string;
  readonly host: string;
  readonly isTrusted: boolean;
}

function carried(place: Place): Carried {
  const { direction, host, kind } = place;
  return { direction, partner: partnerOf(place), host: host.domain, isTrusted: kind.isTrusted };
}

/**
 * What ejabberd's log says of the stream. EXTERNAL on the way out proves us, not the partner: where its certificate was
 * not checked, only DNS tells who it is, as with dialback.
 */
async function methodIn({ log }: Ejabberd, { direction, partner, host, isTrusted }: Carried): Promise<Method> {
  const ways = { inbound: `${partner} -> ${host}`, outbound: `${host} -> ${partner}` };
  const accepted = new RegExp(
    `\\((tls|tcp)\\|<[^>]*>\\) Accepted ${direction} s2s (EXTERNAL|dialback) authentication ${ways[direction]} `,
  );
  const line = await log.next((each) => accepted.test(each), `how ${partner} authenticated`);
  const [, transport, how] = accepted.exec(line) ?? [];
  if (transport === 'tcp') return 'tcp-dialback';
  return how === 'EXTERNAL' && (direction === 'inbound' || isTrusted) ? 'sasl-tls' : 'tls-dialback';
}
