/** 2,000 commits and 500 partners: the number of git processes does not depend on either. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRepository, type Repository } from '../../src/git/repository.ts';
import { gitOnPath } from '../support/git-on-path.ts';
import { ISOLATED_ENVIRONMENT } from '../support/git-repository.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { declaredFor, partner } from './partner-texts.ts';

const COMMITS = 2000;
const PARTNERS = 500;
const makeFolder = temporaryFolders();
const pathOf = (n: number): string => `partners/p${n}.example.yaml`;

/** The first commit adds all partners; each later one changes one; the n-th partner goes with commit `removals[n]`. */
function importStream(removals: ReadonlyMap<number, number>): string {
  const stream: string[] = [];
  const text = (content: string): string => `data ${Buffer.byteLength(content)}\n${content}\n`;
  for (let commit = 1; commit <= COMMITS; commit += 1) {
    stream.push(
      `commit refs/heads/main\nmark :${commit}\ncommitter Ada <ada@example.com> ${1_767_225_600 + commit} +0000\n`,
    );
    stream.push(text(`Commit ${commit}`), commit > 1 ? `from :${commit - 1}\n` : '');
    const changed = commit === 1 ? Array.from({ length: PARTNERS }, (_, n) => n) : [20 + (commit % (PARTNERS - 20))];
    for (const n of changed)
      stream.push(`M 100644 inline ${pathOf(n)}\n`, text(`${partner(`p${n}.example`)}# ${commit}\n`));
    for (const [n, at] of removals) if (at === commit) stream.push(`D ${pathOf(n)}\n`);
  }
  return stream.join('');
}

const REMOVALS = new Map([
  [1, 1999],
  [2, 1500],
  [3, 2],
  [4, 1000],
]);

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'partnerctl-'));
  const options = { cwd: root, env: ISOLATED_ENVIRONMENT };
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', '.git'], options);
  execFileSync('git', ['fast-import', '--quiet'], { ...options, input: importStream(REMOVALS) });
  execFileSync('git', ['config', 'core.bare', 'false'], options);
});
afterAll(async () => await rm(root, { recursive: true, force: true }));

/** The repository, and the git commands that were started since it was opened. */
async function counted(): Promise<{ readonly repository: Repository; readonly commands: () => readonly string[] }> {
  const folder = await makeFolder();
  const PATH = gitOnPath(folder, `echo "$1" >> '${folder}/log'\nexec "$git" "$@"`);
  const repository = await openRepository(root, { env: { ...ISOLATED_ENVIRONMENT, PATH } });
  if (repository === null) throw new Error('there should be a repository');
  await writeFile(join(folder, 'log'), '');
  return { repository, commands: () => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n') };
}

test('removals long ago and of late, none, and 500 paths: answered at once', async () => {
  const { repository, commands } = await counted();
  const paths = Array.from({ length: PARTNERS }, (_, n) => pathOf(n));
  const endings = await repository.endings([...paths, 'partners/never.example.yaml'], declaredFor('edge-eu'));
  for (const [n, commit] of REMOVALS)
    expect(endings.get(pathOf(n))).toMatchObject({ subject: `Commit ${commit}`, ended: 'deleted' });
  const others = [...endings.values()].filter((ending) => ending === 'still-declared');
  expect([others.length, endings.size]).toEqual([PARTNERS - REMOVALS.size, PARTNERS]);
  // three portions of history, and at most two commands for the texts of each and of HEAD
  const used = commands();
  expect([...new Set(used)].sort()).toEqual(['cat-file', 'diff-tree', 'ls-tree', 'rev-list', 'rev-parse']);
  expect(used.filter((command) => command === 'diff-tree')).toHaveLength(3);
  expect(used.length).toBeLessThanOrEqual(14);
});

test('a recent removal alone does not look at all of history', async () => {
  const { repository, commands } = await counted();
  const endings = await repository.endings([pathOf(1)], declaredFor('edge-eu'));
  expect(endings.get(pathOf(1))).toMatchObject({ subject: 'Commit 1999' });
  expect(commands().filter((command) => command === 'diff-tree')).toHaveLength(1);
});

test('the texts of all files at a commit: three commands', async () => {
  const { repository, commands } = await counted();
  const commit = await repository.resolve('HEAD~1000');
  const texts = await repository.textsAt(
    commit,
    Array.from({ length: PARTNERS }, (_, n) => pathOf(n)),
  );
  expect([...texts.values()].filter((text) => text === null)).toHaveLength(2);
  expect(commands()).toEqual(['rev-parse', 'ls-tree', 'cat-file', 'cat-file']);
});
