/** The pipeline over deployments in memory: what the embedded deployment cannot show. */
import { describe, expect, it } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import type { Adapter } from '../../src/model/adapter.ts';
import { AdapterError } from '../../src/model/errors.ts';
import { isFailed, type Plan } from '../../src/model/plan.ts';
import type { Edges } from '../../src/reconcile/edges.ts';
import { type ApplyOptions, apply, plan } from '../../src/reconcile.ts';
import { NOW } from '../support/cli.ts';
import { BASICS, partnerFiles, partnerText } from '../support/example.ts';
import { type GitRepository, gitRepositories, ISOLATED_ENVIRONMENT } from '../support/git-repository.ts';
import { type MemoryDeployment, memoryDeployment } from '../support/memory-adapter.ts';
import { partner } from '../support/partners.ts';

const repository = gitRepositories();

/** Names in partnerctl.yaml; what they stand for is decided here. `other` keeps them from being the `file` adapter. */
function edges(repo: GitRepository, deployments: Readonly<Record<string, () => Adapter>>): Edges {
  return {
    now: () => NOW,
    run: 'test-run',
    random: () => 0.5,
    delay: async () => await Promise.resolve(),
    signal: new AbortController().signal,
    openRepository: async () => await openRepository(repo.root, { env: ISOLATED_ENVIRONMENT }),
    openAdapter: async ({ name }) => {
      const open = deployments[name];
      if (open === undefined) throw new Error(`no deployment ${name}`);
      return await Promise.resolve(open());
    },
  };
}

const options = (repo: GitRepository) => ({ root: repo.root, today: '2026-11-22', deployments: [], only: [] });

const applyOptions = (repo: GitRepository, more: Partial<ApplyOptions> = {}): ApplyOptions => ({
  ...options(repo),
  expect: [],
  saved: null,
  override: [],
  allowUncommitted: false,
  actor: 'tester',
  confirm: async () => await Promise.resolve(true),
  ...more,
});

const config = (...names: string[]) =>
  `workspace: test\ndeployments:\n${names.map((name) => `  ${name}: { adapter: file, path: .partnerctl/${name}.json }\n`).join('')}`;

async function planOf(repo: GitRepository, deployment: MemoryDeployment): Promise<Plan> {
  const result = await plan(options(repo), edges(repo, { local: () => deployment.adapter() }));
  const [only] = result.kind === 'planned' ? result.results : [];
  if (only === undefined || isFailed(only)) throw new Error(JSON.stringify(result));
  return only;
}

async function committed(...domains: string[]): Promise<GitRepository> {
  const repo = await repository();
  repo.commit('Partners', { ...BASICS, ...partnerFiles(...domains) });
  return repo;
}

describe('several deployments', () => {
  it('one that fails to open, one that fails to read and a good one: each has its result', async () => {
    const repo = await repository();
    repo.commit('Three', { 'partnerctl.yaml': config('a', 'b', 'c'), ...partnerFiles('x.example') });
    const good = memoryDeployment();
    const unreachable = () => {
      throw new AdapterError({
        deployment: 'a',
        operation: 'open',
        retryable: false,
        message: 'no route',
        hint: 'plug it in',
      });
    };
    const broken = (): Adapter => ({
      ...memoryDeployment().adapter(),
      read: async () => {
        throw new AdapterError({
          deployment: 'b',
          operation: 'read',
          retryable: false,
          message: 'truncated',
          hint: 'look there',
        });
      },
    });
    const result = await apply(applyOptions(repo), edges(repo, { a: unreachable, b: broken, c: () => good.adapter() }));
    expect(result).toMatchObject({
      kind: 'applied',
      ledgers: [
        { deployment: 'a', verified: false, error: { code: 'open-failed', message: 'no route' } },
        { deployment: 'b', verified: false, error: { code: 'read-failed' } },
        { deployment: 'c', verified: true, summary: { applied: 1 } },
      ],
    });
  });

  it('at most four are under way at once', async () => {
    const repo = await repository();
    const names = Array.from({ length: 12 }, (_, index) => `d${index}`);
    repo.commit('Many', { 'partnerctl.yaml': config(...names), ...partnerFiles('x.example') });
    let open = 0;
    let most = 0;
    const counted = (): Adapter => {
      const adapter = memoryDeployment().adapter();
      return {
        ...adapter,
        read: async (signal) => {
          open += 1;
          most = Math.max(most, open);
          await new Promise((resolve) => setImmediate(resolve));
          open -= 1;
          return await adapter.read(signal);
        },
      };
    };
    const result = await plan(options(repo), edges(repo, Object.fromEntries(names.map((name) => [name, counted]))));
    expect(result).toMatchObject({ kind: 'planned' });
    expect(most).toBe(4);
  });

  it('every connection is closed, also after a failure', async () => {
    const repo = await committed('x.example');
    let closed = 0;
    const adapter = (): Adapter => ({
      ...memoryDeployment().adapter(),
      close: async () => {
        closed += 1;
        await Promise.resolve();
      },
    });
    await plan(options(repo), edges(repo, { local: adapter }));
    await apply(
      applyOptions(repo, { confirm: async () => await Promise.resolve(false) }),
      edges(repo, { local: adapter }),
    );
    await expect(
      apply(
        applyOptions(repo, { confirm: async () => await Promise.reject(new Error('boom')) }),
        edges(repo, { local: adapter }),
      ),
    ).rejects.toThrow('boom');
    expect(closed).toBe(3);
  });
});

