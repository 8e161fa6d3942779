/** From a file to a live stream: what a plan says that it ends, ends; what was observed can be imported. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { READ_WRITE_TOKEN } from '../servers/support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from '../servers/support/rig.ts';
import type { ServerOptions } from '../servers/support/server-options.ts';
import { textOf } from '../servers/support/xml.ts';
import { cli } from '../support/cli.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';

const newRepository = gitRepositories();

describe.each(prosodyVersions())('Prosody %s', (version) => {
  let rig: Rig<'ours' | 'theirs'> | undefined;
  afterEach(async () => {
    await rig?.stop();
    rig = undefined;
  });

  const start = async (ours: Partial<ServerOptions> = {}): Promise<Rig<'ours' | 'theirs'>> => {
    rig = await startServers({
      ours: { version, guarded: true, hosts: { 'a.test': { users: { alice: {} } } }, ...ours },
      // known by DNS alone
      theirs: { version, hosts: { 'b.test': { users: { bob: {} }, certificate: { kind: 'self-signed' } } } },
    });
    return rig;
  };
  const repository = async ({ ours }: Rig<'ours'>, files: Readonly<Record<string, string>>): Promise<GitRepository> => {
    const made = await newRepository();
    const url = `${ours.http}/partner-policy`;
    made.commit('Begin', {
      'partnerctl.yaml': `workspace: contoso\ndeployments:\n  edge-eu: { adapter: http, url: '${url}', token: env:T }\n`,
      '.gitignore': '.partnerctl/\n',
      ...files,
    });
    return made;
  };
  const run = ({ root }: GitRepository, ...argv: readonly string[]) =>
    cli(argv, { cwd: root, env: { T: READ_WRITE_TOKEN } });
  const greet = async ({ ours, theirs }: Rig<'ours' | 'theirs'>): Promise<void> => {
    const [alice, bob] = await Promise.all([ours.client('alice@a.test'), theirs.client('bob@b.test')]);
    alice.send(`<message to="${bob.jid}" type="chat"><body>hello</body></message>`);
    const message = await bob.next(({ name }) => name === 'message', 'the message');
    expect(textOf(message, 'body')).toBe('hello');
  };
  const LENIENT = 'domain: b.test\npartnerType: Federated\nsaslNegotiation: Optional\n';

  test('tightening: the plan names the stream that it ends, the apply ends it and says so', async () => {
    const servers = await start();
    const made = await repository(servers, { 'partners/b.test.yaml': LENIENT });
    expect((await run(made, 'apply', '--yes')).code).toBe(0);
    await greet(servers);
    made.commit('Certificates only', { 'partners/b.test.yaml': LENIENT.replace('Optional', 'Required') });
    const ends = { domain: 'b.test', direction: 'outbound', method: 'tls-dialback' };
    const planned = await run(made, 'plan', '--format', 'json');
    expect(JSON.parse(planned.stdout)).toMatchObject({ plans: [{ changes: [{ endsSessions: [ends] }] }] });
    expect((await run(made, 'plan')).stdout).toMatch(/ends .*session/);
    const applied = await run(made, 'apply', '--yes', '--format', 'json');
    expect(JSON.parse(applied.stdout)).toMatchObject({
      ledgers: [{ verified: true, results: [{ outcome: 'applied', endedSessions: [ends] }] }],
    });
    expect(await servers.ours.streams()).toEqual([]);
  });

  test('an option of the server that is in the way is named, and what to set instead', async () => {
    const servers = await start({ secureAuth: true });
    const made = await repository(servers, { 'partners/b.test.yaml': LENIENT });
    const { code, stdout } = await run(made, 'plan', '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      plans: [
        {
          diagnostics: [
            { code: 'server-limit', message: expect.stringContaining('s2s_secure_auth = true') as unknown },
          ],
        },
      ],
    });
  });

  test('what was observed is imported, and then it enforces without loss', async () => {
    const servers = await start({ options: { partner_policy_mode: 'observe' } });
    const made = await repository(servers, { 'partners/README.md': 'One file for each partner.\n' });
    await greet(servers);
    const warned = await run(made, 'plan');
    expect(warned.stdout).toContain('only observes and refuses nobody');
    const imported = await run(made, 'import', '--from-observed');
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    const text = await readFile(join(made.root, 'partners/b.test.yaml'), 'utf8');
    expect(text).toMatch(/^# {3}outbound by Server Dialback over TLS, TLSv1\.\d, certificate invalid: 1 stream/m);
    expect(text).toMatch(/^saslNegotiation: Optional$/m);
    made.commit('Import what was observed');
    await run(made, 'apply', '--yes');
    await servers.ours.configure({ options: { partner_policy_mode: 'enforce' } });
    await servers.ours.kill();
    await servers.ours.start();
    const applied = await run(made, 'apply', '--yes');
    expect(applied.stdout).toContain('verified');
    expect(applied.code).toBe(0);
    await greet(servers);
  });
});
