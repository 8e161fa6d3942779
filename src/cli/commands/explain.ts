/** `partnerctl explain`: which partner covers a domain, and what its settings permit. */

import { hasErrors } from '../../model/diagnostic.ts';
import { check } from '../../reconcile/check.ts';
import { explainDomain } from '../../reconcile/explain.ts';
import { renderExplainJson, renderExplainPretty } from '../../render/explain/explain.ts';
import type { Call, CommandSpec } from '../command.ts';
import { domainArgument } from '../domain-argument.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

export const explainCommand: CommandSpec = {
  name: 'explain',
  summary: 'say which partner covers a domain, and what its settings permit',
  arguments: '<DOMAIN>',
  options: [],
  formats: ['pretty', 'json'],
  examples: [
    {
      command: 'partnerctl explain corp.fabrikam.com',
      does: 'the partner that covers it, its effective settings, and how both sides authenticate',
    },
    {
      command: 'partnerctl explain bücher.example --format json',
      does: 'the same for a program; any spelling of the domain will do',
    },
  ],
  run: (call) => Promise.resolve(explain(call)),
};

function explain(call: Call): ExitCode {
  const [typed = ''] = call.arguments;
  const domain = domainArgument(typed);
  const { workspace, diagnostics } = check(
    { root: call.root, today: call.today, ...(call.config !== undefined && { config: call.config }) },
    call.progress.show,
  );
  call.progress.clear();
  const explanation = explainDomain(domain, workspace.partners);
  const options = { color: call.color.stdout, columns: call.columns };
  call.io.stdout.write(
    call.format === 'json' ? renderExplainJson(explanation) : renderExplainPretty(explanation, options),
  );
  if (hasErrors(diagnostics))
    call.io.stderr.write('note: some partner files have errors and may be missing here; see `partnerctl lint`\n');
  return explanation.covered ? EXIT.ok : EXIT.failed;
}
