/**
 * The workflows that `init` writes, run: their steps in bash, the built partnerctl, a repository over HTTP, a server
 * with the partner API, GitHub's API as GitHub describes it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { partnerFiles, partnerText } from '../support/example.ts';
import { partnerServer } from '../support/partner-server.ts';
import { artifact, configOf, type Forge, forges } from './support/forge.ts';
import { BOT, type MockThread, TOKEN } from './support/github-mock.ts';
import type { Ran } from './support/runner.ts';

/** Several runs with a dozen processes each, on a machine that may have other work. */
const SLOW = 180_000;

const newForge = forges();
let forge: Forge;

const FINE = { lint: 'success', plan: 'success', comment: 'success', gate: 'success' };
const live = () => [...forge.server.partners.keys()].sort();
const bodies = ({ comments }: MockThread) => comments.map(({ body }) => body);

/** Two partners, committed and applied. */
beforeEach(async () => {
  forge = await newForge();
  expect(live()).toEqual(['a.example', 'b.example']);
});

function neverShown(ran: Ran): void {
  for (const secret of [TOKEN, 'read-write-0123', 'read-only-0123'])
    expect(ran.log + ran.summary).not.toContain(secret);
}

test(
  'a pull request from a branch: annotated, commented, merged, applied, verified',
  async () => {
    const weaker = partnerText('b.example', 'tlsNegotiation: Optional', 'saslNegotiation: Optional');
    const pull = forge.propose(7, { ...partnerFiles('c.example'), 'partners/b.example.yaml': weaker });
    const checked = await forge.check(pull);
    expect(checked.results).toEqual(FINE);
    neverShown(checked);
    expect(checked.log).toMatch(
      /::warning file=partners\/b\.example\.yaml,line=5,.*title=weakens::b\.example on edge-eu/,
    );
    expect(checked.summary).toContain(
      'This would let in 1 new partner, treat 1 partner differently on edge-eu'.replace(', treat', ' and treat'),
    );
    const [body = ''] = bodies(pull);
    expect(body).toContain(
      'This pull request lets `c.example`, `conference.c.example` in and **weakens** `b.example` on edge-eu: unencrypted streams become possible, a valid certificate is no longer needed.',
    );
    expect(body).toContain(`/blob/${pull.pull?.head}/partners/b.example.yaml#L5`);

    forge.push(pull, { 'partners/c.example.yaml': null });
    expect((await forge.check(pull)).results).toEqual(FINE);
    expect(bodies(pull)).toHaveLength(1);
    expect(bodies(pull)[0]).not.toContain('c.example');

    forge.merge(pull);
    const applied = await forge.apply();
    expect(applied.results).toEqual({ apply: 'success' });
    neverShown(applied);
    expect(applied.summary).toContain('### edge-eu: 1 applied, verified');
    expect(forge.server.lastApplied).toMatchObject({
      workspace: 'contoso-partners',
      commit: forge.repo.git('rev-parse', 'main'),
    });
  },
  SLOW,
);

test(
  'from a fork: linted without secrets, what is missing is a note, and the comment is written by another run',
  async () => {
    const broken = { 'partners/c.example.yaml': 'domain: c.example\npartnerType: Friend @contoso </details>\n' };
    const pull = forge.propose(8, partnerFiles('c.example'), 'fork');
    const checked = await forge.check(pull);
    expect(checked.results).toEqual({ lint: 'success', plan: 'success', comment: 'skipped', gate: 'success' });
    expect(checked.log).toMatch(
      /::notice title=not-planned::edge-eu was not planned: .*EDGE_EU_TOKEN.*forks get no secrets/,
    );
    expect(await forge.checkFork(pull)).toMatchObject({ results: { comment: 'success' } });
    expect(bodies(pull)[0]).toContain('Nothing found in');

    forge.push(pull, broken);
    expect((await forge.check(pull)).results).toMatchObject({ lint: 'failure', gate: 'failure' });
    await forge.checkFork(pull);
    expect(bodies(pull)).toHaveLength(1);
    expect(bodies(pull)[0]).toContain('**1 error, 1 note**');
    expect(bodies(pull)[0]).not.toMatch(/@contoso|<\/details>/);

    // what a fork's own run says of another pull request, or of an older commit, is said nowhere
    const other = forge.propose(9, partnerFiles('d.example'));
    writeFileSync(join(forge.artifacts, 'partners-fork/pull'), '9');
    const spoofed = await forge.checkFork(pull);
    expect(spoofed.results).toEqual({ comment: 'failure' });
    expect(spoofed.log).toContain('is not the head of pull request 9');
    writeFileSync(join(forge.artifacts, 'partners-fork/pull'), '8 --author x');
    expect(await forge.checkFork(pull)).toMatchObject({ results: { comment: 'failure' } });
    expect(bodies(other)).toEqual([]);
  },
  SLOW,
);

