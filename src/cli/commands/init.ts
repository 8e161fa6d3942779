/** `partnerctl init`: a new repository of partners. */
import { basename } from 'node:path';
import { CI_KINDS } from '../../adopt/ci-files.ts';
import { type InitOutcome, init } from '../../adopt/init.ts';
import { invalidWorkspace, workspaceName } from '../../adopt/initial-files.ts';
import { canonicalDomain, checkDomain } from '../../model/domain-name.ts';
import { type Call, type CommandSpec, many, one } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

export const initCommand: CommandSpec = {
  name: 'init',
  summary: 'begin a new repository of partners',
  options: [
    {
      flags: '--workspace <name>',
      description: "names the repository to servers (default: the folder's name)",
      invalid: invalidWorkspace,
    },
    {
      flags: '--local-domain <domain...>',
      description: 'your own domains, which can never be partners',
      invalid: (value) => {
        const check = checkDomain(value);
        return check.kind === 'syntax' ? `a domain: ${check.reason}` : undefined;
      },
    },
    {
      flags: '--ci <kind>',
      description: 'workflows for github, gitlab or forgejo, or none (default: github)',
      choices: CI_KINDS,
    },
  ],
  formats: ['pretty'],
  examples: [
    {
      command: 'partnerctl init --local-domain contoso.com',
      does: 'partnerctl.yaml, partners/, schemas/, editor settings and workflows; nothing is overwritten',
    },
    { command: 'partnerctl -C partners-repo init', does: 'the same in another folder, which is made if needed' },
  ],
  makesFolder: true,
  run: initRepository,
};

async function initRepository(call: Call): Promise<ExitCode> {
  const { io, root } = call;
  const localDomains = many(call, 'localDomain').flatMap((typed) => canonicalDomain(typed) ?? []);
  const workspace = one(call, 'workspace') ?? workspaceName(basename(root));
  const ci = CI_KINDS.find((kind) => kind === one(call, 'ci')) ?? 'github';
  const outcomes = await init(root, { workspace, localDomains: [...new Set(localDomains)], ci, version: call.version });
  for (const { file, outcome } of outcomes) io.stdout.write(`${WORDS[outcome].padEnd(8)}  ${file}\n`);
  if (!call.quiet) io.stderr.write(nextSteps(outcomes));
  return EXIT.ok;
}

const WORDS: Readonly<Record<InitOutcome['outcome'], string>> = {
  written: 'written',
  'added-to': 'added to',
  kept: 'kept',
};

function nextSteps(outcomes: readonly InitOutcome[]): string {
  const nothing = outcomes.every(({ outcome }) => outcome === 'kept');
  const first = nothing ? 'Everything was there already, nothing was changed.\n' : '';
  return `\n${first}Next: partnerctl new fabrikam.com, or partnerctl import for the partners that a server already has\n`;
}
