/** A corpus on disk: a repository with two commits, its state file beside it, in a temporary folder. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeState } from '../src/adapters/file/codec.ts';
import type { Corpus } from './corpus.ts';

const WORKSPACE = 'bench';
const CONFIG = `workspace: ${WORKSPACE}
localDomains: [contoso.com]
deployments:
  local:
    adapter: file
    path: .partnerctl/local.json
`;

export interface Repository {
  readonly root: string;
  /** Runs with the same files outside Git. */
  outsideGit<T>(run: () => T): T;
}

export function writeRepository(root: string, corpus: Corpus): Repository {
  const partners = join(root, 'partners');
  const pathOf = (domain: string): string => join(partners, `${domain}.yaml`);
  mkdirSync(partners, { recursive: true });
  mkdirSync(join(root, '.partnerctl'));
  writeFileSync(join(root, '.gitignore'), '.partnerctl/\n');
  writeFileSync(join(root, 'partnerctl.yaml'), CONFIG);
  const added = new Set(corpus.added);
  for (const { domain, text } of corpus.files) if (!added.has(domain)) writeFileSync(pathOf(domain), text);
  for (const { domain, text } of corpus.before) writeFileSync(pathOf(domain), text);
  git(root, 'init', '--quiet', '--initial-branch=main');
  const applied = commitAll(root, 'What was applied last');

  for (const domain of corpus.deleted) rmSync(pathOf(domain));
  const earlier = new Set([...corpus.before.map(({ domain }) => domain), ...added]);
  for (const { domain, text } of corpus.files) if (earlier.has(domain)) writeFileSync(pathOf(domain), text);
  commitAll(root, 'What is to be applied');
  const lastApplied = { workspace: WORKSPACE, commit: applied, actor: 'bench', at: '2030-01-01T00:00:00Z' };
  writeFileSync(join(root, '.partnerctl/local.json'), encodeState({ partners: corpus.live, lastApplied, blocks: [] }));
  return {
    root,
    outsideGit: (run) => {
      renameSync(join(root, '.git'), join(root, '.not-git'));
      try {
        return run();
      } finally {
        renameSync(join(root, '.not-git'), join(root, '.git'));
      }
    },
  };
}

function commitAll(root: string, message: string): string {
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', message);
  return git(root, 'rev-parse', 'HEAD').trim();
}

/** With nobody's settings, and no collection of garbage in the middle of a measurement. */
function git(root: string, ...args: readonly string[]): string {
  const settings = ['user.name=bench', 'user.email=bench@example.org', 'gc.auto=0', 'maintenance.auto=false'];
  const { status, stdout, stderr } = spawnSync('git', [...settings.flatMap((each) => ['-c', each]), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}
