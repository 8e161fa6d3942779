/** From a file to people's messages: who is let in, who is not, and what becomes of who was. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CliRun } from '../../support/cli.ts';
import { API_COMMANDS } from '../../support/ejabberd/configuration.ts';
import type { GitRepository } from '../../support/git-repository.ts';
import { type Deployment, partnerFile, startDeployment } from './deployment.ts';

const TOLD = { arrived: false, condition: 'forbidden' } as const;
const THROWN_OUT = { arrived: false, condition: 'invalid-from' } as const;

describe('ejabberd, and partners', () => {
  let at: Deployment;
  beforeAll(async () => {
    at = await startDeployment({
      'allowed.test': {},
      'sub.allowed.test': {},
      'unlisted.test': {},
      'removed.test': {},
      'kept.test': {},
      'unstoppable.test': {},
      'bücher.test': {},
      'δοκιμή.bücher.test': {},
    });
  });
  beforeEach(() => at.empty());
  afterAll(() => at?.stop());

  test('whom a file names is let in, both ways; strangers and sub-domains are not', async () => {
    const made = await at.repository(partnerFile('allowed.test'));
    expect((await at.run(made, ['plan', '--detailed-exitcode'])).code).toBe(2);
    const applied = await at.run(made, ['apply', '--yes']);
    expect(applied.stdout).toContain('edge: 1 applied, verified');
    expect(applied.code).toBe(0);
    expect(await at.talks('allowed.test')).toBe(true);
    for (const stranger of ['unlisted.test', 'sub.allowed.test']) {
      // a user of ours is told at once, the server of theirs finds the stream closed
      expect(await at.there(stranger)).toMatchObject(TOLD);
      expect(await at.back(stranger)).toEqual(THROWN_OUT);
    }
    expect((await at.run(made, ['plan', '--detailed-exitcode'])).code).toBe(0);
  });

  test('whoever begins: a partner who comes first is let in, too', async () => {
    await at.run(await at.repository(partnerFile('allowed.test')), ['apply', '--yes']);
    expect((await at.back('allowed.test')).arrived).toBe(true);
    expect((await at.there('allowed.test')).arrived).toBe(true);
  });

  test('a partner with U-labels: A-labels in the file, both forms on the server, messages both ways', async () => {
    const domain = 'xn--bcher-kva.test';
    const more = 'additionalDomains: [xn--jxalpdlp.xn--bcher-kva.test]';
    const applied = await at.run(await at.repository(partnerFile(domain, more)), ['apply', '--yes']);
    expect(applied.stdout).toContain('applied  + xn--bcher-kva.test (bücher.test)');
    expect(applied.code).toBe(0);
    expect(at.text()).toContain(`      - "${domain}"\n      - bücher.test\n`);
    expect(await at.talks('bücher.test')).toBe(true);
    expect(await at.talks('δοκιμή.bücher.test')).toBe(true);
  });

  /** Its partner and another one are in force and talk; then its file is deleted. */
  const removed = async (domain: string, options: object = {}): Promise<GitRepository> => {
    const made = await at.repository({ ...partnerFile(domain), ...partnerFile('allowed.test') }, { ...options });
    await at.run(made, ['apply', '--yes']);
    expect(await at.talks(domain)).toBe(true);
    made.commit('The agreement has ended', { [`partners/${domain}.yaml`]: null });
    return made;
  };
  const ledgerOf = ({ stdout }: CliRun): unknown => (JSON.parse(stdout) as { ledgers: unknown[] }).ledgers[0];

  test('removed: all streams end with it, and nothing of it passes afterwards', async () => {
    const made = await removed('removed.test');
    const planned = await at.run(made, ['plan']);
    expect(planned.stdout).toMatch(/with the change of removed\.test all sessions\s+between servers end/);
    const applied = await at.run(made, ['apply', '--yes', '--format', 'json']);
    expect(ledgerOf(applied)).toMatchObject({ verified: true, results: [{ action: 'remove', outcome: 'applied' }] });
    expect(applied.code).toBe(0);
    await vi.waitFor(async () => expect(await at.theirs.streams()).toEqual([]));
    expect(await at.there('removed.test')).toMatchObject(TOLD);
    expect(await at.back('removed.test')).toEqual(THROWN_OUT);
    expect(await at.talks('allowed.test')).toBe(true);
  });

  test('removed with openSessions: keep: its streams go on, the plan warns, and the ledger does not call it verified', async () => {
    const made = await removed('kept.test', { openSessions: 'keep' });
    const planned = await at.run(made, ['plan']);
    expect(planned.stdout).toContain('warning edge (ejabberd) keeps open sessions: those of kept.test may go on');
    const applied = await at.run(made, ['apply', '--yes', '--format', 'json']);
    expect(ledgerOf(applied)).toMatchObject({
      verified: false,
      results: [{ action: 'remove', domain: 'kept.test', outcome: 'applied' }],
      unverified: [{ domain: 'kept.test', reason: expect.stringContaining('`openSessions: keep`') as unknown }],
    });
    expect(applied.code).toBe(1);
    expect(await at.talks('kept.test')).toBe(true);
    // whoever ends them by hand has what the plan promised
    await at.ours.command('stop_s2s_connections');
    expect(await at.there('kept.test')).toMatchObject(TOLD);
    expect(await at.back('kept.test')).toEqual(THROWN_OUT);
  });

  test('removed where nobody may end streams: applied, not verified, and why', async () => {
    const made = await removed('unstoppable.test');
    const what = API_COMMANDS.filter((command) => command !== 'stop_s2s_connections');
    const who = { from: ['mod_http_api'], who: [{ ip: '127.0.0.0/8' }], what };
    at.configure({ ...at.main, api_permissions: { tests: who } });
    await at.ours.reload();
    const applied = await at.run(made, ['apply', '--yes', '--format', 'json']);
    const failed = /may go on: stop_s2s_connections failed: .*does not let .* call.*api_permissions/;
    expect(ledgerOf(applied)).toMatchObject({
      verified: false,
      results: [{ domain: 'unstoppable.test', outcome: 'applied' }],
      unverified: [{}, { domain: 'unstoppable.test', reason: expect.stringMatching(failed) as unknown }],
    });
    expect(applied.code).toBe(1);
    expect(await at.talks('unstoppable.test')).toBe(true);
    // it is not forgotten: as soon as somebody may, the next apply ends them
    const planned = await at.run(made, ['plan', '--detailed-exitcode']);
    expect(planned.stdout).toMatch(/sessions of unstoppable\.test may go\s+on/);
    expect(planned.code).toBe(2);
    at.configure(at.main);
    await at.ours.reload();
    const again = await at.run(made, ['apply', '--yes']);
    expect(again.stdout).toContain('edge: nothing to do, verified');
    expect(again.code).toBe(0);
    expect(await at.there('unstoppable.test')).toMatchObject(TOLD);
  });

  test('removed where nobody is connected: there is nothing to end, and it is verified', async () => {
    const made = await removed('removed.test', { openSessions: 'keep' });
    await at.ours.command('stop_s2s_connections');
    const applied = await at.run(made, ['apply', '--yes']);
    expect(applied.stdout).toContain('edge: 1 applied, verified');
    expect(applied.code).toBe(0);
  });
});
