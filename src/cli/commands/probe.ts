/** `partnerctl probe`: asks partners' servers what they offer, and says whether the settings of the files will connect. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { hasErrors } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import type { DomainEvidence } from '../../model/probe.ts';
import { overall, type ProbeReport } from '../../model/probe-verdict.ts';
import { openProbe, type Probe } from '../../probe/probe.ts';
import { reusable } from '../../probe/reuse.ts';
import type { Checked } from '../../reconcile/check.ts';
import { chooseQuestions, type ProbeQuestion, probeReport } from '../../reconcile/probe-run.ts';
import { renderLintGithub } from '../../render/lint/lint-github.ts';
import { renderLintSarif } from '../../render/lint/lint-sarif.ts';
import { renderProbeJson } from '../../render/probe/probe-json.ts';
import { renderProbeMarkdown } from '../../render/probe/probe-markdown.ts';
import { renderProbePretty } from '../../render/probe/probe-pretty.ts';
import { vantageLine } from '../../render/probe/vantage-line.ts';
import { PROBE_RULES } from '../../verdict/rules.ts';
import { type Call, type CommandSpec, flag, one } from '../command.ts';
import { domainArgument } from '../domain-argument.ts';
import { invalidDuration, milliseconds } from '../duration.ts';
import { edgesOf } from '../edges.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { watchInterrupts } from '../interrupt.ts';
import { tellInvalid } from './invalid-files.ts';
import { PROBE_OPTIONS } from './probe-option-specs.ts';
import { probeOptions } from './probe-options.ts';
import { savedEvidence, saveEvidence } from './probe-saved.ts';
import { suggest } from './probe-suggest.ts';

export const probeCommand: CommandSpec = {
  name: 'probe',
  summary: 'ask partners’ servers what they offer, and whether the settings will connect',
  arguments: '[DOMAIN...]',
  options: [
    { flags: '--all', description: 'every partner (default: those whose files differ from --base)' },
    { flags: '--base <ref>', description: 'what the files are compared with (default: the default branch)' },
    ...PROBE_OPTIONS,
    { flags: '--authenticate', description: 'go on to SASL EXTERNAL, then send one stanza that nobody answers' },
    {
      flags: '--max-age <duration>',
      description: 'take from the --save file what is not older than this, such as 12h',
      invalid: invalidDuration,
    },
    {
      flags: '--save <file>',
      description: 'keep the evidence as JSON, for --max-age and `partnerctl plan --probe FILE`',
    },
    { flags: '--suggest', description: 'print the file of one partner with the strongest settings that connect' },
    { flags: '--strict', description: 'exit 1 also where something is unknown' },
  ],
  formats: ['pretty', 'json', 'markdown', 'sarif', 'github'],
  examples: [
    { command: 'partnerctl probe fabrikam.com', does: 'the partner and all of its domains, without a certificate' },
    {
      command: 'partnerctl probe --from contoso.com --cert probe.pem --key probe.key',
      does: 'the partners that this branch changes, shown a certificate: only then EXTERNAL is offered',
    },
    {
      command: 'partnerctl probe fabrikam.com --suggest > suggested.yaml',
      does: 'the file with the strongest settings that connect',
    },
    {
      command: 'partnerctl probe --all --save probe.json --max-age 12h && partnerctl plan --probe probe.json',
      does: 'ask each server twice a day at most, and see the verdicts beside the changes',
    },
  ],
  run: probe,
};

async function probe(call: Call): Promise<ExitCode> {
  const interruption = watchInterrupts(call.io);
  try {
    const chosen = await chooseQuestions(choiceOf(call), edgesOf(call, interruption.signal));
    if (chosen.kind === 'invalid') return await tellInvalid(call, chosen.checked);
    const { checked, questions, base } = chosen;
    const prober = await openProbe(probeOptions(call, checked.workspace.config.localDomains));
    const saved = savedFor(call);
    const evidence = await ask(call, prober, questions, saved, interruption.signal);
    call.progress.clear();
    const report = probeReport({ ...prober, evidence }, checked, call.today);
    await save(call, report, saved, prober, checked);
    if (flag(call, 'suggest')) return interruption.exitCode() ?? suggest(call, report, checked);
    call.io.stdout.write(rendered(call, report, checked));
    if (base !== null && questions.length === 0 && !call.quiet)
      call.io.stderr.write(`note: no partner file differs from ${base}; --all probes every partner\n`);
    return interruption.exitCode() ?? exitCode(report, flag(call, 'strict'));
  } finally {
    interruption.dispose();
  }
}

function choiceOf(call: Call) {
  const { root, today, config } = call;
  const base = one(call, 'base');
  const domains = call.arguments.map(domainArgument);
  const all = flag(call, 'all');
  if (all && domains.length > 0) throw new UsageError('--all and domains exclude each other', 'leave one of them out');
  if (flag(call, 'suggest') && domains.length !== 1)
    throw new UsageError('--suggest needs exactly one DOMAIN', 'name the partner whose file it should print');
  if (one(call, 'maxAge') !== undefined && one(call, 'save') === undefined)
    throw new UsageError('--max-age needs --save: that file holds what was seen', 'give --save FILE, too');
  return { root, today, domains, all, ...(base !== undefined && { base }), ...(config !== undefined && { config }) };
}

function savedFor(call: Call): readonly DomainEvidence[] {
  const file = one(call, 'save');
  if (file === undefined || one(call, 'maxAge') === undefined) return [];
  return savedEvidence(file, call.io.cwd) ?? [];
}

/** Only what no saved evidence answers. */
async function ask(
  call: Call,
  prober: Probe,
  questions: readonly ProbeQuestion[],
  saved: readonly DomainEvidence[],
  signal: AbortSignal,
): Promise<readonly DomainEvidence[]> {
  const { presented, vantage } = prober;
  const maxAge = milliseconds(one(call, 'maxAge') ?? '0s');
  const reused = new Map<string, DomainEvidence>();
  for (const question of questions) {
    const found = reusable(saved, { question, presented, resolvers: vantage.resolvers }, call.io.now(), maxAge);
    if (found !== undefined) reused.set(question.domain, found);
  }
  const open = questions.filter(({ domain }) => !reused.has(domain));
  if (open.length === 0) return [...reused.values()];
  call.progress.show(`probing ${open.length === 1 ? (open[0]?.domain ?? '') : `${open.length} domains`}`);
  const { randomUUID } = await import('node:crypto');
  const fresh = await prober.probe(open, {
    now: call.io.now,
    randomId: randomUUID,
    signal,
    onDomain: ({ domain }, done, total) => call.progress.show(`probed ${done}/${total}: ${domain}`),
  });
  return [...reused.values(), ...fresh];
}

