/** `partnerctl ci issue`: one issue about drift per deployment, closed when there is none any more. */

import { fileUrls } from '../../../ci/context.ts';
import { cleanBody, driftBody, driftTitle, hasDrift } from '../../../ci/drift-issue.ts';
import { placeFor } from '../../../ci/place.ts';
import { publishIssues } from '../../../ci/publish-issues.ts';
import { isFailed, type Plan } from '../../../model/plan.ts';
import { escapeTerminal } from '../../../render/escape.ts';
import type { Call, CommandSpec } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { needInput, PLAN_OPTION, planInputs } from './inputs.ts';
import { AUTHOR_OPTION, authorOf, ciEnvironment, linesIn, REPOSITORY_OPTION, withGitHub } from './surroundings.ts';

export const issueCommand: CommandSpec = {
  name: 'ci issue',
  summary: 'keep one issue about drift per deployment, and close it when there is none',
  options: [PLAN_OPTION, REPOSITORY_OPTION, AUTHOR_OPTION],
  formats: ['pretty'],
  examples: [
    {
      command: 'partnerctl ci issue --plan plan.json',
      does: 'needs GITHUB_TOKEN and `permissions: issues: write`; of a server that could not be read nothing is said',
    },
  ],
  run: issue,
};

async function issue(call: Call): Promise<ExitCode> {
  needInput(call, ['plan']);
  const ci = ciEnvironment(call);
  const { results, failed } = planInputs(call);
  const plans = results.filter((result): result is Plan => !isFailed(result));
  const place = placeFor(linesIn(call.root), fileUrls(ci));
  const wanted = plans.map((plan) => {
    const open = hasDrift(plan);
    const { deployment } = plan;
    return {
      deployment,
      open,
      title: driftTitle(deployment),
      body: open ? driftBody(plan, place) : cleanBody(deployment),
    };
  });
  const outcomes = await withGitHub(call, ci, (github) => publishIssues({ github, author: authorOf(call) }, wanted));
  for (const { deployment, outcome } of outcomes)
    call.io.stdout.write(`${escapeTerminal(deployment)}: ${outcome === 'none' ? 'no drift' : `issue ${outcome}`}\n`);
  for (const result of results)
    if (isFailed(result))
      call.io.stderr.write(
        `${escapeTerminal(`${result.deployment} could not be read, its issue stays as it is: ${result.error.message}`)}\n`,
      );
  if (failed !== null) call.io.stderr.write(`${escapeTerminal(`nothing was planned: ${failed.message}`)}\n`);
  return failed !== null || results.some(isFailed) ? EXIT.failed : EXIT.ok;
}