test(
  'that changes `url:` to steal the token: the base says where to connect, and the comment says what was tried',
  async () => {
    const thief = await partnerServer();
    const pull = forge.propose(10, { 'partnerctl.yaml': configOf(thief.url), ...partnerFiles('c.example') });
    const checked = await forge.check(pull);
    await thief.stop();
    expect(checked.results).toEqual(FINE);
    expect(thief.requests).toEqual([]);
    expect(bodies(pull)[0]).toContain(
      `**Policy changes**, in effect after the merge:\n\n- \`deployments.edge-eu.url\`: \`"${forge.server.url}"\` → \`"${thief.url}"\``,
    );
  },
  SLOW,
);

test(
  'with files that are broken: nothing is planned, the gate stays shut, and an older comment is no longer true',
  async () => {
    const pull = forge.propose(11, partnerFiles('c.example'));
    await forge.check(pull);
    forge.push(pull, { 'partners/c.example.yaml': 'domain: c.example\n' });
    expect((await forge.check(pull)).results).toEqual({
      lint: 'failure',
      plan: 'failure',
      comment: 'success',
      gate: 'failure',
    });
    expect(bodies(pull)).toHaveLength(1);
    expect(bodies(pull)[0]).toContain('**Nothing was planned: the files have 1 error');
  },
  SLOW,
);

describe('after the merge', () => {
  test(
    'two merges before one apply, one of them squashed: both are applied',
    async () => {
      const one = forge.propose(12, partnerFiles('c.example'));
      const two = forge.propose(13, { 'partners/b.example.yaml': null });
      await forge.check(one);
      await forge.check(two);
      forge.merge(one);
      forge.merge(two, 'squash');
      expect(await forge.apply()).toMatchObject({ results: { apply: 'success' } });
      expect(live()).toEqual(['a.example', 'c.example']);
    },
    SLOW,
  );

  test(
    'a run that was dropped is made up for by the next, and an old one that is run again changes nothing',
    async () => {
      const one = forge.propose(12, partnerFiles('c.example'));
      await forge.check(one);
      const dropped = forge.merge(one);
      const two = forge.propose(13, partnerFiles('d.example'));
      await forge.check(two);
      expect(bodies(two)[0]).toContain('1 change of others is waiting there');
      forge.merge(two);
      expect(await forge.apply()).toMatchObject({ results: { apply: 'success' } });
      expect(live()).toEqual(['a.example', 'b.example', 'c.example', 'd.example']);
      const again = await forge.apply({ commit: dropped });
      expect(live()).toEqual(['a.example', 'b.example', 'c.example', 'd.example']);
      expect(again.results).toEqual({ apply: 'success' });
      expect(forge.server.lastApplied?.commit).toBe(forge.repo.git('rev-parse', 'main'));
    },
    SLOW,
  );

  test(
    'a plan gone stale between review and merge is refused, named, and let through by a person',
    async () => {
      const pull = forge.propose(12, { 'partners/b.example.yaml': partnerText('b.example', 'connectionLimit: 10') });
      await forge.check(pull);
      const b = forge.server.partners.get('b.example');
      if (b !== undefined) forge.server.partners.set('b.example', { ...b, keepAlive: false });
      forge.merge(pull);
      const refused = await forge.apply();
      expect(refused.results).toEqual({ apply: 'failure' });
      expect(refused.log).toContain('exit 3');
      expect(refused.summary).toContain('1 change was shown on no pull request merged since');
      expect(refused.summary).toContain('update b.example');
      expect(forge.server.partners.get('b.example')).toMatchObject({ connectionLimit: null });
      const digest = /--override ([0-9a-f]{12})/.exec(refused.summary)?.[1] ?? '';
      expect(await forge.apply({ override: digest })).toMatchObject({ results: { apply: 'success' } });
      expect(forge.server.partners.get('b.example')).toMatchObject({ connectionLimit: 10, keepAlive: true });
    },
    SLOW,
  );

  test(
    'what was pushed past all pull requests is refused',
    async () => {
      forge.repo.commit('Straight to main', partnerFiles('c.example'));
      const { results, summary } = await forge.apply();
      expect(results).toEqual({ apply: 'failure' });
      expect(summary).toContain('add c.example');
      expect(live()).toEqual(['a.example', 'b.example']);
      expect(await forge.apply({ override: '--yes' })).toMatchObject({ results: { apply: 'failure' } });
      expect(await forge.apply({ override: 'abcdef012345' })).toMatchObject({ results: { apply: 'failure' } });
    },
    SLOW,
  );

  test(
    'an apply that failed is made good by the next run',
    async () => {
      const pull = forge.propose(12, partnerFiles('c.example'));
      await forge.check(pull);
      forge.merge(pull);
      forge.server.fault = ({ request, answer, send }) =>
        send(
          request.method === 'PATCH'
            ? { status: 500, body: { error: { code: 'disk', message: 'full', hint: 'x' } } }
            : answer(),
        );
      const failed = await forge.apply();
      expect(failed.results).toEqual({ apply: 'failure' });
      expect(live()).toEqual(['a.example', 'b.example']);
      forge.server.fault = undefined;
      expect(await forge.apply()).toMatchObject({ results: { apply: 'success' } });
      expect(live()).toEqual(['a.example', 'b.example', 'c.example']);
    },
    SLOW,
  );
});

