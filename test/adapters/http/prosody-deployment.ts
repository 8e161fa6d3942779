/**
 * A Prosody server with mod_partner_policy as a deployment that is emptied again and again. To start it takes some
 * 60 ms, and the record of the last apply cannot be taken back through the API: so between two checks the server is
 * killed, its state removed, and started again.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import type { ProsodyVersion } from '../../servers/support/installation.ts';
import type { LuaValue } from '../../servers/support/lua-text.ts';
import { partnerApi, tokensText } from '../../servers/support/partner-api.ts';
import { type Rig, startServers } from '../../servers/support/rig.ts';
import { ownFile } from '../../servers/support/run-folder.ts';
import type { Server } from '../../servers/support/server.ts';

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

export async function prosodyDeployment(
  version: ProsodyVersion,
  options: Readonly<Record<string, LuaValue>> = {},
): Promise<ProsodyDeployment> {
  const rig: Rig<'contoso'> = await startServers({
    contoso: {
      version,
      guarded: true,
      hosts: { 'contoso.test': {} },
      options,
    },
  });
  const server = rig.contoso;
  const url = `${server.http}/partner-policy`;
  const tokens = join(server.folder, 'tokens');
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
      ownFile(tokens, tokensText());
      await start();
    },
    kill,
    start,
    forgetTokens: () => ownFile(tokens, `strangers rw sha256:${'0'.repeat(64)}\n`),
    put: async (partner) => void (await partnerApi(server).put(partner)),
    stop: () => rig.stop(),
  };
}
