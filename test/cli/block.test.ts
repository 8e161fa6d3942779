/** Blocks: at once, without a commit, above every file, and never lifted by an apply. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectValid } from '../render/support/schema.ts';
import { BASICS, CONFIG, partnerFiles, planJson, readState, run } from '../support/example.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';

const repository = gitRepositories();

async function applied(): Promise<GitRepository> {
  const repo = await repository();
  repo.commit('Partners', { ...BASICS, ...partnerFiles('a.example', 'b.example') });
  await run(repo, ['apply', '--yes']);
  return repo;
}

describe('block', () => {
  it('cuts a partner off at once, and every plan shows it, not as drift', async () => {
    const repo = await applied();
    const { code, stdout } = await run(repo, ['block', 'a.example', '--reason', 'spam wave', '--until', '2099-01-31']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'local: a.example is blocked until 2099-01-31, with all domains of the partner\n',
    });
    const plan = await planJson(repo);
    expect(plan).toMatchObject({
      changes: [],
      blocked: [
        { domain: 'a.example', reason: 'spam wave', partner: 'a.example', until: '2099-01-31', actor: 'tester' },
      ],
    });
    expect(await run(repo, ['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 });
  });

  it('is not lifted by an apply, but by unblock', async () => {
    const repo = await applied();
    await run(repo, ['block', 'a.example', '--reason', 'spam wave']);
    repo.commit('A third', partnerFiles('c.example'));
    expect(await run(repo, ['apply', '--yes'])).toMatchObject({ code: 0 });
    expect(readState(repo.root).blocks).toMatchObject([{ domain: 'a.example' }]);
    expect(await run(repo, ['unblock', 'a.example'])).toMatchObject({
      code: 0,
      stdout: 'local: a.example is no longer blocked; what the files say counts again\n',
    });
    expect(await run(repo, ['unblock', 'a.example'])).toMatchObject({
      code: 0,
      stdout: 'local: a.example was not blocked\n',
    });
    expect(readState(repo.root).blocks).toEqual([]);
  });

  it('is written into the journal with its reason, as is the lifting', async () => {
    const repo = await applied();
    await run(repo, ['block', 'a.example', '--reason', 'spam wave']);
    await run(repo, ['unblock', 'a.example', '--reason', 'they have mended it']);
    const lines = readFileSync(join(repo.root, '.partnerctl/journal.jsonl'), 'utf8').trim().split('\n').slice(-2);
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { event: 'block', domain: 'a.example', reason: 'spam wave', until: null, actor: 'tester' },
      { event: 'unblock', domain: 'a.example', reason: 'they have mended it', actor: 'tester' },
    ]);
  });

  it('ends with the day that was named', async () => {
    const repo = await applied();
    await run(repo, ['block', 'a.example', '--reason', 'x', '--until', '2026-11-23']);
    const blocked = async (now: string) => {
      const { stdout } = await run(repo, ['plan', '--format', 'json'], { now: new Date(now) });
      return (JSON.parse(stdout) as { plans: { blocked: unknown[] }[] }).plans[0]?.blocked.length;
    };
    expect(await blocked('2026-11-23T23:59:59Z')).toBe(1);
    expect(await blocked('2026-11-24T00:00:00Z')).toBe(0);
  });

  it('works on one domain of a partner, on a stranger, in any spelling, and while partner files are broken', async () => {
    const repo = await applied();
    repo.write({ 'partners/c.example.yaml': ':::' });
    const texts = [];
    for (const domain of ['conference.a.example', 'BÜCHER.example'])
      texts.push((await run(repo, ['block', domain, '--reason', 'x'])).stdout);
    expect(texts).toEqual([
      'local: conference.a.example is blocked until it is lifted (a domain of a.example)\n',
      'local: xn--bcher-kva.example (bücher.example) is blocked until it is lifted; no live partner covers it at present\n',
    ]);
  });

  it('asks for the deployment where there are several', async () => {
    const repo = await repository();
    repo.commit('Two', {
      ...BASICS,
      'partnerctl.yaml': `${CONFIG}  other: { adapter: file, path: .partnerctl/other.json }\n`,
      ...partnerFiles('a.example'),
    });
    const { code, stderr } = await run(repo, ['block', 'a.example', '--reason', 'x']);
    expect(code).toBe(64);
    expect(stderr).toContain('--deployment: local, other');
    const both = await run(repo, [
      'block',
      'a.example',
      '--reason',
      'x',
      '--deployment',
      'local',
      'other',
      '--format',
      'json',
    ]);
    expect(JSON.parse(both.stdout)).toMatchObject({
      results: [
        { deployment: 'local', outcome: 'blocked' },
        { deployment: 'other', outcome: 'blocked' },
      ],
    });
    expectValid('block', both.stdout);
  });

  it('an unreadable state fails, and nothing is written', async () => {
    const repo = await applied();
    repo.write({ '.partnerctl/local.json': '{' });
    const { code, stdout } = await run(repo, ['block', 'a.example', '--reason', 'x', '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ results: [{ outcome: 'failed', error: { code: 'unreadable-state' } }] });
    expectValid('block', stdout);
  });
});
