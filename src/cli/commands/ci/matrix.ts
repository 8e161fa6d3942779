/** `partnerctl ci matrix`: many deployments in a few jobs. */
import { join } from 'node:path';
import { matrixOf } from '../../../ci/matrix.ts';
import { CONFIG_FILE } from '../../../load/load.ts';
import { hasErrors } from '../../../model/diagnostic.ts';
import { readBase } from '../../../reconcile/base.ts';
import { check } from '../../../reconcile/check.ts';
import { type Call, type CommandSpec, one } from '../../command.ts';
import { edgesOf } from '../../edges.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { tellInvalid } from '../invalid-files.ts';

export const matrixCommand: CommandSpec = {
  name: 'ci matrix',
  summary: 'the jobs for many deployments, as the matrix of a workflow',
  options: [
    {
      flags: '--shard-size <n>',
      description: 'at most so many deployments in a job (default: 1)',
      invalid: (value) => (/^[1-9]\d{0,4}$/.test(value) ? undefined : 'a whole number from 1 up'),
    },
    { flags: '--base <ref>', description: 'the deployments of that branch, as `plan --base` has them' },
  ],
  formats: ['json'],
  examples: [
    { command: 'partnerctl ci matrix', does: 'a job for each deployment, as JSON on one line' },
    {
      command: 'echo "matrix=$(partnerctl ci matrix --shard-size 10)" >> "$GITHUB_OUTPUT"',
      does: 'each job has its deployments in matrix.deployments, separated by spaces',
    },
  ],
  run: matrix,
};

async function matrix(call: Call): Promise<ExitCode> {
  const { root, today, config } = call;
  const base = one(call, 'base');
  // no partner files: whether they are right is for the jobs
  const checked = check({ root, today, ...(config !== undefined && { config }), files: [] });
  if (hasErrors(checked.diagnostics)) return tellInvalid(call, checked);
  const { deployments } = base === undefined ? checked.ownConfig : await baseConfig(call, base);
  const names = deployments.map(({ name }) => name);
  call.io.stdout.write(`${JSON.stringify(matrixOf(names, Number(one(call, 'shardSize') ?? 1)))}\n`);
  return EXIT.ok;
}

async function baseConfig(call: Call, ref: string) {
  const repository = await edgesOf(call, new AbortController().signal).openRepository();
  return (await readBase(repository, ref, call.root, call.config ?? join(call.root, CONFIG_FILE))).config;
}
