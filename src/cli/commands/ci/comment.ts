/** `partnerctl ci comment`: plans as comments on a pull request, one per deployment, kept up to date in place. */
import { fileUrls, pullNumber, runUrl } from '../../../ci/context.ts';
import type { GitHub } from '../../../ci/github/client.ts';
import { commentsBy } from '../../../ci/github/comments.ts';
import { pullOf } from '../../../ci/github/pulls.ts';
import { brokenComment, lintComment } from '../../../ci/lint-comment.ts';
import { LINT_MARKER, PLAN_MARKER_START, planMarker } from '../../../ci/markers.ts';
import { placeFor } from '../../../ci/place.ts';
import { planComment, policyChangesFor, saysSomething } from '../../../ci/plan-comment.ts';
import { type Published, publishComments, type WantedComment } from '../../../ci/publish-comments.ts';
import { PartnerctlError } from '../../../model/errors.ts';
import { escapeTerminal } from '../../../render/escape.ts';
import { type Call, type CommandSpec, one } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { LINT_OPTION, lintInput, needInput, PLAN_OPTION, type PlanInputs, planInputs } from './inputs.ts';
import { AUTHOR_OPTION, authorOf, ciEnvironment, linesIn, REPOSITORY_OPTION, withGitHub } from './surroundings.ts';

export const commentCommand: CommandSpec = {
  name: 'ci comment',
  summary: 'tell a pull request what it would change',
  options: [
    PLAN_OPTION,
    LINT_OPTION,
    {
      flags: '--pull <number>',
      description: 'the pull request (default: that of the event)',
      invalid: (value) => (/^[1-9]\d{0,8}$/.test(value) ? undefined : 'a number'),
    },
    {
      flags: '--head-commit <id>',
      description: 'only if this is the head of the pull request: for numbers that a stranger gives',
      invalid: (value) => (/^[0-9a-f]{40,64}$/.test(value) ? undefined : 'a commit id in full'),
    },
    REPOSITORY_OPTION,
    AUTHOR_OPTION,
  ],
  formats: ['pretty'],
  examples: [
    {
      command: 'partnerctl ci comment --plan plan.json',
      does: 'one comment per deployment; needs GITHUB_TOKEN and `permissions: pull-requests: write`',
    },
    {
      command: 'partnerctl ci comment --lint lint.json --pull 7 --head-commit "$HEAD"',
      does: 'what the run of a fork has found; the number is believed only with that head',
    },
  ],
  run: comment,
};

async function comment(call: Call): Promise<ExitCode> {
  needInput(call, ['plan', 'lint']);
  const ci = ciEnvironment(call);
  const pull = pullNumber(ci, one(call, 'pull'));
  const author = authorOf(call);
  const inputs = planInputs(call);
  const wanted = [...planComments(call, inputs), ...lintComments(call)];
  const published = await withGitHub(call, ci, async (github) => {
    await checkHead(github, pull, one(call, 'headCommit'));
    const broken = inputs.failed === null ? [] : await noLongerTrue(github, pull, author, inputs.failed.message);
    return await publishComments({ github, pull, author }, [...wanted, ...broken]);
  });
  if (!call.quiet) call.io.stdout.write(published.map((each) => told(each, pull)).join(''));
  return EXIT.ok;
}

function planComments(call: Call, { results, policyChanges }: PlanInputs): readonly WantedComment[] {
  const ci = ciEnvironment(call);
  const names = results.map(({ deployment }) => deployment);
  const place = placeFor(linesIn(call.root), fileUrls(ci));
  const url = runUrl(ci);
  return results.map((result) => {
    const own = policyChangesFor(result.deployment, names, policyChanges);
    return {
      marker: planMarker(result.deployment),
      body: planComment(result, { policyChanges: own, place, ...(url !== undefined && { runUrl: url }) }),
      begins: saysSomething(result, own),
    };
  });
}

function lintComments(call: Call): readonly WantedComment[] {
  const lint = lintInput(call);
  if (lint === null) return [];
  return [{ marker: LINT_MARKER, body: lintComment(lint), begins: true }];
}

/** `workflow_run` names no pull request for forks: the number comes from the fork's own run. */
async function checkHead(github: GitHub, pull: number, head: string | undefined): Promise<void> {
  if (head === undefined) return;
  const { headCommit } = await pullOf(github, pull);
  if (headCommit === head) return;
  throw new PartnerctlError(
    'another-head',
    `${head.slice(0, 12)} is not the head of pull request ${pull}: nothing is said there`,
    'a newer commit has its own run; otherwise somebody named a pull request that is not theirs',
  );
}

async function noLongerTrue(
  github: GitHub,
  pull: number,
  author: string,
  message: string,
): Promise<readonly WantedComment[]> {
  const markers = (await commentsBy(github, pull, author)).map(({ body }) => body.split(/\r?\n/, 1)[0] ?? '');
  return [...new Set(markers)]
    .filter((marker) => marker.startsWith(PLAN_MARKER_START))
    .map((marker) => ({ marker, body: brokenComment(marker, message), begins: false }));
}

const WORDS: Readonly<Record<Published['outcome'], string>> = {
  created: 'written',
  updated: 'updated',
  unchanged: 'unchanged',
  none: 'nothing to say',
};

function told({ marker, outcome }: Published, pull: number): string {
  const about = marker.replace(/^<!-- partnerctl | -->$/g, '');
  return `${escapeTerminal(`pull request ${pull}, ${about}: ${WORDS[outcome]}`)}\n`;
}