describe('uncommitted files', () => {
  it.each([
    ['file', false, 'applied'],
    ['memory', false, 'refused'],
    ['memory', true, 'applied'],
  ])('on the %s adapter, with --allow-uncommitted %s: %s', async (adapter, allowUncommitted, expected) => {
    const { judge } = await import('../../src/reconcile/verdict.ts');
    const repo = await committed('x.example');
    repo.write({ 'partners/x.example.yaml': partnerText('x.example', 'keepAlive: false') });
    const result = await planOf(repo, memoryDeployment());
    expect(result.desired.uncommitted).toBe(true);
    const open = {
      deployment: {
        name: 'local',
        adapter,
        unmanaged: 'report',
        guards: { removals: 3, removalPercent: 10, updatePercent: 50 },
        options: {},
      },
      result,
      adapter: null,
      live: null,
      desired: [],
    } as const;
    const verdict = judge(open, [result], { expect: [], saved: null, override: [], allowUncommitted });
    expect(verdict.kind).toBe(expected === 'applied' ? 'go' : 'held');
    if (verdict.kind === 'held') expect(verdict.ledger.refused).toMatchObject([{ guard: 'unreviewed' }]);
    if (verdict.kind === 'go') expect(verdict.plan.advances).toBe(false);
  });
});

describe('causes tell intent from drift', () => {
  it('proposed, pending and drift, each alone and together', async () => {
    const repo = await committed(
      'same.example',
      'drift.example',
      'pending.example',
      'proposed.example',
      'both.example',
    );
    const deployment = memoryDeployment();
    await apply(applyOptions(repo), edges(repo, { local: () => deployment.adapter() }));
    const limit = (domain: string) => ({ [`partners/${domain}.yaml`]: partnerText(domain, 'connectionLimit: 9') });
    repo.commit('Waiting', { ...limit('pending.example'), ...limit('both.example') });
    repo.git('checkout', '--quiet', '-b', 'topic');
    repo.commit('Proposed', limit('proposed.example'));
    deployment.outOfBand((partners) => {
      for (const domain of ['drift.example', 'both.example']) {
        const live = partners.get(domain);
        if (live) partners.set(domain, { ...live, connectionLimit: 7 });
      }
    });
    const result = await plan({ ...options(repo), base: 'main' }, edges(repo, { local: () => deployment.adapter() }));
    if (result.kind !== 'planned' || result.results[0] === undefined || isFailed(result.results[0]))
      throw new Error('no plan');
    expect(Object.fromEntries(result.results[0].changes.map(({ domain, causes }) => [domain, causes]))).toEqual({
      'drift.example': ['drift'],
      'pending.example': ['pending'],
      'proposed.example': ['proposed'],
      'both.example': ['pending', 'drift'],
    });
  });

  it('digests are the same after a squash, on another branch and at another time', async () => {
    const repo = await committed('x.example');
    const deployment = memoryDeployment();
    const before = await planOf(repo, deployment);
    repo.git('commit', '--quiet', '--amend', '-m', 'Squashed', '--date', '2020-01-01T00:00:00Z');
    const after = await planOf(repo, deployment);
    expect(after.desired.commit).not.toBe(before.desired.commit);
    expect(after.digest).toBe(before.digest);
  });
});

describe('ownership', () => {
  it('another workspace applied last: held back, and the override takes over', async () => {
    const repo = await committed('x.example');
    const deployment = memoryDeployment({
      lastApplied: { workspace: 'another', commit: 'f'.repeat(40), actor: 'x', at: NOW.toISOString() },
    });
    const held = await planOf(repo, deployment);
    expect(held.refusals.map(({ guard }) => guard)).toEqual(['history', 'ownership']);
    const run = async (override: string[]) =>
      await apply(applyOptions(repo, { override }), edges(repo, { local: () => deployment.adapter() }));
    expect(await run([])).toMatchObject({
      ledgers: [{ refused: [{ guard: 'history' }, { guard: 'ownership' }], recorded: null }],
    });
    expect(deployment.writes).toEqual([]);
    expect(await run([held.digest])).toMatchObject({ ledgers: [{ verified: true, recorded: held.desired.commit }] });
    expect((await planOf(repo, deployment)).refusals).toEqual([]);
  });
});

describe('what a deployment cannot express', () => {
  it('is an error of the plan, points into the file, and nothing is written', async () => {
    const repo = await repository();
    repo.commit('A proxy', {
      ...BASICS,
      'partners/x.example.yaml': partnerText('x.example', 'proxyFqdn: edge.x.example'),
    });
    const fields = new Set([
      'domain',
      'additionalDomains',
      'partnerType',
      'tlsNegotiation',
      'saslNegotiation',
      'dialbackNegotiation',
      'description',
      'connectionLimit',
      'keepAlive',
    ] as const);
    const deployment = memoryDeployment({ capabilities: { fields } });
    const result = await apply(applyOptions(repo), edges(repo, { local: () => deployment.adapter() }));
    expect(result).toMatchObject({ ledgers: [{ error: { code: 'plan-errors' }, summary: { skipped: 1 } }] });
    expect(deployment.writes).toEqual([]);
    const { diagnostics } = await planOf(repo, deployment);
    expect(diagnostics).toMatchObject([
      {
        code: 'unsupported-field',
        severity: 'error',
        range: { file: 'partners/x.example.yaml', start: { line: 5, column: 12 } },
      },
    ]);
  });
});

describe('an empty folder', () => {
  it('removes nobody, whatever is overridden', async () => {
    const repo = await repository();
    repo.commit('Nothing', { ...BASICS, 'partners/README.md': 'x' });
    const deployment = memoryDeployment({ partners: [partner('x.example')] });
    const result = await apply(
      applyOptions(repo, { override: ['0'.repeat(64)] }),
      edges(repo, { local: () => deployment.adapter() }),
    );
    expect(result).toMatchObject({ ledgers: [{ error: { code: 'no-partner-files' } }] });
    expect(deployment.writes).toEqual([]);
  });
});
