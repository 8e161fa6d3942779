/** Parsing many files keeps the event loop busy for seconds; Git's look at as many files must not wait for its end. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { plan } from '../../src/reconcile.ts';
import { BASICS, partnerFiles } from '../support/example.ts';
import { gitOnPath } from '../support/git-on-path.ts';
import { gitRepositories, ISOLATED_ENVIRONMENT } from '../support/git-repository.ts';
import { memoryDeployment } from '../support/memory-adapter.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const repository = gitRepositories();
const folder = temporaryFolders();

test('git looks at the tree while the files are parsed', async () => {
  const { root, commit } = await repository();
  commit('Partners', { ...BASICS, ...partnerFiles('fabrikam.com') });
  const bin = join(await folder(), 'bin');
  await mkdir(bin);
  const marker = join(bin, 'status-has-begun');
  const PATH = gitOnPath(bin, `case "$*" in *status*) : > '${marker}' ;; esac\nexec "$git" "$@"`);
  let begun: boolean | undefined;

  const planned = await plan(
    { root, today: '2026-11-22', deployments: [], only: [] },
    {
      now: () => new Date('2026-11-22T12:00:00Z'),
      run: 'test-run',
      random: () => 0.5,
      delay: async () => await Promise.resolve(),
      signal: new AbortController().signal,
      openRepository: async () => await openRepository(root, { env: { ...ISOLATED_ENVIRONMENT, PATH } }),
      openAdapter: async () => await Promise.resolve(memoryDeployment().adapter()),
      // called while files are parsed: whatever would need the event loop now is too late
      onProgress: () => {
        begun ??= appearsWithin(10_000, marker);
      },
    },
  );

  expect(planned.kind).toBe('planned');
  expect(begun).toBe(true);
});

/** Without giving up the processor to anything else of this process. */
function appearsWithin(milliseconds: number, file: string): boolean {
  const deadline = Date.now() + milliseconds;
  while (!existsSync(file)) if (Date.now() > deadline) return false;
  return true;
}
