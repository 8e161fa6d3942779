/** Somebody was at the server's files: what is in force counts, plans tell it, and an apply puts it right. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GitRepository } from '../../support/git-repository.ts';
import { type Deployment, partnerFile, startDeployment } from './deployment.ts';

const TOLD = { arrived: false, condition: 'forbidden' } as const;

describe('the files of an ejabberd, changed by hand', () => {
  let at: Deployment;
  beforeAll(async () => {
    at = await startDeployment({ 'one.test': {}, 'two.test': {}, 'stranger.test': {} });
  });
  beforeEach(() => at.empty());
  afterAll(() => at?.stop());

  const applied = async (): Promise<GitRepository> => {
    const made = await at.repository({ ...partnerFile('one.test'), ...partnerFile('two.test') });
    expect((await at.run(made, ['apply', '--yes'])).code).toBe(0);
    return made;
  };
  const entry = (domain: string) => `  "partnerctl_${domain}":\n    server:\n      - "${domain}"\n`;
  const line = (domain: string) => `    - allow: "partnerctl_${domain}"\n`;
  const letIn = (domain: string) => (text: string) =>
    text.replace('acl:\n', `acl:\n${entry(domain)}`).replace('    - deny', `${line(domain)}    - deny`);
  /** As docs/adapters.md says. */
  const throwOut = (domain: string) => (text: string) => text.replace(line(domain), '');
  const reloaded = async (change: (text: string) => string): Promise<void> => {
    at.edit(change);
    expect((await at.ours.reload()).status).toBe(200);
  };
  const plan = async (made: GitRepository) => await at.run(made, ['plan', '--detailed-exitcode']);
  const apply = async (made: GitRepository, ...argv: readonly string[]) =>
    await at.run(made, ['apply', '--yes', ...argv]);

  test('edited without a reload: nobody is let in by it; it is drift, and an apply writes over it', async () => {
    const made = await applied();
    at.edit(letIn('stranger.test'));
    expect(await at.there('stranger.test')).toMatchObject(TOLD);
    const planned = await plan(made);
    expect(planned.stdout).toContain('edge: no changes, 2 partners in place');
    expect(planned.stdout).toMatch(/the fragment says otherwise than what is in\s+force/);
    expect(planned.code).toBe(2);
    const mended = await apply(made);
    expect(mended.stdout).toContain('edge: nothing to do, verified');
    expect(mended.code).toBe(0);
    await at.ours.reload();
    expect(await at.there('stranger.test')).toMatchObject(TOLD);
    expect((await plan(made)).code).toBe(0);
  });

  test('a stranger with an acl of its own is drift: kept, reported, and offered for import', async () => {
    const made = await applied();
    await reloaded(letIn('stranger.test'));
    expect((await at.there('stranger.test')).arrived).toBe(true);
    const planned = await plan(made);
    expect(planned.stdout).toMatch(/unmanaged, kept[\s\S]*no commit ever declared them here: stranger\.test/);
    expect(planned.code).toBe(2);
    expect((await apply(made)).code).toBe(0);
    expect((await at.there('stranger.test')).arrived).toBe(true);
  });

  test('a stranger among the domains of a partner is drift, and taken back', async () => {
    const made = await applied();
    await reloaded((text) => text.replace('      - "one.test"\n', '      - "one.test"\n      - "stranger.test"\n'));
    expect((await at.there('stranger.test')).arrived).toBe(true);
    const planned = await plan(made);
    expect(planned.stdout).toContain('CLOSES   ~ one.test  Additional domains: -stranger.test');
    expect(planned.stdout).toContain('all drift');
    expect((await apply(made)).code).toBe(0);
    expect(await at.there('stranger.test')).toMatchObject(TOLD);
  });

  test('a partner thrown out by hand is not let in again before somebody says so', async () => {
    const made = await applied();
    await reloaded(throwOut('two.test'));
    expect(await at.there('two.test')).toMatchObject(TOLD);
    const refused = await apply(made);
    expect(refused.stdout).toContain('refused (reopens): two.test: closed or tightened on the server by hand');
    expect(refused.code).toBe(3);
    const override = /--override (\w+)/.exec(refused.stdout)?.[1] ?? '';
    expect((await apply(made, '--override', override)).code).toBe(0);
    expect((await at.there('two.test')).arrived).toBe(true);
  });

  test('an empty fragment lets nobody in, and an apply fills it again', async () => {
    const made = await applied();
    await reloaded(() => '');
    expect(await at.there('one.test')).toMatchObject(TOLD);
    expect((await plan(made)).stdout).toContain('edge: 2 to add');
    expect((await apply(made)).code).toBe(0);
    expect(await at.talks('one.test')).toBe(true);
  });

  test('a fragment that is gone: the server keeps what it has, and nothing is planned on half a truth', async () => {
    const made = await applied();
    rmSync(at.fragment);
    expect(await at.ours.reload()).toMatchObject({ status: 400 });
    expect((await at.there('one.test')).arrived).toBe(true);
    const planned = await plan(made);
    expect(planned.stdout).toMatch(/edge: could not be planned\n.*the fragment\s+cannot be read/);
    expect(planned.code).toBe(1);
    // as the hint says
    at.write('');
    expect((await apply(made)).code).toBe(0);
    expect(await at.talks('one.test')).toBe(true);
  });

  test('rules that partnerctl did not write are never read as a shorter list', async () => {
    const made = await applied();
    await reloaded((text) => text.replace('    - deny: all', '    - allow: all\n    - deny: all'));
    expect((await at.there('stranger.test')).arrived).toBe(true);
    const planned = await plan(made);
    expect(planned.stdout).toMatch(
      /could not be planned[\s\S]*has "allow: all",\s+which\s+lets\s+everybody\s+in\s+hint: remove that line/,
    );
    expect(planned.code).toBe(1);
  });

  describe('the main file', () => {
    const OPEN = { s2s_access: 'all' } as const;

    test('fails open: nothing is planned or written before the line is there that it takes', async () => {
      const made = await applied();
      at.configure({ ...at.main, ...OPEN });
      await at.ours.reload();
      expect((await at.there('stranger.test')).arrived).toBe(true);
      for (const { code, stdout } of [await plan(made), await apply(made)]) {
        expect(stdout).toMatch(/the virtual host ours\.test lets everybody in: s2s_access is all/);
        expect(stdout).toContain('hint: write `s2s_access: partnerctl` at the top level of the main file');
        expect(code).toBe(1);
      }
      const doctor = await at.run(made, ['doctor', '--deployment', 'edge']);
      expect(doctor.stdout).toMatch(/✗ access {5}the virtual host ours\.test lets everybody in/);
      expect(doctor.code).toBe(1);
    });

    test('would fail open with the next reload: so there is none', async () => {
      const made = await applied();
      at.configure({ ...at.main, ...OPEN });
      made.commit('A change', partnerFile('one.test', 'description: One'));
      const refused = await apply(made);
      expect(refused.stdout).toContain('`s2s_access: partnerctl`');
      expect(refused.code).toBe(1);
      expect(await at.there('stranger.test')).toMatchObject(TOLD);
    });

    test('does not go with the fragment: the server’s words, the old fragment, the old rules', async () => {
      const made = await applied();
      const before = at.text();
      at.configure({ ...at.main, shaper_rules: { max_s2s_connections: [{ 2: 'all' }] } });
      made.commit('One more', partnerFile('stranger.test'));
      const failed = await apply(made);
      expect(failed.stdout).toMatch(
        /FAILED {3}\+ stranger\.test\n.*keeps the old one: "Invalid value of\s+option shaper_rules: Duplicated option: max_s2s_connections"/,
      );
      expect(failed.code).toBe(1);
      expect(at.text()).toBe(before);
      expect(await at.there('stranger.test')).toMatchObject(TOLD);
      expect((await at.there('one.test')).arrived).toBe(true);
      at.configure(at.main);
      expect((await apply(made)).code).toBe(0);
      expect(await at.talks('stranger.test')).toBe(true);
    });
  });
});
