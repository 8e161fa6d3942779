/** `probe --suggest`: the file of one partner with the strongest settings that connect, for all of its domains. */
import { newPartnerText } from '../../adopt/new-partner-text.ts';
import { suggestedFile } from '../../adopt/suggested-file.ts';
import { coversDomain } from '../../model/partner.ts';
import type { ProbeReport, Suggestion } from '../../model/probe-verdict.ts';
import type { Checked } from '../../reconcile/check.ts';
import { strongestFor } from '../../reconcile/probe-run.ts';
import { vantageLine } from '../../render/probe/vantage-line.ts';
import type { Call } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

export function suggest(call: Call, report: ProbeReport, checked: Checked): ExitCode {
  const { io } = call;
  const [first] = report.verdicts;
  if (first === undefined) return EXIT.failed;
  const suggestion = strongestFor(report.verdicts, checked);
  if (!call.quiet) io.stderr.write(vantageLine(report));
  if (suggestion === undefined) {
    io.stderr.write(
      `no settings are known to connect with ${first.partner ?? first.domain}; see \`partnerctl probe\` for why\n`,
    );
    return EXIT.failed;
  }
  if (report.presented.certificate === null && suggestion.permits.includes('tls-dialback') && !call.quiet)
    io.stderr.write('note: with --cert and --key stronger settings may turn out to connect\n');
  const text = textFor(first.domain, suggestion, checked);
  if (text === undefined) {
    io.stderr.write(`the file is written in a way that cannot be edited safely; write into it:\n`);
    io.stdout.write(suggestion.lines.map((line) => `${line}\n`).join(''));
    return EXIT.ok;
  }
  io.stdout.write(text);
  return EXIT.ok;
}

function textFor(domain: string, { settings }: Suggestion, { workspace }: Checked): string | undefined {
  const partner = workspace.partners.find((candidate) => coversDomain(candidate.settings, domain));
  if (partner !== undefined) return suggestedFile(partner.source, partner.settings, settings);
  const deployments = workspace.config.deployments.map(({ name }) => name);
  return newPartnerText({ domain, partnerType: 'Federated', deployments, negotiation: settings });
}
