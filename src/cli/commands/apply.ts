/** `partnerctl apply`: plans afresh, asks, writes, reads again, and prints the ledger. */

import { parseReviewedFile } from '../../ci/reviewed-file.ts';
import { isDigestPrefix } from '../../model/digest-prefix.ts';
import { INTERNAL, UsageError } from '../../model/errors.ts';
import type { Ledger } from '../../model/ledger.ts';
import type { Plan, PlanResult } from '../../model/plan.ts';
import { thousands } from '../../model/thousands.ts';
import { type ApplyOptions, apply as reconcile } from '../../reconcile.ts';
import { renderLedgersJson } from '../../render/ledger/ledger-json.ts';
import { renderLedgersPretty } from '../../render/ledger/ledger-pretty.ts';
import { renderPlansPretty } from '../../render/plan/plan-pretty.ts';
import { type Call, type CommandSpec, flag, many, one } from '../command.ts';
import { actorOf, edgesOf } from '../edges.ts';
import { EXIT, type ExitCode, worst } from '../exit-codes.ts';
import { readInput } from '../input-file.ts';
import { type Interruption, watchInterrupts } from '../interrupt.ts';
import { ask } from '../question.ts';
import { tellInvalid } from './invalid-files.ts';
import { readPlanFile, type SavedPlan } from './plan-file.ts';
import { SELECTORS, selection } from './selectors.ts';

const notADigest = (value: string) => (isDigestPrefix(value) ? undefined : 'a digest (12 hexadecimal digits or more)');

export const applyCommand: CommandSpec = {
  name: 'apply',
  summary: 'make the deployments what the files say',
  arguments: '[PLAN]',
  options: [
    ...SELECTORS,
    { flags: '--yes', description: 'do not ask' },
    {
      flags: '--expect <digest...>',
      description: 'only if this is the plan: anything else is refused',
      invalid: notADigest,
    },
    { flags: '--reviewed <file>', description: 'only changes that pull requests have shown: a file of `ci reviewed`' },
    { flags: '--override <digest...>', description: 'lift every guard for this one plan', invalid: notADigest },
    { flags: '--allow-uncommitted', description: 'also apply files that are not committed' },
  ],
  formats: ['pretty', 'json'],
  examples: [
    { command: 'partnerctl apply', does: 'shows the plan, asks, applies' },
    { command: 'partnerctl apply --yes --deployment edge-eu', does: 'without a question, one deployment' },
    { command: 'partnerctl apply plan.json', does: 'only if it is still the plan that was saved with plan --out' },
  ],
  watchesInterrupts: true,
  run: apply,
};

async function apply(call: Call): Promise<ExitCode> {
  const [planFile] = call.arguments;
  const expect = many(call, 'expect');
  const yes = flag(call, 'yes');
  if (!yes && !call.io.stdinIsTTY && expect.length === 0 && planFile === undefined) {
    throw new UsageError(
      'there is no terminal to ask on',
      'add --yes, or --expect with the digest of the reviewed plan, or the saved plan itself',
    );
  }
  const saved = planFile === undefined ? null : readPlanFile(planFile, call.io.cwd);
  const interruption = watchInterrupts(call.io);
  try {
    const run = await reconcile(
      {
        ...(saved === null ? selection(call) : selectionOf(saved, call)),
        expect,
        saved: saved?.digests ?? null,
        override: many(call, 'override'),
        ...reviewedOption(call),
        allowUncommitted: flag(call, 'allowUncommitted'),
        actor: actorOf(call.io),
        confirm: (results, toWrite) => confirm(call, results, toWrite, yes, interruption.signal),
      },
      edgesOf(call, interruption.signal),
    );
    if (run.kind === 'invalid') return await tellInvalid(call, run.checked);
    if (run.kind === 'declined') return declined(call, interruption);
    call.progress.clear();
    call.io.stdout.write(rendered(call, run.ledgers));
    return worst([...run.ledgers.map(exitCode), interruption.exitCode() ?? EXIT.ok]);
  } catch (error) {
    // before the first write an interruption is thrown; from then on it is in the ledger
    if (error === interruption.signal.reason) return declined(call, interruption);
    throw error;
  } finally {
    interruption.dispose();
  }
}

function reviewedOption(call: Call): Pick<ApplyOptions, 'reviewed'> {
  const path = one(call, 'reviewed');
  if (path === undefined) return {};
  const hint = 'name a file that `partnerctl ci reviewed` has written';
  const parsed = parseReviewedFile(readInput(path, call.io.cwd, hint));
  if ('problem' in parsed) throw new UsageError(`${path} cannot be used: ${parsed.problem}`, hint);
  return { reviewed: parsed.reviewed };
}

/** What PLAN was made for, as far as the command does not say otherwise. */
function selectionOf(saved: SavedPlan, call: Call): ReturnType<typeof selection> {
  const typed = selection(call);
  return {
    ...typed,
    deployments: typed.deployments.length > 0 ? typed.deployments : [...saved.digests.keys()],
    ...(typed.only.length === 0 && { only: saved.only, onlyMayBeGone: true }),
  };
}

async function confirm(
  call: Call,
  results: readonly PlanResult[],
  toWrite: readonly Plan[],
  yes: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  call.progress.clear();
  const { io } = call;
  const asks = toWrite.length > 0 && !yes && io.stdinIsTTY;
  // whoever is asked sees what about; on stdout there is nothing but JSON where it was asked for
  const screen = call.format === 'pretty' ? 'stdout' : 'stderr';
  if (asks || (screen === 'stdout' && !call.quiet)) {
    const options = { color: call.color[screen], columns: call.columns, verbose: call.verbose };
    io[screen].write(`${renderPlansPretty(results, options)}\n`);
  }
  if (!asks) return !signal.aborted;
  const changes = toWrite.reduce((sum, plan) => sum + plan.changes.length, 0);
  const names = toWrite.map(({ deployment }) => deployment).join(', ');
  return await ask(io, `Apply ${thousands(changes)} ${changes === 1 ? 'change' : 'changes'} to ${names}?`, signal);
}

function declined(call: Call, interruption: Interruption): ExitCode {
  if (call.format === 'json') call.io.stdout.write(renderLedgersJson([]));
  call.io.stderr.write('nothing was written\n');
  return interruption.exitCode() ?? EXIT.failed;
}

function rendered(call: Call, ledgers: readonly Ledger[]): string {
  if (call.format === 'json') return renderLedgersJson(ledgers);
  return renderLedgersPretty(ledgers, { color: call.color.stdout, columns: call.columns, verbose: call.verbose });
}

function exitCode({ refused, error, results, summary, verified }: Ledger): ExitCode {
  if ([error, ...results.map((entry) => entry.error)].some((report) => report?.code === INTERNAL)) return EXIT.bug;
  if (refused.length > 0) return EXIT.refused;
  return error !== undefined || summary.failed + summary.unknown > 0 || !verified ? EXIT.failed : EXIT.ok;
}