/** With `--max-age` the file also keeps what it holds of other domains. */
async function save(
  call: Call,
  report: ProbeReport,
  saved: readonly DomainEvidence[],
  prober: Probe,
  checked: Checked,
): Promise<void> {
  const file = one(call, 'save');
  if (file === undefined) return;
  const probed = new Set(report.verdicts.map(({ domain }) => domain));
  const others = saved.filter(({ domain }) => !probed.has(domain));
  const evidence = [...report.verdicts.map((verdict) => verdict.evidence), ...others];
  await saveEvidence(
    file,
    call.io.cwd,
    others.length === 0 ? report : probeReport({ ...prober, evidence }, checked, call.today),
  );
}

function rendered(call: Call, report: ProbeReport, checked: Checked): string {
  switch (call.format) {
    case 'json':
      return renderProbeJson(report);
    case 'markdown':
      return renderProbeMarkdown(report);
    case 'sarif':
      return renderLintSarif(findings(report, checked), PROBE_RULES, call.version);
    case 'github':
      return `${renderLintGithub(findings(report, checked))}${vantageLine(report)}`;
    default:
      return renderProbePretty(report, {
        color: call.color.stdout,
        columns: call.columns,
        verbose: call.verbose,
        quiet: call.quiet,
        textOf: checked.textOf,
      });
  }
}

/** In annotations and SARIF a finding stands alone: the vantage goes with those that depend on it. */
function findings({ diagnostics, vantage }: ProbeReport, { files }: Checked) {
  const seen = (finding: Diagnostic): Diagnostic => ({
    ...finding,
    message: `${finding.message} (seen from ${vantage.host})`,
  });
  return { files, diagnostics: diagnostics.map(seen) };
}

function exitCode({ verdicts, diagnostics }: ProbeReport, strict: boolean): ExitCode {
  const kinds = verdicts.map(overall);
  if (kinds.includes('refused') || hasErrors(diagnostics)) return EXIT.failed;
  return strict && kinds.includes('unknown') ? EXIT.failed : EXIT.ok;
}
