/**
 * What becomes of open sessions. A reload decides about new ones only, and ejabberd can end them only all at once; how
 * many there are it does say. Where they may go on against the change, the result says so, and nothing is verified.
 */
import type { ChangeResult, WriteChange } from '../../model/adapter.ts';
import { compareText } from '../../model/diagnostic.ts';
import { AdapterError } from '../../model/errors.ts';
import { domainsOf, type PartnerSettings } from '../../model/partner.ts';
import type { Held } from './api.ts';
import type { Command, Said } from './commands.ts';
import type { InForce } from './live-state.ts';
import type { EjabberdOptions } from './options.ts';

type Asked = Pick<Held, 'call'>;

/** The domains that lose access, and those that lost it before, while their sessions were not ended. */
export function domainsToEnd(
  { partners, toEnd }: Pick<InForce, 'partners' | 'toEnd'>,
  after: readonly PartnerSettings[],
  { openSessions }: Pick<EjabberdOptions, 'openSessions'>,
): readonly string[] {
  if (openSessions === 'keep') return [];
  const allowed = new Set(after.flatMap(domainsOf));
  const closed = new Set([...toEnd, ...partners.flatMap(domainsOf)].filter((domain) => !allowed.has(domain)));
  return [...closed].sort(compareText);
}

export interface Written {
  readonly before: readonly PartnerSettings[];
  readonly after: readonly PartnerSettings[];
  readonly changes: readonly WriteChange[];
  readonly results: readonly ChangeResult[];
  readonly options: Pick<EjabberdOptions, 'openSessions'>;
  readonly toEnd: readonly string[];
}

export interface Ended {
  readonly results: readonly ChangeResult[];
  readonly isEnded: boolean;
}

export async function endSessions(held: Asked, written: Written): Promise<Ended> {
  const { results, options, toEnd } = written;
  const closing = closingChanges(written);
  const isDone = { results, isEnded: true };
  if ((closing.size === 0 && toEnd.length === 0) || (await nobodyIsThere(held))) return isDone;
  const reason = options.openSessions === 'keep' ? KEPT : await endAll(held);
  if (reason === null) return isDone;
  const told = results.map((result, at) => (closing.has(at) ? { ...result, unverified: reason } : result));
  return { results: told, isEnded: false };
}

const KEPT =
  'sessions that were open before may go on: `openSessions: keep` leaves them, and ejabberd cannot end those of one partner';

/** The places of the changes after which a domain that had access has none. */
function closingChanges({ before, after, changes }: Written): ReadonlySet<number> {
  const live = new Map(before.map((partner) => [partner.domain, partner]));
  const allowed = new Set(after.flatMap(domainsOf));
  const places = changes.flatMap(({ domain }, at) => {
    const old = live.get(domain);
    return old !== undefined && domainsOf(old).some((each) => !allowed.has(each)) ? [at] : [];
  });
  return new Set(places);
}

const NEVER = new AbortController().signal;

/** False where the server does not say. */
async function nobodyIsThere(held: Asked): Promise<boolean> {
  for (const command of ['incoming_s2s_number', 'outgoing_s2s_number'] as const)
    if ((await numberOf(held, command)) !== 0) return false;
  return true;
}

export async function numberOf(held: Asked, command: Command): Promise<number | null> {
  const said = await quietly(held, command);
  if (typeof said === 'string') return null;
  // over HTTP it is {"s2s_incoming":3}, from ejabberdctl 3
  const number = said.kind === 'done' ? /^(?:\{"\w+":\s*)?(\d+)\}?$/.exec(said.text)?.[1] : undefined;
  return number === undefined ? null : Number(number);
}

/** Null: they are ended. */
async function endAll(held: Asked): Promise<string | null> {
  const said = await quietly(held, 'stop_s2s_connections');
  if (typeof said !== 'string' && said.kind === 'done') return null;
  const why = typeof said === 'string' ? said : said.words;
  return `sessions that were open before may go on: stop_s2s_connections failed: ${why}`;
}

/** The change is made; that these fail does not undo it. A text: why the command could not be called, and the cure. */
async function quietly(held: Asked, command: Command): Promise<Said | string> {
  try {
    return await held.call(command, NEVER);
  } catch (error) {
    if (error instanceof AdapterError) return `${error.message} (${error.hint})`;
    throw error;
  }
}
