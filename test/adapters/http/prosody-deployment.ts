/**
 * A Prosody server with mod_partner_policy as a deployment that is emptied again and again. To start it takes some
 * 60 ms, and the record of the last apply cannot be taken back through the API: so between two checks the server is
 * killed, its state removed, and started again.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import type { ProsodyVersion } from '../../servers/support/installation.ts';
import type { LuaValue } from '../../servers/support/lua-text.ts';
import { type Rig, startServers } from '../../servers/support/rig.ts';
import { ownFile, runFolder } from '../../servers/support/run-folder.ts';
import type { Server } from '../../servers/support/server.ts';
import { READ_ONLY, TOKEN } from '../../support/partner-server.ts';

export interface ProsodyDeployment {
  readonly server: Server;
  readonly url: string;
  /** Where its records are. */
  readonly records: string;
  /** Empty, whole and running. */
  readonly empty: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Nobody is known any more. */
  readonly forgetTokens: () => void;
  /** Through the API, as another client. */
  readonly put: (partner: PartnerSettings) => Promise<void>;
  readonly stop: () => Promise<void>;
}

let made = 0;

export async function prosodyDeployment(
  version: ProsodyVersion,
  options: Readonly<Record<string, LuaValue>> = {},
): Promise<ProsodyDeployment> {
  made += 1;
  const tokens = join(runFolder(), `deployment-${made}-tokens`);
  ownFile(tokens, tokensText(TOKEN, READ_ONLY));
  const rig: Rig<'contoso'> = await startServers({
    contoso: {
      version,
      guarded: true,
      hosts: { 'contoso.test': {} },
      options: { partner_policy_tokens: tokens, ...options },
    },
  });
  const server = rig.contoso;
  const url = `${server.http}/partner-policy`;
  const records = join(server.folder, 'data/partner_policy');
  let isRunning = true;
  const kill = async (): Promise<void> => {
    if (isRunning) await server.kill();
    isRunning = false;
  };
  const start = async (): Promise<void> => {
    await server.start();
    isRunning = true;
  };
  return {
    server,
    url,
    records,
    empty: async () => {
      await kill();
      rmSync(records, { recursive: true, force: true });
      ownFile(tokens, tokensText(TOKEN, READ_ONLY));
      await start();
    },
    kill,
    start,
    forgetTokens: () => ownFile(tokens, tokensText('another-'.repeat(5), 'a-third-'.repeat(5))),
    put: async (partner) => await putPartner(url, partner),
    stop: () => rig.stop(),
  };
}

function tokensText(readWrite: string, readOnly: string): string {
  const digest = (token: string): string => createHash('sha256').update(token).digest('hex');
  return `tests rw sha256:${digest(readWrite)}\nreaders ro sha256:${digest(readOnly)}\n`;
}

async function putPartner(url: string, partner: PartnerSettings): Promise<void> {
  const authorization = `Bearer ${TOKEN}`;
  const address = `${url}/v1/partners`;
  const etag = (await fetch(address, { headers: { authorization } })).headers.get('etag') ?? '';
  const { status } = await fetch(address, {
    method: 'PATCH',
    headers: { authorization, 'if-match': etag, 'content-type': 'application/json' },
    body: JSON.stringify({ changes: [{ domain: partner.domain, partner }] }),
  });
  if (status !== 200) throw new Error(`another client could not change the partners: ${status}`);
}
