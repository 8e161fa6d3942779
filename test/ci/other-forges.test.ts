/** What `init --ci forgejo` and `init --ci gitlab` write, run: the scripts in bash, on a clone that came over HTTP. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ciFiles } from '../../src/adopt/ci-files.ts';
import { partnerFiles } from '../support/example.ts';
import { ISOLATED_ENVIRONMENT } from '../support/git-repository.ts';
import { READ_ONLY, TOKEN as READ_WRITE } from '../support/partner-server.ts';
import { type Forge, forges, withSecret } from './support/forge.ts';

const SLOW = 120_000;
const newForge = forges();
let forge: Forge;
beforeEach(async () => {
  forge = await newForge();
});

const live = () => [...forge.server.partners.keys()].sort();
const templateOf = (kind: 'forgejo' | 'gitlab') => ciFiles(kind, '1.2.3')[0]?.text ?? '';

test(
  'Forgejo: a plan on a pull request and on the default branch; applied is the plan whose digest somebody types',
  async () => {
    const text = withSecret(templateOf('forgejo'));
    const main = () => ({ event: {}, ref: 'refs/heads/main', sha: forge.repo.git('rev-parse', 'main') });
    const pull = forge.propose(7, partnerFiles('c.example'));
    forge.repo.git('switch', '--quiet', '--detach', 'main');
    const sha = forge.repo.merge('topic-7', 'Merge');
    forge.repo.git('switch', '--quiet', 'main');
    const checked = await forge.run(text, 'pull_request', { event: {}, ref: 'refs/pull/7/merge', sha });
    expect(checked).toMatchObject({ results: { plan: 'success', apply: 'skipped' } });

    forge.merge(pull);
    const pushed = await forge.run(text, 'push', main());
    expect(pushed).toMatchObject({ results: { plan: 'success', apply: 'skipped' } });
    expect(await forge.run(text, 'schedule', main())).toMatchObject({ results: { plan: 'failure' } });

    const dispatch = async (expect: string) =>
      await forge.run(text, 'workflow_dispatch', { ...main(), inputs: { expect } });
    expect(await dispatch('0123456789ab')).toMatchObject({ results: { plan: 'success', apply: 'failure' } });
    expect(live()).toEqual(['a.example', 'b.example']);
    const digest = /--expect ([0-9a-f]{12})/.exec(pushed.log)?.[1] ?? '';
    expect(await dispatch(digest)).toMatchObject({ results: { plan: 'success', apply: 'success' } });
    expect(live()).toEqual(['a.example', 'b.example', 'c.example']);
  },
  SLOW,
);

describe('GitLab', () => {
  const jobs = parse(templateOf('gitlab')) as Record<string, { script: readonly string[] }>;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'partnerctl-gitlab-'));
    writeFileSync(join(folder, 'partnerctl'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, { mode: 0o755 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const clone = (ref: string) => {
    const env = { ...ISOLATED_ENVIRONMENT };
    const root = join(folder, 'tree');
    rmSync(root, { recursive: true, force: true });
    execFileSync('git', ['clone', '--quiet', forge.repo.root, root], { env });
    execFileSync('git', ['remote', 'set-url', 'origin', forge.origin], { cwd: root, env });
    execFileSync('git', ['checkout', '--quiet', '--detach', forge.repo.git('rev-parse', ref)], { cwd: root, env });
    return root;
  };

  /** Exit code and output of one job's script. */
  const job = async (name: string, token: string, root: string) => {
    const env = {
      ...ISOLATED_ENVIRONMENT,
      PATH: `${folder}:${process.env['PATH']}`,
      EDGE_EU_TOKEN: token,
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    };
    const script = (jobs[name]?.script ?? []).join('\n');
    try {
      const { stdout } = await promisify(execFile)('bash', ['-eo', 'pipefail', '-c', script], { cwd: root, env });
      return { code: 0, stdout };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, stdout: stdout + stderr };
    }
  };

  test(
    'lint and plan on a merge request, against the branch it goes into, with a count for its list of reports',
    async () => {
      forge.propose(7, { ...partnerFiles('c.example'), 'partners/b.example.yaml': null });
      const root = clone('topic-7');
      expect(await job('lint', '', root)).toMatchObject({ code: 0 });
      const planned = await job('plan', READ_ONLY, root);
      expect(planned).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('let in 1 new partner and remove 1 partner') as string,
      });
      expect(JSON.parse(readFileSync(join(root, 'widget.json'), 'utf8'))).toEqual({ create: 1, update: 0, delete: 1 });
    },
    SLOW,
  );

  test(
    'applied is the plan that was looked at, or nothing',
    async () => {
      forge.repo.commit('One more', partnerFiles('c.example'));
      const root = clone('main');
      expect(await job('plan-to-apply', READ_ONLY, root)).toMatchObject({ code: 0 });
      expect(await job('drift', READ_ONLY, root)).toMatchObject({ code: 2 });
      const saved = readFileSync(join(root, 'plan.json'), 'utf8');
      forge.server.partners.delete('b.example');
      expect(await job('apply', READ_WRITE, root)).toMatchObject({ code: 3 });
      expect(live()).toEqual(['a.example']);
      expect(saved).toContain('c.example');
      expect(await job('plan-to-apply', READ_ONLY, clone('main'))).toMatchObject({ code: 0 });
    },
    SLOW,
  );
});

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
