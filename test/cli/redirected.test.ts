/**
 * A pull request that names another program, another host or another file in partnerctl.yaml: with `--base` nothing of
 * it is started, reached or read, whatever the adapter, and what it wants is told.
 */
import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { exportText } from '../adapters/lync/export-text.ts';
import { atOnce, type CliRun, cli } from '../support/cli.ts';
import { partnerFiles } from '../support/example.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const newRepository = gitRepositories();
const temporaryFolder = temporaryFolders();

const BASE = 'pool: { adapter: lync, export: .partnerctl/pool.json }';
const config = (...deployments: readonly string[]) =>
  `workspace: test\ndeployments:\n${deployments.map((each) => `  ${each}\n`).join('')}`;

/** Programs that leave a trace, by the names that may be started. */
let folder: string;
let trace: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  trace = join(folder, 'trace');
  for (const name of ['ssh', 'pwsh', 'ejabberdctl']) {
    await writeFile(join(folder, name), `#!/bin/sh\n: > '${trace}'\n`);
    await chmod(join(folder, name), 0o755);
  }
});

const plan = (repo: GitRepository, ...argv: readonly string[]): Promise<CliRun> =>
  cli(['plan', ...argv], { cwd: repo.root, env: { PATH: `${folder}:${process.env['PATH']}` }, delay: atOnce });

const live = exportText(
  ['a.example', 'b.example'].map((domain) => partner(domain, { additionalDomains: [`conference.${domain}`] })),
);

async function pullRequest(to: string, from: string | null = config(BASE)): Promise<GitRepository> {
  const repo = await newRepository();
  repo.commit('Two partners', {
    ...(from !== null && { 'partnerctl.yaml': from }),
    '.gitignore': '.partnerctl/\n',
    ...partnerFiles('a.example', 'b.example'),
  });
  repo.write({ '.partnerctl/pool.json': live });
  repo.git('checkout', '--quiet', '-b', 'topic');
  repo.commit('Elsewhere', { 'partnerctl.yaml': to, ...partnerFiles('c.example') });
  return repo;
}

const LYNC = () => `adapter: lync, shell: ${folder}/pwsh, timeout: 2`;
const EJABBERD = 'adapter: ejabberd, fragment: /etc/ejabberd/federation.yml';

describe.each<readonly [string, () => string]>([
  ['another shell', () => config(`pool: { ${LYNC()} }`)],
  ['a host', () => config('pool: { adapter: lync, host: elsewhere.example, timeout: 2 }')],
  ['another adapter with a program', () => config(`pool: { ${EJABBERD}, ctl: [${folder}/ejabberdctl] }`)],
  ['another adapter on a host', () => config(`pool: { ${EJABBERD}, host: elsewhere.example }`)],
  ['one more deployment', () => config(BASE, `more: { ${LYNC()} }`)],
])('%s', (_, to) => {
  test('is left alone with --base, and told', async () => {
    const repo = await pullRequest(to());
    const { code, stdout } = await plan(repo, '--base', 'main', '--format', 'json');
    expect(existsSync(trace)).toBe(false);
    expect(code).toBe(0);
    const { plans, policyChanges } = JSON.parse(stdout) as {
      plans: { deployment: string; adapter: string; changes: { action: string; domain: string }[] }[];
      policyChanges: { path: string }[];
    };
    expect(plans.map(({ deployment, adapter }) => `${deployment} ${adapter}`)).toEqual(['pool lync']);
    expect(plans[0]?.changes).toMatchObject([{ action: 'add', domain: 'c.example' }]);
    expect(policyChanges.map(({ path }) => path)).toContainEqual(expect.stringMatching(/^deployments\./));
    expect((await plan(repo, '--base', 'main')).stdout).toContain('deployments.');
  });

  test('would be used without it', async () => {
    const { stdout } = await plan(await pullRequest(to()));
    expect([existsSync(trace), stdout]).toEqual([true, expect.anything()]);
  });
});

test('where the branch has no configuration yet, that of the pull request connects to nothing', async () => {
  const repo = await pullRequest(config(`pool: { ${LYNC()} }`), null);
  const { stdout } = await plan(repo, '--base', 'main', '--format', 'json');
  expect(existsSync(trace)).toBe(false);
  expect(JSON.parse(stdout)).toMatchObject({ plans: [{ deployment: 'local', adapter: 'file' }] });
});
