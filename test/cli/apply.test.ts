/** plan and apply on the embedded deployment, as a user meets them. */
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BASICS,
  CONFIG,
  editState,
  partnerFiles,
  partnerText,
  planJson,
  readState,
  run,
  STATE,
} from '../support/example.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';

const repository = gitRepositories();

async function committed(...domains: string[]): Promise<GitRepository> {
  const repo = await repository();
  repo.commit('Partners', { ...BASICS, ...partnerFiles(...domains) });
  return repo;
}

describe('apply', () => {
  it('writes, proves it, and leaves nothing to plan', async () => {
    const repo = await committed('a.example', 'b.example');
    const first = await run(repo, ['apply', '--yes']);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('local: 2 applied, verified');
    expect(readState(repo.root).partners.map(({ domain }) => domain)).toEqual(['a.example', 'b.example']);
    expect(readState(repo.root).lastApplied).toMatchObject({
      workspace: 'test',
      commit: repo.git('rev-parse', 'HEAD'),
      actor: 'tester',
    });
    const again = await run(repo, ['plan', '--detailed-exitcode']);
    expect(again).toMatchObject({ code: 0, stdout: 'local: no changes, 2 partners in place\n' });
  });

  it('asks, and only yes means yes', async () => {
    const repo = await committed('a.example');
    for (const answer of ['', 'y', 'no', 'sure']) {
      const { code, stderr } = await run(repo, ['apply'], { answer });
      expect({ code, asked: stderr.includes('Apply 1 change to local? Type yes: ') }).toEqual({ code: 1, asked: true });
      expect(stderr).toContain('nothing was written');
      expect(existsSync(join(repo.root, STATE))).toBe(false);
    }
    expect(await run(repo, ['apply'], { answer: 'yes' })).toMatchObject({ code: 0 });
    expect(readState(repo.root).partners).toHaveLength(1);
  });

  it('shows what it asks about, however little was asked for', async () => {
    const repo = await committed('a.example');
    const quiet = await run(repo, ['apply', '--quiet'], { answer: 'no' });
    expect(quiet.stdout).toContain('opens    + a.example');
    const json = await run(repo, ['apply', '--format', 'json'], { answer: 'no' });
    expect(json.stderr).toContain('opens    + a.example');
    expect(JSON.parse(json.stdout)).toEqual({ formatVersion: 1, ledgers: [] });
  });

  it('does not ask where there is nothing to change', async () => {
    const repo = await committed('a.example');
    await run(repo, ['apply', '--yes']);
    const { code, stderr } = await run(repo, ['apply'], { answer: 'no' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('stops cleanly when it is interrupted at the question', async () => {
    const repo = await committed('a.example');
    let interrupt: (signal: 'SIGINT' | 'SIGTERM') => void = () => undefined;
    const asked = run(repo, ['apply'], {
      onStart: (given) => (interrupt = given),
      onError: (text) => {
        if (text.includes('Type yes')) interrupt('SIGTERM');
      },
      answer: 'yes',
    });
    expect(await asked).toMatchObject({ code: 143 });
    expect(existsSync(join(repo.root, STATE))).toBe(false);
  });

  it('stops cleanly when it is interrupted before anything is read', async () => {
    const repo = await committed('a.example');
    const { code, stderr } = await run(repo, ['apply', '--yes'], {
      onInterruptible: (interrupt) => interrupt('SIGINT'),
    });
    expect(code).toBe(130);
    expect(stderr).toContain('nothing was written');
    expect(existsSync(join(repo.root, STATE))).toBe(false);
  });

  it('says in JSON what became of each change', async () => {
    const repo = await committed('a.example');
    const { stdout } = await run(repo, ['apply', '--yes', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: 1,
      ledgers: [
        {
          deployment: 'local',
          verified: true,
          results: [{ action: 'add', domain: 'a.example', outcome: 'applied' }],
          summary: { applied: 1, failed: 0, skipped: 0, unknown: 0 },
        },
      ],
    });
  });

  it('writes a journal that only grows, and no secret into it', async () => {
    const repo = await committed('a.example');
    await run(repo, ['apply', '--yes'], { env: { EDGE_TOKEN: 'hunter2' } });
    await run(repo, ['block', 'a.example', '--reason', 'test']);
    const journal = readFileSync(join(repo.root, '.partnerctl/journal.jsonl'), 'utf8');
    const events = journal
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events).toEqual(['begin', 'result', 'end', 'block']);
    expect(journal).not.toContain('hunter2');
  });

  it('applies uncommitted files to the embedded deployment, without advancing the record', async () => {
    const repo = await committed('a.example');
    await run(repo, ['apply', '--yes']);
    const { lastApplied } = readState(repo.root);
    repo.write(partnerFiles('b.example'));
    const { code, stdout } = await run(repo, ['apply', '--yes']);
    expect(code).toBe(0);
    expect(stdout).toContain('not committed');
    expect(readState(repo.root)).toMatchObject({
      lastApplied,
      partners: [{ domain: 'a.example' }, { domain: 'b.example' }],
    });
  });

  it('with errors in any file there is no plan at all, and nothing is written', async () => {
    const repo = await committed('a.example');
    repo.write({ 'partners/b.example.yaml': 'domain: b.example\npartnerType: federated\n' });
    const { code, stdout, stderr } = await run(repo, ['apply', '--yes']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('did you mean `Federated`?');
    expect(existsSync(join(repo.root, '.partnerctl'))).toBe(false);
  });

  it('follows no link to where a hostile repository wants the lock and the journal', async () => {
    const repo = await committed('a.example');
    repo.write({ 'elsewhere/keep': '' });
    symlinkSync('elsewhere', join(repo.root, '.partnerctl'));
    expect(await run(repo, ['apply', '--yes'])).toMatchObject({ code: 1 });
    expect(await run(repo, ['block', 'a.example', '--reason', 'x'])).toMatchObject({ code: 1 });
    expect(readdirSync(join(repo.root, 'elsewhere'))).toEqual(['keep']);
  });

  it('an unreadable state is an error and never an empty state', async () => {
    const repo = await committed('a.example', 'b.example');
    await run(repo, ['apply', '--yes']);
    const whole = readFileSync(join(repo.root, STATE), 'utf8');
    for (const broken of [
      '',
      '{',
      whole.slice(0, whole.length / 2),
      '[]',
      '{"formatVersion":2,"partners":[],"blocks":[]}',
    ]) {
      writeFileSync(join(repo.root, STATE), broken);
      const { code, stdout } = await run(repo, ['apply', '--yes', '--format', 'json']);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        ledgers: [{ deployment: 'local', error: { code: 'unreadable-state' } }],
      });
      expect(readFileSync(join(repo.root, STATE), 'utf8')).toBe(broken);
    }
  });
});

describe('what was reviewed is what is applied', () => {
  it('--expect: the digest of the fresh plan, or 3 and nothing written', async () => {
    const repo = await committed('a.example');
    const { digest } = await planJson(repo);
    const short = digest.slice(7, 19);
    repo.write(partnerFiles('b.example'));
    const stale = await run(repo, ['apply', '--expect', short]);
    expect(stale.code).toBe(3);
    expect(stale.stdout).toContain(`expected was ${short}`);
    expect(existsSync(join(repo.root, STATE))).toBe(false);
    repo.write({ 'partners/b.example.yaml': null });
    expect(await run(repo, ['apply', '--expect', short])).toMatchObject({ code: 0 });
    expect(await run(repo, ['apply', '--expect', short])).toMatchObject({ code: 3 });
  });

  it('a saved plan is an expectation too, and one that was altered is refused', async () => {
    const repo = await committed('a.example');
    const file = join(repo.root, '.partnerctl-plan.json');
    await run(repo, ['plan', '--out', file]);
    const saved = readFileSync(file, 'utf8');
    writeFileSync(file, saved.replaceAll('conference.a.example', 'evil.example'));
    const altered = await run(repo, ['apply', file]);
    expect(altered.code).toBe(3);
    expect(altered.stderr).toContain('was altered');
    writeFileSync(file, saved);
    repo.write(partnerFiles('z.example'));
    expect(await run(repo, ['apply', file])).toMatchObject({ code: 3 });
    repo.write({ 'partners/z.example.yaml': null });
    expect(await run(repo, ['apply', file])).toMatchObject({ code: 0 });
  });

  it('a saved plan of a part is applied as that part', async () => {
    const repo = await committed('a.example', 'b.example');
    const file = join(repo.root, '.git/plan.json');
    expect(await run(repo, ['plan', '--only', 'b.example', '--out', file])).toMatchObject({ code: 0 });
    expect(await run(repo, ['apply', file])).toMatchObject({ code: 0 });
    expect(readState(repo.root).partners).toMatchObject([{ domain: 'b.example' }]);
    repo.commit('Let b go', { 'partners/b.example.yaml': null });
    expect(await run(repo, ['plan', '--only', 'b.example', '--out', file])).toMatchObject({ code: 0 });
    const all = ['apply', file, '--only', 'a.example', 'b.example', '--override', '0'.repeat(12)];
    expect(await run(repo, all)).toMatchObject({ code: 3 });
    editState(repo.root, (state) => {
      state.partners = [];
    });
    const late = await run(repo, ['apply', file]);
    expect(late).toMatchObject({ code: 3 });
    expect(late.stdout).toMatch(
      /refused \(stale\)[\s\S]*look again: partnerctl plan --deployment local --only b\.example\n/,
    );
  });

  it.each(['pretty', 'markdown'])('the command that %s shows applies exactly the plan of a part', async (format) => {
    const repo = await committed('a.example', 'b.example');
    const { stdout } = await run(repo, ['plan', '--only', 'b.example', '--format', format]);
    const shown = /partnerctl (apply --deployment local .*--expect [0-9a-f]{12})/.exec(
      stdout.replace(/\s+/g, ' '),
    )?.[1];
    expect(await run(repo, shown?.split(' ') ?? [])).toMatchObject({ code: 0 });
    expect(readState(repo.root).partners).toMatchObject([{ domain: 'b.example' }]);
  });

  it('an override lifts the guards of this one plan only', async () => {
    const repo = await committed('a.example', 'b.example');
    await run(repo, ['apply', '--yes']);
    repo.commit('Let b go', { 'partners/b.example.yaml': null });
    repo.commit('Let a go, take c', { 'partners/a.example.yaml': null, ...partnerFiles('c.example') });
    const held = await run(repo, ['apply', '--yes']);
    expect(held.code).toBe(3);
    const plan = await planJson(repo);
    expect(plan.refusals).toMatchObject([{ guard: 'mass-removal' }]);
    const override = plan.refusals[0]?.override.split(' ').at(-1) ?? '';
    expect(plan.diagnostics).toMatchObject([{ code: 'guard-mass-removal', severity: 'warning' }]);
    expect(await run(repo, ['apply', '--yes', '--override', '0'.repeat(12)])).toMatchObject({ code: 3 });
    expect(await run(repo, ['apply', '--yes', '--override', override])).toMatchObject({ code: 0 });
    expect(readState(repo.root)).toMatchObject({
      partners: [{ domain: 'c.example' }],
      lastApplied: { commit: repo.git('rev-parse', 'HEAD') },
    });
  });

  it('what somebody closed by hand is not opened again without an override', async () => {
    const repo = await committed('a.example', 'b.example');
    await run(repo, ['apply', '--yes']);
    editState(repo.root, (state) => {
      state.partners = state.partners.filter(({ domain }) => domain !== 'b.example');
    });
    const plan = await planJson(repo);
    expect(plan.changes).toMatchObject([{ action: 'add', domain: 'b.example', causes: ['drift'], effects: ['opens'] }]);
    expect(await run(repo, ['plan', '--detailed-exitcode'])).toMatchObject({ code: 2 });
    expect(await run(repo, ['apply', '--yes'])).toMatchObject({ code: 3 });
    expect(await run(repo, ['apply', '--yes', '--override', plan.digest])).toMatchObject({ code: 0 });
  });

  it('--only applies a part, and does not advance the record', async () => {
    const repo = await committed('a.example', 'b.example');
    const { code } = await run(repo, ['apply', '--yes', '--only', 'b.example']);
    expect(code).toBe(0);
    expect(readState(repo.root).partners.map(({ domain }) => domain)).toEqual(['b.example']);
    expect(readState(repo.root).lastApplied).toBeUndefined();
    expect((await planJson(repo)).changes).toMatchObject([{ domain: 'a.example', causes: [] }]);
  });
});

describe('several deployments', () => {
  const two = `${CONFIG}  other: { adapter: file, path: .partnerctl/other.json }\n`;

  it('one that cannot be read neither stops nor hides the others', async () => {
    const repo = await repository();
    repo.commit('Two', { ...BASICS, 'partnerctl.yaml': two, ...partnerFiles('a.example') });
    repo.write({ '.partnerctl/other.json': 'garbage' });
    const { code, stdout } = await run(repo, ['apply', '--yes', '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ledgers: [
        { deployment: 'local', verified: true, summary: { applied: 1 } },
        { deployment: 'other', verified: false, error: { code: 'unreadable-state' } },
      ],
    });
    const plans = JSON.parse((await run(repo, ['plan', '--format', 'json'])).stdout) as { plans: unknown[] };
    expect(plans.plans).toMatchObject([
      { deployment: 'local', changes: [] },
      { deployment: 'other', error: { code: 'unreadable-state' } },
    ]);
  });

  it('a partner goes where its file says', async () => {
    const repo = await repository();
    repo.commit('Two', {
      ...BASICS,
      'partnerctl.yaml': two,
      ...partnerFiles('a.example'),
      'partners/b.example.yaml': partnerText('b.example', 'deployments: [other]'),
    });
    await run(repo, ['apply', '--yes']);
    expect(readState(repo.root).partners.map(({ domain }) => domain)).toEqual(['a.example']);
  });
});

describe('--base', () => {
  it('takes policy and connections from the base, and shows what a pull request changes there', async () => {
    const repo = await committed('a.example');
    repo.git('checkout', '--quiet', '-b', 'topic');
    repo.commit('Elsewhere, and weaker', {
      'partnerctl.yaml': CONFIG.replace('local.json', 'evil.json').replace(
        'workspace: test\n',
        'workspace: test\nweakestMethod: tls-dialback\n',
      ),
      ...partnerFiles('b.example'),
    });
    repo.write({ '.partnerctl/evil.json': 'must not be read' });
    const { code, stdout } = await run(repo, ['plan', '--base', 'main', '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      policyChanges: [
        { path: 'deployments.local.path', before: '".partnerctl/local.json"', after: '".partnerctl/evil.json"' },
        { path: 'weakestMethod', before: '"tcp-dialback"', after: '"tls-dialback"' },
      ],
      plans: [
        {
          changes: [
            { domain: 'a.example', causes: [] },
            { domain: 'b.example', causes: ['proposed'] },
          ],
        },
      ],
    });
    const pretty = await run(repo, ['plan', '--base', 'main']);
    expect(pretty.stdout.indexOf('evil.json')).toBeLessThan(pretty.stdout.indexOf('local: 2 to add'));
  });

  it('judges by the base, and says so where the pull request would judge otherwise', async () => {
    const repo = await repository();
    const strict = CONFIG.replace('deployments:', 'weakestMethod: tls-dialback\ndeployments:');
    repo.commit('Strict', { ...BASICS, 'partnerctl.yaml': strict, ...partnerFiles('a.example') });
    repo.git('checkout', '--quiet', '-b', 'topic');
    const weak = { 'partners/b.example.yaml': partnerText('b.example', 'tlsNegotiation: Optional') };
    const told = async () => (await run(repo, ['plan', '--base', 'main'])).stderr;
    repo.commit('A weak partner', weak);
    expect(await told()).toContain('(weakest-method)');
    expect(await told()).not.toContain('--base');
    repo.commit('And it shall be allowed', { 'partnerctl.yaml': CONFIG });
    expect(await run(repo, ['lint'])).toMatchObject({ code: 0 });
    expect(await told()).toContain('(weakest-method)');
    expect(await told()).toContain(
      'note: the configuration at --base is what counts; changes to it count after the merge\n',
    );
  });
});
