/** `doctor` before real Prosody servers: one that is well, and what its administrator may have left undone. */
import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ProsodyDeployment, prosodyDeployment } from '../adapters/http/prosody-deployment.ts';
import { partnerApi } from '../servers/support/partner-api.ts';
import { prosodyVersions } from '../servers/support/rig.ts';
import { cli } from '../support/cli.ts';
import { gitRepositories } from '../support/git-repository.ts';
import { READ_ONLY, TOKEN } from '../support/partner-server.ts';
import { partner } from '../support/partners.ts';

const newRepository = gitRepositories();

async function doctor(url: string, token = TOKEN) {
  const made = await newRepository();
  const text = `workspace: contoso\ndeployments:\n  edge-eu: { adapter: http, url: '${url}', token: env:T }\n`;
  made.commit('Begin', { 'partnerctl.yaml': text });
  const { code, stdout, stderr } = await cli(['doctor'], { cwd: made.root, env: { T: token } });
  expect(stdout + stderr).not.toContain(token);
  return { code, lines: stdout.trimEnd().split('\n') };
}

describe.each(prosodyVersions())('Prosody %s', (version) => {
  let deployment: ProsodyDeployment;
  beforeAll(async () => {
    deployment = await prosodyDeployment(version);
  });
  afterAll(() => deployment.stop());
  beforeEach(() => deployment.empty());

  test('that is well: nothing of it is changed', async () => {
    await deployment.put(partner('fabrikam.com'));
    const before = await partnerApi(deployment.server).revision();
    const { code, lines } = await doctor(deployment.url);
    expect(lines[3]).toBe('  ✓ certificates  the public authorities are trusted');
    expect(lines[5]).toMatch(
      new RegExp(`^ {2}✓ api {11}partner API, version 1: mod_partner_policy \\S+ on Prosody ${version}\\.\\d+$`),
    );
    expect(lines.slice(6, 8)).toEqual([
      '  ✓ access        the token in T may read and write',
      '  ✓ enforcement   it enforces, on contoso.test',
    ]);
    expect(lines.find((line) => line.includes('✓ partners'))).toContain('1 partner, revision ');
    expect(lines.at(-1)).toBe('edge-eu: ready');
    expect(code).toBe(0);
    expect(await partnerApi(deployment.server).revision()).toBe(before);
  });

  test('whose token may only read', async () => {
    const { code, lines } = await doctor(deployment.url, READ_ONLY);
    expect(lines).toContain('  ! access        the token in T may only read');
    expect(lines.at(-1)).toBe('edge-eu: ready, 1 warning');
    expect(code).toBe(0);
  });

  test('that knows the token no more', async () => {
    deployment.forgetTokens();
    await deployment.kill();
    await deployment.start();
    const { code, lines } = await doctor(deployment.url);
    expect(lines).toContain('  ✗ access        the server does not know the token (401)');
    expect(lines.at(-1)).toBe('edge-eu: not ready: 1 failed, 5 not looked at');
    expect(code).toBe(1);
  });

  test('without the module at that path', async () => {
    const { code, lines } = await doctor(`${deployment.server.http}/elsewhere`);
    expect(lines).toContain('  ✗ api           nothing is there (404)');
    expect(code).toBe(1);
  });

  test('with a record that is broken', async () => {
    await deployment.put(partner('fabrikam.com'));
    await deployment.kill();
    const [record = ''] = readdirSync(join(deployment.records, 'partners'));
    truncateSync(join(deployment.records, 'partners', record), 20);
    await deployment.start();
    const { code, lines } = await doctor(deployment.url);
    expect(lines.join('\n')).toMatch(/✗ enforcement {3}it does not enforce: /);
    expect(lines.join('\n')).toMatch(/✗ partners/);
    expect(code).toBe(1);
  });

  test('that is down', async () => {
    await deployment.kill();
    const { code, lines } = await doctor(deployment.url);
    expect(lines).toContain('  ✗ connection    nobody listens there');
    expect(code).toBe(1);
  });

  test('that only observes', async () => {
    const observing = await prosodyDeployment(version, { partner_policy_mode: 'observe' });
    try {
      const { code, lines } = await doctor(observing.url);
      expect(lines.join('\n')).toMatch(/! enforcement {3}it only observes: /);
      expect(code).toBe(0);
    } finally {
      await observing.stop();
    }
  });

  test('that does not let this address ask', async () => {
    const closed = await prosodyDeployment(version, { partner_policy_allow_from: ['192.0.2.1'] });
    try {
      const { code, lines } = await doctor(closed.url);
      expect(lines.join(' ')).toMatch(/✗ api .*nothing is there \(404\).*partner_policy_allow_from/);
      expect(code).toBe(1);
    } finally {
      await closed.stop();
    }
  });
});
