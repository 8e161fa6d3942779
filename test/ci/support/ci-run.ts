/** A `ci` command as a job runs it: files in a folder, the runner's variables, GitHub as a mock. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { PlanResult } from '../../../src/model/plan.ts';
import { renderPlansJson } from '../../../src/render/plan/plan-json.ts';
import { type CliRun, cli } from '../../support/cli.ts';
import { type GitHubMock, REPOSITORY, TOKEN } from './github-mock.ts';

export interface Job {
  readonly root: string;
  readonly github: Pick<GitHubMock, 'apiUrl'> | null;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export async function ci({ root, github, env = {} }: Job, ...argv: readonly string[]): Promise<CliRun> {
  const run = await cli(['ci', ...argv], {
    cwd: root,
    env: {
      GITHUB_API_URL: github?.apiUrl,
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_TOKEN: github === null ? undefined : TOKEN,
      GITHUB_EVENT_PATH: undefined,
      GITHUB_REF_NAME: 'main',
      GITHUB_SHA: undefined,
      GITHUB_RUN_ID: '4711',
      GH_TOKEN: undefined,
      ...env,
    },
  });
  expect(run.stdout + run.stderr).not.toContain(TOKEN);
  return run;
}

export function planFile(root: string, ...results: readonly PlanResult[]): string {
  writeFileSync(join(root, 'plan.json'), renderPlansJson(results));
  return 'plan.json';
}
