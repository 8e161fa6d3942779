/** The http adapter keeps the contract on real Prosody servers, of both versions. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { prosodyVersions } from '../../servers/support/rig.ts';
import { ownFile } from '../../servers/support/run-folder.ts';
import { type BadProxy, badProxy } from '../../support/bad-proxy.ts';
import type { Harness } from '../contract/harness.ts';
import { contractChecks, runCheck } from '../contract.ts';
import { openAt } from './http-open.ts';
import { type ProsodyDeployment, prosodyDeployment } from './prosody-deployment.ts';

for (const version of prosodyVersions())
  describe(`the contract, kept by the http adapter with Prosody ${version}`, async () => {
    let deployment: ProsodyDeployment;
    let proxy: BadProxy;
    const corruptions = corruptionsOf(
      () => deployment,
      () => proxy,
    );
    const harness = async (): Promise<Harness> => {
      await deployment.empty();
      proxy.spoil = undefined;
      const opened: Awaited<ReturnType<typeof openAt>>[] = [];
      const connect = async () => {
        const adapter = await openAt(proxy.url);
        opened.push(adapter);
        return adapter;
      };
      return {
        adapter: await connect(),
        connect,
        restart: async () => {
          await deployment.kill();
          await deployment.start();
          return connect();
        },
        addByHand: (partner) => deployment.put(partner),
        corruptions,
        today: () => new Date().toISOString().slice(0, 10),
        dispose: async () => void (await Promise.all(opened.map((adapter) => adapter.close()))),
      };
    };

    beforeAll(async () => {
      deployment = await prosodyDeployment(version);
      proxy = await badProxy(deployment.url);
    });
    afterAll(async () => {
      await proxy.close();
      await deployment.stop();
    });

    // vitest collects the checks before the servers are there
    for (const check of contractChecks(Object.keys(corruptions))) it(check.name, () => runCheck(check, harness));
  });

function corruptionsOf(deployment: () => ProsodyDeployment, proxy: () => BadProxy): Harness['corruptions'] {
  const damaged = async (find: (records: string) => string) => {
    const file = find(deployment().records);
    await deployment().kill();
    ownFile(file, readFileSync(file, 'utf8').slice(0, -20));
    await deployment().start();
  };
  const spoiled = (spoil: BadProxy['spoil']) => async () => {
    proxy().spoil = spoil;
  };
  return {
    'a damaged record': () =>
      damaged((records) => join(records, 'partners', readdirSync(join(records, 'partners'))[0] ?? '')),
    'a damaged journal': () => damaged((records) => join(records, 'journal')),
    'a proxy that cuts answers off': spoiled((response, { body }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.write(body.subarray(0, body.length / 2), () => response.destroy());
    }),
    'a proxy that shortens answers': spoiled((response, { body }) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body.subarray(0, body.length / 2));
    }),
    'a proxy with a page of its own': spoiled((response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>please sign in</html>');
    }),
    'a proxy whose server is away': spoiled((response) => {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html>bad gateway</html>');
    }),
    'a server that is down': () => deployment().kill(),
    'a token that is not known any more': async () => deployment().forgetTokens(),
  };
}
