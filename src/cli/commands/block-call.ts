/** What `block` and `unblock` share: the configuration alone is read, the result is told for each deployment. */

import { hasErrors } from '../../model/diagnostic.ts';
import { displayDomain } from '../../model/domain-name.ts';
import { type BlockOptions, type BlockResult, runBlock } from '../../reconcile/block-run.ts';
import { check } from '../../reconcile/check.ts';
import { escapeTerminal } from '../../render/escape.ts';
import { versionedJson } from '../../render/json-text.ts';
import { type Call, many } from '../command.ts';
import { domainArgument } from '../domain-argument.ts';
import { actorOf, edgesOf } from '../edges.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { tellInvalid } from './invalid-files.ts';

export async function runBlockCommand(
  call: Call,
  block: BlockOptions['block'],
  liftedBecause?: string,
): Promise<ExitCode> {
  const [typed = ''] = call.arguments;
  const domain = domainArgument(typed);
  const workspace = { root: call.root, today: call.today, ...(call.config !== undefined && { config: call.config }) };
  // No partner files: an emergency does not wait for somebody's typing error.
  const checked = check({ ...workspace, files: [] });
  if (hasErrors(checked.diagnostics)) return await tellInvalid(call, checked);
  const results = await runBlock(
    {
      ...workspace,
      policy: checked.ownConfig,
      deployments: many(call, 'deployment'),
      domain,
      actor: actorOf(call.io),
      block,
      ...(liftedBecause !== undefined && { liftedBecause }),
    },
    edgesOf(call, new AbortController().signal),
  );
  call.progress.clear();
  if (call.format === 'json') call.io.stdout.write(versionedJson({ results }));
  else for (const result of results) call.io.stdout.write(`${escapeTerminal(told(result, block))}\n`);
  return results.some(({ error }) => error !== undefined) ? EXIT.failed : EXIT.ok;
}

function told({ deployment, domain, outcome, partner, error }: BlockResult, block: BlockOptions['block']): string {
  const name = displayDomain(domain);
  const why = error === undefined ? '' : `: ${error.message} (${error.hint})`;
  if (outcome === 'failed')
    return `${deployment}: ${name} is not known to be ${block === null ? 'unblocked' : 'blocked'}${why}`;
  if (error !== undefined) return `${deployment}: ${name} is ${outcome}; its state cannot be read${why}`;
  if (outcome === 'unchanged') return `${deployment}: ${name} was not blocked`;
  if (outcome === 'unblocked') return `${deployment}: ${name} is no longer blocked; what the files say counts again`;
  const until = block?.until === null || block === null ? 'until it is lifted' : `until ${block.until}`;
  const whom =
    partner === null
      ? '; no live partner covers it at present'
      : partner === domain
        ? ', with all domains of the partner'
        : ` (a domain of ${partner})`;
  return `${deployment}: ${name} is blocked ${until}${whom}`;
}
