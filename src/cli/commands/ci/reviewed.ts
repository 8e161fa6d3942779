/** `partnerctl ci reviewed`: what pull requests have shown before they were merged, for `apply --reviewed`. */
import { gitHubOptions } from '../../../ci/context.ts';
import { type ReviewQuestion, reviewedSince } from '../../../ci/reviewed.ts';
import { renderReviewedJson } from '../../../ci/reviewed-file.ts';
import { UsageError } from '../../../model/errors.ts';
import { isFailed, type Plan } from '../../../model/plan.ts';
import { counted } from '../../../render/counts.ts';
import { escapeTerminal } from '../../../render/escape.ts';
import { type Call, type CommandSpec, one } from '../../command.ts';
import { edgesOf } from '../../edges.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { needInput, PLAN_OPTION, planInputs } from './inputs.ts';
import { AUTHOR_OPTION, authorOf, ciEnvironment, REPOSITORY_OPTION, withGitHub } from './surroundings.ts';

export const reviewedCommand: CommandSpec = {
  name: 'ci reviewed',
  summary: 'what was shown on pull requests before they were merged, for apply --reviewed',
  options: [
    PLAN_OPTION,
    { flags: '--branch <name>', description: 'the branch that is applied (default: that of the job, GITHUB_REF_NAME)' },
    REPOSITORY_OPTION,
    AUTHOR_OPTION,
  ],
  formats: ['json'],
  examples: [
    {
      command:
        'partnerctl ci reviewed --plan plan.json > reviewed.json && partnerctl apply --yes --reviewed reviewed.json',
      does: 'a change that no pull request has shown since the last apply is refused, exit 3',
    },
  ],
  run: reviewed,
};

/** More than anybody merges between two applies; what lies further back counts as not shown. */
const MOST_COMMITS = 200;

async function reviewed(call: Call): Promise<ExitCode> {
  needInput(call, ['plan']);
  const ci = ciEnvironment(call);
  gitHubOptions(ci, one(call, 'repository'));
  const plans = planInputs(call).results.filter((result): result is Plan => !isFailed(result));
  const branch = one(call, 'branch') ?? ci.env['GITHUB_REF_NAME'];
  if (branch === undefined) throw new UsageError('which branch is applied?', 'add --branch main');
  const questions = await reviewQuestions(call, plans);
  const answers = await withGitHub(call, ci, (github) =>
    reviewedSince({ github, author: authorOf(call), branch }, questions),
  );
  call.io.stdout.write(renderReviewedJson(answers));
  if (call.quiet) return EXIT.ok;
  for (const { deployment, pulls, withoutPull } of answers) {
    const merged = pulls.length === 0 ? 'no pull request' : pulls.map((number) => `#${number}`).join(', ');
    const others = withoutPull.length === 0 ? '' : `; ${counted(withoutPull.length, 'commit')} came with none`;
    call.io.stderr.write(`${escapeTerminal(`${deployment}: merged since the last apply: ${merged}${others}`)}\n`);
  }
  return EXIT.ok;
}

async function reviewQuestions(call: Call, plans: readonly Plan[]): Promise<readonly ReviewQuestion[]> {
  const repository = await edgesOf(call, new AbortController().signal).openRepository();
  if (repository === null) throw new UsageError('this folder is no Git repository', 'run it where the merges are');
  return await Promise.all(
    plans
      // nothing to apply: nothing to be shown
      .filter(({ changes }) => changes.length > 0)
      .map(async ({ deployment, live }) => {
        const since = live.lastApplied ?? null;
        return { deployment, since, commits: await repository.commitsSince(since, MOST_COMMITS) };
      }),
  );
}
