/** Stanzas over an open session, and what they cost the server that receives and sends them: processor time, not ours. */
import { readFileSync } from 'node:fs';
import { partner, partnerApi } from '../test/servers/support/partner-api.ts';
import { type Rig, startServers } from '../test/servers/support/rig.ts';
import type { Server } from '../test/servers/support/server.ts';
import type { ServerOptions } from '../test/servers/support/server-options.ts';
import type { Client } from '../test/servers/support/xmpp-client.ts';

export interface Load {
  /** Of processor time, per stanza. */
  stanza(count: number): Promise<number>;
  stop(): Promise<void>;
}

/** A server that federates with one other, with or without the module. */
export async function serverUnderLoad(version: ServerOptions['version'], guarded: boolean): Promise<Load> {
  const users = { user: {} };
  const quiet = { log: [{ levels: { min: 'warn' }, to: 'console' }] };
  // the line that says that it has started is awaited, and is no warning
  const log = { log: [...quiet.log, { levels: { min: 'info', max: 'info' }, to: 'console' }] };
  const rig: Rig<'ours' | 'theirs'> = await startServers({
    ours: { version, guarded, options: log, hosts: { 'ours.test': { users } } },
    theirs: { version, options: log, hosts: { 'theirs.test': { users } } },
  });
  if (guarded) await partnerApi(rig.ours).put(partner('theirs.test'));
  const [here, there] = await Promise.all([rig.ours.client('user@ours.test'), rig.theirs.client('user@theirs.test')]);
  await exchange(here, there, 1);
  return {
    stanza: async (count) => {
      const before = processorSeconds(rig.ours);
      await exchange(here, there, count);
      return ((processorSeconds(rig.ours) - before) / (2 * count)) * 1e6;
    },
    stop: () => rig.stop(),
  };
}

/** `count` messages each way at once. */
async function exchange(here: Client, there: Client, count: number): Promise<void> {
  const pass = async (from: Client, to: Client): Promise<void> => {
    let last = '';
    for (let sent = 0; sent < count; sent++)
      last = from.say(to.jid, 'a message of an ordinary length, as people write');
    await to.next(({ attributes }) => attributes['id'] === last, `message ${last}`, 60_000);
  };
  await Promise.all([pass(here, there), pass(there, here)]);
}

/** What the process has computed so far; /proc counts in nanoseconds. */
function processorSeconds({ pid }: Server): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ', 1)[0]) / 1e9;
}

export function residentMebibytes({ pid }: Server): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
