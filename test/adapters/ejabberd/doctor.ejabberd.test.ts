/** `doctor` on a real ejabberd: what a person reads where all is well, and where one thing after the other is not. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { examineEjabberd } from '../../../src/adapters/ejabberd/examination.ts';
import { adapterContext } from '../../support/adapter-context.ts';
import { neverAborted } from '../contract/harness.ts';
import { type EjabberdDeployment, ejabberdDeployment, optionsFor } from './ejabberd-deployment.ts';

let deployment: EjabberdDeployment;
beforeAll(async () => {
  deployment = await ejabberdDeployment();
});
afterAll(async () => await deployment.stop());
beforeEach(async () => await deployment.empty());

/** One line a step; what differs from run to run is a name. */
async function doctor(options: Readonly<Record<string, unknown>> = {}): Promise<readonly string[]> {
  const all = { ...optionsFor(deployment.server, deployment.fragment, 'api'), ...options };
  const context = adapterContext('/nowhere', {
    deployment: 'edge-1',
    options: all,
    env: { PATH: process.env['PATH'] },
  });
  const lines: string[] = [];
  for await (const { name, status, message, hint } of examineEjabberd(context, neverAborted))
    lines.push(`${status} ${name}: ${message}${hint === undefined ? '' : ` | ${hint}`}`);
  const { folder, api } = deployment.server;
  return lines.map((line) => line.replaceAll(folder, 'FOLDER').replaceAll(api, 'API'));
}

const BROKEN: Readonly<Record<string, readonly [() => Promise<Readonly<Record<string, unknown>>>, RegExp]>> = {
  'options that are none': [async () => ({ fragment: 'federation.yml' }), /^failed options: fragment: /],
  'a server that is down': [
    async () => {
      await deployment.server.kill();
      return {};
    },
    /^failed commands: .*ECONNREFUSED/,
  ],
  'a host that is not there': [
    async () => ({ host: 'edge-9.invalid', api: undefined, ctl: ['/usr/sbin/ejabberdctl'] }),
    /^failed server: nobody could be logged in over SSH/,
  ],
  'a main file that lets everybody in': [
    async () => {
      await deployment.configure({ ...deployment.main, s2s_access: undefined });
      return {};
    },
    /^failed access: the virtual host contoso.test lets everybody in.*write `s2s_access: partnerctl`/,
  ],
  'a main file that is another one': [
    async () => ({ mainFile: '/etc/hostname' }),
    /^failed main file: the main file does not include .*include_config_file: \{"/,
  ],
  'a fragment that is broken': [
    async () => {
      deployment.write('acl: {');
      return {};
    },
    /^failed fragment: the fragment /,
  ],
  'a fragment that is broken, and a main file that lets everybody in': [
    async () => {
      await deployment.configure({ ...deployment.main, s2s_access: undefined });
      deployment.write('acl: {');
      return {};
    },
    /^failed access: the virtual host contoso.test lets everybody in/,
  ],
  'a rule that lets everybody in': [
    async () => {
      deployment.write('access_rules:\n  partnerctl:\n    - allow: all\n');
      await deployment.reload();
      return {};
    },
    /^failed fragment: .*"allow: all", which lets everybody in \| remove that line, and run/,
  ],
  'an API that permits nothing': [
    async () => {
      await deployment.configure({ ...deployment.main, api_permissions: { none: { who: 'none', what: [] } } });
      return {};
    },
    /^failed commands: the server does not let this machine’s address call dump_config .*api_permissions/,
  ],
  'a declaration that is not true': [
    async () => ({
      enforces: { tlsNegotiation: 'Required', saslNegotiation: 'Required', dialbackNegotiation: false },
    }),
    /^warning enforces: .*the virtual host chat.contoso.test does authentication: sasl-tls, tls-dialback/,
  ],
  'a fragment that was edited and not loaded': [
    async () => {
      deployment.write(
        'access_rules:\n  partnerctl:\n    - allow: "partnerctl_a.example"\n    - deny: all\nacl:\n  "partnerctl_a.example":\n    server: "a.example"\n',
      );
      return {};
    },
    /^warning partners: 0 partners in force.*reload/,
  ],
};

test('all is well', async () => {
  expect(await doctor()).toMatchInlineSnapshot(`
    [
      "ok options: files on this machine; commands at API",
      "ok server: a POSIX shell answers",
      "ok fragment: FOLDER/federation/federation.yml allows 0 partners; nothing was applied yet",
      "ok main file: FOLDER/ejabberd.yml includes it, for nothing but partners",
      "ok commands: dump_config works; open sessions: 0 in, 0 out; reload_config and stop_s2s_connections were not asked for",
      "ok access: the fragment decides who may federate with contoso.test, chat.contoso.test, after a reload, too",
      "ok partners: 0 partners in force, on contoso.test, chat.contoso.test",
      "ok enforces: the virtual hosts do what is declared",
      "ok rights: root may replace the fragment",
    ]
  `);
});

test.each(Object.entries(BROKEN))('%s', async (_, [breaking, says]) => {
  const lines = await doctor(await breaking());
  expect(lines.filter((line) => says.test(line))).toHaveLength(1);
  const failed = lines.findIndex((line) => line.startsWith('failed'));
  // what could not be looked at says why
  for (const line of lines.filter((each) => each.startsWith('skipped'))) expect(line).toMatch(/because of \w+/);
  expect(failed === -1 || lines.some((line) => line.startsWith('skipped'))).toBe(true);
});
