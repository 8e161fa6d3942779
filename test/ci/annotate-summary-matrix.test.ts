/** The `ci` commands that only print: annotations, summaries, a matrix. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { matrixOf } from '../../src/ci/matrix.ts';
import { jobSummary } from '../../src/ci/summary.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import type { FailedPlan } from '../../src/model/plan.ts';
import { renderErrorJson } from '../../src/render/error-json.ts';
import { renderLedgersJson } from '../../src/render/ledger/ledger-json.ts';
import { renderLintJson } from '../../src/render/lint/lint-json.ts';
import { many, report } from '../render/support/findings.ts';
import { add, plan, update } from '../render/support/plans.ts';
import { failedPlan, HOSTILE, mixedPlan, nothingPlan } from '../render/support/scenes.ts';
import { gitRepositories } from '../support/git-repository.ts';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { ci, planFile } from './support/ci-run.ts';

const folder = temporaryFolders();
const repository = gitRepositories();
let root: string;
beforeEach(async () => {
  root = await folder();
});

describe('ci annotate', () => {
  const own = { causes: ['proposed' as const] };

  test('points at the line of what weakens, and fails only where a plan has errors', async () => {
    mkdirSync(join(root, 'partners'));
    const text = 'domain: a.example\npartnerType: Federated\n\ntlsNegotiation: Optional\n';
    writeFileSync(join(root, 'partners/a.example.yaml'), text);
    const weaker = update(partner('a.example'), { tlsNegotiation: 'Optional' }, { effects: ['weakens'], ...own });
    const file = planFile(root, plan([weaker, add(partner('b.example'), own)]));
    expect(await ci({ root, github: null }, 'annotate', '--plan', file)).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        '::warning file=partners/a.example.yaml,line=4,col=1,endLine=4,endColumn=1,title=weakens::a.example on edge-eu: update, WEAKENS; now also Server Dialback over plain TCP: unencrypted, trusting DNS; now also Server Dialback over TLS: encrypted, trusting DNS',
        '::notice title=opens::b.example on edge-eu: add, opens',
        '',
      ].join('\n'),
    });
    expect(await ci({ root, github: null }, 'annotate', '--plan', planFile(root, mixedPlan))).toMatchObject({
      code: 1,
    });
  });

  test('ten of each kind, and the others are counted', async () => {
    const file = planFile(root, plan(Array.from({ length: 14 }, (_, index) => add(partner(`p${index}.example`), own))));
    const { stdout } = await ci({ root, github: null }, 'annotate', '--plan', file);
    expect(stdout.match(/^::notice/gm)).toHaveLength(10);
    expect(stdout).toContain('\nnot annotated: 4 infos; the summary of the job has them all\n');
  });

  const secret: FailedPlan = {
    deployment: 'edge-eu',
    error: {
      code: 'missing-secret',
      message: 'edge-eu: the variable EDGE_EU_TOKEN (token) is empty',
      hint: 'export EDGE_EU_TOKEN',
    },
  };

  test('a secret that is missing is asked for by name; in the run of a fork it is a note', async () => {
    const file = planFile(root, secret);
    const here = await ci({ root, github: null }, 'annotate', '--plan', file);
    expect(here).toMatchObject({ code: 1, stdout: expect.stringMatching(/^::error .*EDGE_EU_TOKEN/) as string });
    const fork = await ci({ root, github: null }, 'annotate', '--plan', file, '--fork');
    expect(fork).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^::notice title=not-planned::.*EDGE_EU_TOKEN.*forks get no secrets/) as string,
    });
    expect(await ci({ root, github: null }, 'annotate', '--plan', planFile(root, failedPlan), '--fork')).toMatchObject({
      code: 1,
    });
  });

  test('where nothing was planned it fails, and nothing can be smuggled into a workflow command', async () => {
    writeFileSync(join(root, 'broken.json'), renderErrorJson({ code: 'invalid-files', message: 'm', hint: 'h' }));
    expect(await ci({ root, github: null }, 'annotate', '--plan', 'broken.json')).toMatchObject({
      code: 1,
      stdout: '',
    });
    const file = planFile(root, { deployment: 'x', error: { code: 'read-failed', message: HOSTILE, hint: HOSTILE } });
    const { stdout } = await ci({ root, github: null }, 'annotate', '--plan', file);
    expect(stdout.split('\n').filter((line) => line.startsWith('::'))).toHaveLength(1);
    expect(stdout).not.toContain('##[');
  });
});

describe('ci summary', () => {
  const ledger: Ledger = {
    deployment: 'edge-eu',
    plan: mixedPlan.digest,
    verified: false,
    unverified: [{ domain: 'a.example', reason: 'a session is left' }],
    refused: [],
    results: [
      {
        action: 'add',
        domain: 'a.example',
        outcome: 'applied',
        endedSessions: [{ domain: 'a.example', direction: 'inbound', method: null }],
      },
      { action: 'remove', domain: 'b.example', outcome: 'failed', error: { code: 'x', message: HOSTILE, hint: 'h' } },
    ],
    summary: { applied: 1, failed: 1, skipped: 0, unknown: 0 },
    recorded: null,
  };
  const refused: Ledger = {
    ...ledger,
    deployment: 'edge-us',
    results: [],
    summary: { applied: 0, failed: 0, skipped: 0, unknown: 0 },
    unverified: [{ reason: 'refused, nothing was written' }],
    refused: [
      {
        guard: 'unreviewed',
        message: '1 change was shown nowhere',
        override: 'partnerctl apply --override 0123456789ab',
      },
    ],
  };

  test('of plans, a ledger and findings', async () => {
    writeFileSync(join(root, 'ledger.json'), renderLedgersJson([ledger, refused]));
    writeFileSync(join(root, 'lint.json'), renderLintJson(report));
    const inputs = ['--plan', planFile(root, nothingPlan), '--ledger', 'ledger.json', '--lint', 'lint.json'];
    const { code, stdout } = await ci({ root, github: null }, 'summary', ...inputs);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('../golden/ci/summary.md');
  });

  test('of what could not be done at all', async () => {
    writeFileSync(
      join(root, 'ledger.json'),
      renderErrorJson({ code: 'invalid-files', message: 'the files have 2 errors', hint: 'see lint' }),
    );
    expect(await ci({ root, github: null }, 'summary', '--ledger', 'ledger.json')).toMatchObject({
      stdout: expect.stringContaining(
        '**Nothing was planned or applied:** the files have 2 errors. see lint',
      ) as string,
    });
  });

  test('never has more bytes than GitHub takes, whatever the alphabet', () => {
    const diagnostics = many(3_000, 'warning').map((each) => ({ ...each, message: '漢字'.repeat(40) }));
    const text = jobSummary({ plans: [], policyChanges: [], ledgers: [], lint: { files: 3_000, diagnostics } }, 50_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(50_000);
    expect(Buffer.byteLength(text)).toBeGreaterThan(35_000);
    expect(text).toMatch(/\*\*[\d,]+ more warnings not shown here\*\*/);
  });

  test.each([['plan'], ['ledger'], ['lint']])('--%s: another file is refused', async (option) => {
    writeFileSync(join(root, 'x.json'), '{"formatVersion": 1, "something": []}');
    expect(await ci({ root, github: null }, 'summary', `--${option}`, 'x.json')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('x.json cannot be used: ') as string,
    });
    expect(await ci({ root, github: null }, 'summary', `--${option}`, 'missing.json')).toMatchObject({ code: 64 });
  });
});

