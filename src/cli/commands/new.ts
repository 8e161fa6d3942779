/** `partnerctl new`: a partner file with safe settings, and what to do next. */
import { fileExists } from '../../adopt/existing-file.ts';
import { newPartner } from '../../adopt/new-partner.ts';
import { writeNewFile } from '../../adopt/write-files.ts';
import { load } from '../../load/load.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { PartnerctlError } from '../../model/errors.ts';
import { PARTNER_TYPES, type PartnerType } from '../../model/partner.ts';
import { type Call, type CommandSpec, flag, one } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { tellFinding } from './finding.ts';
import type { ProbedSettings } from './new-probe.ts';
import { PROBE_OPTIONS } from './probe-option-specs.ts';

export const newCommand: CommandSpec = {
  name: 'new',
  summary: 'write a new partner file with safe settings',
  arguments: '<DOMAIN>',
  options: [
    {
      flags: '--type <type>',
      description: 'how far its users are trusted: Federated, PublicVerified, PublicUnverified (default: Federated)',
      choices: PARTNER_TYPES,
    },
    { flags: '--probe', description: 'ask the partner’s server first, and write the strongest settings that connect' },
    ...PROBE_OPTIONS,
  ],
  formats: ['pretty'],
  examples: [
    {
      command: 'partnerctl new fabrikam.com',
      does: 'partners/fabrikam.com.yaml: TLS and certificates required, a comment per field',
    },
    {
      command: 'partnerctl new bücher.example --type PublicUnverified',
      does: 'any spelling of the domain will do; the file has the A-label form',
    },
    {
      command: 'partnerctl new fabrikam.com --probe --cert probe.pem --key probe.key',
      does: 'with what its server really offers; see `partnerctl probe`',
    },
  ],
  run: newFile,
};

const NOT_PROBED: ProbedSettings = { notes: [] };

async function newFile(call: Call): Promise<ExitCode> {
  const { io, root, config } = call;
  const [typed = ''] = call.arguments;
  const { workspace, configSource, diagnostics } = load({ root, ...(config !== undefined && { config }) });
  const noFolder = diagnostics.find(({ range }) => range?.file === 'partners');
  if (noFolder !== undefined && configSource === null)
    throw new PartnerctlError('no-repository', noFolder.message, noFolder.hint ?? '');
  const dry = newPartner(typed, partnerType(call), workspace);
  // Before anybody is asked: what must not be written need not be probed.
  if (dry.kind === 'refused') return refused(call, dry.diagnostic);
  const probed = flag(call, 'probe')
    ? await (await import('./new-probe.ts')).probedSettings(call, typed, workspace)
    : NOT_PROBED;
  const made = newPartner(typed, partnerType(call), workspace, probed.negotiation);
  if (made.kind === 'refused') return refused(call, made.diagnostic);
  if (!(await writeNewFile(root, made.file, made.text))) return refused(call, fileExists(made.file));
  io.stdout.write(`${made.file}\n`);
  if (call.quiet) return EXIT.ok;
  for (const note of [...made.notes, ...probed.notes]) io.stderr.write(`note: ${note}\n`);
  io.stderr.write(nextSteps(made.file, made.domain));
  return EXIT.ok;
}

function partnerType(call: Call): PartnerType {
  const wanted = one(call, 'type');
  return PARTNER_TYPES.find((type) => type === wanted) ?? 'Federated';
}

function refused(call: Call, diagnostic: Diagnostic): ExitCode {
  tellFinding(call, diagnostic);
  return EXIT.failed;
}

function nextSteps(file: string, domain: string): string {
  return `
Next:
  1. edit ${file}: who they are, their other domains, who answers for them
  2. partnerctl lint && partnerctl plan
  3. git switch -c add-${domain} && git add ${file} && git commit -m "Add ${domain}"
  4. open a pull request: the plan is applied after the merge
`;
}
