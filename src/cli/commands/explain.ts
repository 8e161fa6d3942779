/** `partnerctl explain`: which partner covers a domain, and what its settings permit. */

import type { Diagnostic } from '../../model/diagnostic.ts';
import { PartnerctlError } from '../../model/errors.ts';
import { PARTNERS_FOLDER } from '../../model/partner-file-name.ts';
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
  const unreadable = diagnostics.find(({ range }) => range?.file === PARTNERS_FOLDER);
  if (unreadable !== undefined)
    throw new PartnerctlError(unreadable.code, unreadable.message, unreadable.hint ?? 'see `partnerctl lint`');
  const found = explainDomain(domain, workspace.partners);
  const explanation = { ...found, notes: [...found.notes, ...missing(diagnostics)] };
  const options = { color: call.color.stdout, columns: call.columns };
  call.io.stdout.write(
    call.format === 'json' ? renderExplainJson(explanation) : renderExplainPretty(explanation, options),
  );
  return explanation.covered ? EXIT.ok : EXIT.failed;
}

/** "Not covered" may only mean that the file which covers it cannot be read. */
function missing(diagnostics: readonly Diagnostic[]): readonly string[] {
  const wrong = diagnostics.flatMap(({ severity, range }) => (severity === 'error' && range ? [range.file] : []));
  const [first, ...others] = new Set(wrong);
  if (first === undefined) return [];
  const who = others.length === 0 ? `${first} has errors` : `${first} and ${others.length} more have errors`;
  return [`${who}: what is in there may be missing here; see \`partnerctl lint\``];
}