test(
  'a plan that was tampered with on its way to the comment is refused',
  async () => {
    const pull = forge.propose(12, { 'partners/b.example.yaml': null });
    const checked = await forge.check(pull, (job) => {
      if (job !== 'plan') return;
      const text = artifact(forge, 'partners-plan/plan.json').replaceAll('b.example', 'x.example');
      writeFileSync(join(forge.artifacts, 'partners-plan/plan.json'), text);
    });
    expect(checked.results).toEqual({ lint: 'success', plan: 'success', comment: 'failure', gate: 'failure' });
    expect(checked.log).toContain('was altered: its content has another digest');
    expect(bodies(pull)).toEqual([]);
  },
  SLOW,
);

describe('drift', () => {
  const issues = () => [...forge.github.threads.values()].filter(({ pull }) => pull === undefined);

  test(
    'appears, is told, is put right by a person, and the issue is closed',
    async () => {
      const b = forge.server.partners.get('b.example');
      if (b !== undefined) forge.server.partners.set('b.example', { ...b, partnerType: 'PublicVerified' });
      forge.server.partners.set('stranger.example', {
        ...(b ?? never()),
        domain: 'stranger.example',
        additionalDomains: [],
      });
      expect(await forge.drift()).toMatchObject({ results: { plan: 'success', issue: 'success' } });
      expect(issues()).toMatchObject([{ title: 'Drift on edge-eu', state: 'open', author: BOT }]);
      expect(issues()[0]?.body).toContain('stranger.example');

      const refused = await forge.apply();
      expect(refused.summary).toContain('update b.example');
      const digest = /--override ([0-9a-f]{12})/.exec(refused.summary)?.[1] ?? '';
      expect(await forge.apply({ override: digest })).toMatchObject({ results: { apply: 'success' } });
      forge.server.partners.delete('stranger.example');
      expect(await forge.drift()).toMatchObject({ results: { plan: 'success', issue: 'success' } });
      expect(issues()).toMatchObject([{ state: 'closed' }]);
    },
    SLOW,
  );

  test(
    'a partner that was closed by hand is opened by no run: the guard asks who meant it',
    async () => {
      forge.server.partners.delete('b.example');
      await forge.drift();
      expect(issues()[0]?.body).toContain('(`reopens`)');
      const { results, summary } = await forge.apply();
      expect(results).toEqual({ apply: 'failure' });
      expect(summary).toContain('(`reopens`)');
      expect(summary).toContain('(`unreviewed`)');
      expect(live()).toEqual(['a.example']);
    },
    SLOW,
  );

  test(
    'a server that cannot be read leaves its issue as it is, and the job fails',
    async () => {
      forge.server.partners.delete('b.example');
      await forge.drift();
      await forge.server.stop();
      const { results } = await forge.drift();
      expect(results).toEqual({ plan: 'success', issue: 'failure' });
      expect(issues()).toMatchObject([{ state: 'open' }]);
      await forge.server.start();
    },
    SLOW,
  );
});

function never(): never {
  throw new Error('b.example is not live');
}

test(
  'on the embedded deployment, which begins empty in every run: all that waits is shown, and with it applied',
  async () => {
    const config =
      'workspace: contoso-partners\ndeployments:\n  local: { adapter: file, path: .partnerctl/local.json }\n';
    forge.repo.commit('Embedded', { 'partnerctl.yaml': config });
    const pull = forge.propose(20, partnerFiles('c.example'));
    expect((await forge.check(pull)).results).toEqual(FINE);
    expect(bodies(pull)).toHaveLength(1);
    expect(bodies(pull)[0]).toContain('lets `c.example`');
    expect(bodies(pull)[0]).toContain('waiting');
    forge.merge(pull);
    const applied = await forge.apply();
    expect(applied.results).toEqual({ apply: 'success' });
    expect(applied.summary).toContain('### local: 3 applied, verified');
  },
  SLOW,
);