describe('ci matrix', () => {
  const config = (...names: readonly string[]) =>
    `deployments:\n${names.map((name) => `  ${name}: { adapter: file, path: .partnerctl/${name}.json }\n`).join('')}`;

  test('prints equal shards on one line, of the base where it is asked for', async () => {
    const repo = await repository();
    repo.commit('Five', { 'partnerctl.yaml': config('a', 'b', 'c', 'd', 'e') });
    repo.commit('One more', { 'partnerctl.yaml': config('a', 'b', 'c', 'd', 'e', 'f') });
    const run = async (...argv: readonly string[]) =>
      (await ci({ root: repo.root, github: null }, 'matrix', ...argv)).stdout;
    expect(await run('--shard-size', '2', '--base', 'HEAD~1')).toBe(
      '{"include":[{"shard":1,"deployments":"a b"},{"shard":2,"deployments":"c d"},{"shard":3,"deployments":"e"}]}\n',
    );
    expect(JSON.parse(await run())).toMatchObject({ include: { length: 6 } });
    expect(await ci({ root: repo.root, github: null }, 'matrix', '--shard-size', '0')).toMatchObject({ code: 64 });
  });

  test.each([
    [1, 1, [1]],
    [10, 4, [4, 3, 3]],
    [1_000, 10, Array.from({ length: 100 }, () => 10)],
  ])('%i deployments, at most %i in a job', (count, most, sizes) => {
    const names = Array.from({ length: count }, (_, index) => `d${index}`);
    const { include } = matrixOf(names, most);
    expect(include.map(({ deployments }) => deployments.split(' ').length)).toEqual(sizes);
    expect(include.flatMap(({ deployments }) => deployments.split(' '))).toEqual(names);
  });

  test('more jobs than GitHub makes are an error', () => {
    expect(() =>
      matrixOf(
        Array.from({ length: 1_000 }, (_, index) => `d${index}`),
        1,
      ),
    ).toThrow('1000 deployments make 1000 jobs');
  });
});
