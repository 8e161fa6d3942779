/**
 * Prosody servers with the module: what many partners cost, in time and memory, and what a stanza costs on an open
 * session. Every request goes over HTTP to a real server; answers are checked, because a benchmark of failures is none.
 */
import { deepStrictEqual } from 'node:assert/strict';
import type { PartnerSettings } from '../src/model/partner.ts';
import type { ProsodyVersion } from '../test/servers/support/installation.ts';
import { type PartnerApi, partnerApi } from '../test/servers/support/partner-api.ts';
import { type Rig, startServers } from '../test/servers/support/rig.ts';
import type { Row } from './goals.ts';
import { partnerDomains } from './partner-domains.ts';
import { partnerSettings } from './partner-settings.ts';
import { seeded } from './random.ts';
import { residentMebibytes, serverUnderLoad } from './server-load.ts';

export interface ServerSizes {
  readonly many: number;
  readonly batch: number;
  readonly rounds: number;
  /** Short turns, many of them: one of them nobody disturbs. */
  readonly turns: number;
  readonly stanzas: number;
}

export const FULL: ServerSizes = { many: 10_000, batch: 100, rounds: 15, turns: 60, stanzas: 300 };
export const SMALL: ServerSizes = { many: 200, batch: 20, rounds: 2, turns: 2, stanzas: 50 };
const FEW = 10;

export async function serverRows(version: ProsodyVersion, sizes: ServerSizes): Promise<readonly Row[]> {
  return [...(await stateRows(version, sizes)), ...(await stanzaRows(version, sizes))];
}

async function stateRows(version: ProsodyVersion, { many, batch, rounds }: ServerSizes): Promise<readonly Row[]> {
  const server = { version, guarded: true, hosts: { 'ours.test': {} } };
  const rig: Rig<'few' | 'many' | 'none'> = await startServers({ few: server, many: server, none: server });
  try {
    const [few, all] = [await filled(rig.few, partners(FEW)), await filled(rig.many, partners(many))];
    const memory = { many: residentMebibytes(rig.many), none: residentMebibytes(rig.none) };
    const shown = many.toLocaleString('en-US');
    const readings: number[] = [];
    const one = { few: [] as number[], many: [] as number[] };
    const batches: number[] = [];
    for (let round = 0; round < rounds; round++) {
      readings.push(await readAll(all));
      one.few.push(await change(few, 1));
      one.many.push(await change(all, 1));
      batches.push(await change(all, batch));
    }
    return [
      row(version, `reading the state of ${shown}`, lowest(readings)),
      row(
        version,
        `one change among ${shown}`,
        lowest(one.many),
        { name: `among ${FEW}`, measured: lowest(one.few) },
        3,
      ),
      row(version, `${batch} changes in one batch among ${shown}`, lowest(batches)),
      {
        name: `Prosody ${version}, ${shown} partners, memory`,
        unit: 'MiB',
        measured: memory.many,
        baseline: { name: 'no partner', measured: memory.none },
      },
    ];
  } finally {
    await rig.stop();
  }
}

/** With and without the module, turn by turn. */
async function stanzaRows(version: ProsodyVersion, { turns, stanzas }: ServerSizes): Promise<readonly Row[]> {
  const guarded = await serverUnderLoad(version, true);
  const open = await serverUnderLoad(version, false).catch(async (error: unknown) => {
    await guarded.stop();
    throw error;
  });
  try {
    const costs = { guarded: [] as number[], open: [] as number[] };
    for (let turn = 0; turn < turns; turn++) {
      costs.guarded.push(await guarded.stanza(stanzas));
      costs.open.push(await open.stanza(stanzas));
    }
    const baseline = { name: 'without the module', measured: lowest(costs.open) };
    return [{ name: `Prosody ${version}, a stanza`, unit: 'µs', measured: lowest(costs.guarded), baseline, goal: 1.1 }];
  } finally {
    await Promise.all([guarded.stop(), open.stop()]);
  }
}

interface Filled {
  readonly api: PartnerApi;
  readonly partners: readonly PartnerSettings[];
}

function partners(count: number): readonly PartnerSettings[] {
  const random = seeded(count);
  return partnerDomains(count, count).map((domain) => partnerSettings(domain, random));
}

async function filled(server: { readonly http: string }, all: readonly PartnerSettings[]): Promise<Filled> {
  const api = partnerApi(server);
  for (let from = 0; from < all.length; from += 1000) await api.put(...all.slice(from, from + 1000));
  const { body } = await api.call<{ partners: readonly unknown[] }>('/v1/partners');
  deepStrictEqual(body.partners.length, all.length);
  return { api, partners: all };
}

async function readAll({ api, partners }: Filled): Promise<number> {
  const began = performance.now();
  const { body } = await api.call<{ partners: readonly unknown[] }>('/v1/partners');
  const milliseconds = performance.now() - began;
  deepStrictEqual(body.partners.length, partners.length);
  return milliseconds;
}

let changes = 0;

/** Of one request, on a revision that is known. */
async function change({ api, partners }: Filled, count: number): Promise<number> {
  changes += 1;
  const changed = partners.slice(0, count).map((each) => ({ ...each, description: `change ${changes}` }));
  const headers = { 'if-match': `"${await api.revision()}"` };
  const body = { changes: changed.map((partner) => ({ domain: partner.domain, partner })) };
  const began = performance.now();
  const answer = await api.call<{ changes: readonly { outcome: string }[] }>('/v1/partners', {
    method: 'PATCH',
    headers,
    body,
  });
  const milliseconds = performance.now() - began;
  deepStrictEqual(
    answer.body.changes.map(({ outcome }) => outcome),
    changed.map(() => 'updated'),
  );
  return milliseconds;
}

/** What it takes undisturbed; other programs can only add to it. */
function lowest(values: readonly number[]): number {
  return Math.min(...values);
}

function row(version: ProsodyVersion, what: string, measured: number, baseline?: Row['baseline'], goal?: number): Row {
  const name = `Prosody ${version}, ${what}`;
  return { name, unit: 'ms', measured, ...(baseline && { baseline }), ...(goal !== undefined && { goal }) };
}
