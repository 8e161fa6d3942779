/** `partnerctl plan`: what an apply would change, and why. Reads only. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { hasErrors } from '../../model/diagnostic.ts';
import { PartnerctlError, UsageError } from '../../model/errors.ts';
import type { PlanResult } from '../../model/plan.ts';
import { isFailed } from '../../model/plan.ts';
import type { PolicyChange } from '../../model/policy-change.ts';
import { systemMessage } from '../../model/system-message.ts';
import { type Planned, plan as reconcile } from '../../reconcile.ts';
import { renderPlansJson } from '../../render/plan/plan-json.ts';
import { renderPlansMarkdown } from '../../render/plan/plan-markdown.ts';
import { renderPlansPretty } from '../../render/plan/plan-pretty.ts';
import { type Call, type CommandSpec, flag, one } from '../command.ts';
import { edgesOf } from '../edges.ts';
import { EXIT, type ExitCode, worst } from '../exit-codes.ts';
import { tellInvalid } from './invalid-files.ts';
import { SELECTORS, selection } from './selectors.ts';

export const planCommand: CommandSpec = {
  name: 'plan',
  summary: 'show what an apply would change',
  options: [
    ...SELECTORS,
    {
      flags: '--base <ref>',
      description: 'the branch to be merged into: its policy and connections count, and its differences are told apart',
    },
    { flags: '--probe <file>', description: 'show beside the changes what `partnerctl probe --save FILE` has seen' },
    { flags: '--out <file>', description: 'save the plan as JSON, for `partnerctl apply FILE`' },
    { flags: '--detailed-exitcode', description: 'exit 2 when there are changes or drift' },
  ],
  formats: ['pretty', 'json', 'markdown', 'html', 'powershell'],
  examples: [
    { command: 'partnerctl plan', does: 'all deployments' },
    { command: 'partnerctl plan --probe probe.json', does: 'with what a probe has seen of the partners’ servers' },
    { command: 'partnerctl plan --base origin/main --format markdown', does: 'for a comment on a pull request' },
    {
      command: 'partnerctl plan --format html > plan.html',
      does: 'one page, with a picture of who may talk to whom; it needs nothing but a browser',
    },
    {
      command: 'partnerctl plan --deployment edge-eu --only fabrikam.com --out plan.json',
      does: 'one partner on one deployment, saved to be applied as reviewed',
    },
    {
      command: 'partnerctl plan --deployment lync-pool --format powershell > change.ps1',
      does: 'a script for an administrator of a Lync server; 3 where an apply would be refused',
    },
  ],
  run: plan,
};

async function plan(call: Call): Promise<ExitCode> {
  const base = one(call, 'base');
  const run = await reconcile(
    {
      ...selection(call),
      ...(base !== undefined && { base }),
      ...(call.format === 'powershell' && { sole: SCRIPTED }),
    },
    edgesOf(call, new AbortController().signal),
  );
  if (run.kind === 'invalid') return await tellInvalid(call, run.checked);
  call.progress.clear();
  const results = await probed(call, run.results);
  await save(call, results, run.policyChanges);
  const codes = results.map((result) => exitCode(result, flag(call, 'detailedExitcode')));
  // an apply could be refused yet; a script has left the house
  if (call.format === 'powershell') return worst([...codes, await script(call, { ...run, results })]);
  call.io.stdout.write(
    call.format === 'html' ? await renderedHtml(call, run) : rendered(call, results, run.policyChanges),
  );
  return worst(codes);
}

/** Loaded only when it is asked for. */
async function probed(call: Call, results: readonly PlanResult[]): Promise<readonly PlanResult[]> {
  const file = one(call, 'probe');
  if (file === undefined) return results;
  const [{ savedEvidence }, { withVerdicts }] = await Promise.all([
    import('./probe-saved.ts'),
    import('../../reconcile/probed-plan.ts'),
  ]);
  const evidence = savedEvidence(file, call.io.cwd);
  if (evidence === undefined)
    throw new UsageError(`${file} is not there`, 'make it with `partnerctl probe --save FILE`');
  return withVerdicts(results, evidence);
}

function rendered(call: Call, results: readonly PlanResult[], policyChanges: readonly PolicyChange[]): string {
  if (call.format === 'json') return renderPlansJson(results, { policyChanges });
  if (call.format === 'markdown')
    return renderPlansMarkdown(results, { policyChanges, comparedToBase: one(call, 'base') !== undefined });
  return renderPlansPretty(results, {
    color: call.color.stdout,
    columns: call.columns,
    verbose: call.verbose,
    policyChanges,
  });
}

const SCRIPTED = { adapter: 'lync', what: 'a PowerShell script' } as const;

async function script(call: Call, run: Planned): Promise<ExitCode> {
  const { writeScript } = await import('./plan-script.ts');
  return writeScript(call, run);
}

/** Loaded only where it is asked for. */
async function renderedHtml(call: Call, { results, policyChanges, live, config }: Planned): Promise<string> {
  const { renderPlansHtml } = await import('../../render/html/plan-html.ts');
  const { workspace, localDomains } = config;
  const comparedToBase = one(call, 'base') !== undefined;
  return renderPlansHtml(results, { policyChanges, comparedToBase, workspace, localDomains, live });
}

async function save(call: Call, results: readonly PlanResult[], policyChanges: readonly PolicyChange[]): Promise<void> {
  const file = one(call, 'out');
  if (file === undefined) return;
  try {
    await writeFile(resolve(call.io.cwd, file), renderPlansJson(results, { policyChanges }));
  } catch (error) {
    throw new PartnerctlError(
      'cannot-save',
      `the plan could not be saved as ${file}: ${systemMessage(error)}`,
      'choose another --out',
    );
  }
}

function exitCode(result: PlanResult, detailed: boolean): ExitCode {
  if (isFailed(result) || hasErrors(result.diagnostics)) return EXIT.failed;
  return detailed && (result.changes.length > 0 || result.drift) ? EXIT.changes : EXIT.ok;
}
