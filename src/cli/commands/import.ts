/** `partnerctl import`: files for live partners that have none. */
import { hasErrors } from '../../model/diagnostic.ts';
import { runImport } from '../../reconcile/import-run.ts';
import { renderImportJson, renderImportPretty } from '../../render/import/import.ts';
import { type Call, type CommandSpec, flag, one } from '../command.ts';
import { edgesOf } from '../edges.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { tellInvalid } from './invalid-files.ts';

export const importCommand: CommandSpec = {
  name: 'import',
  summary: 'write files for live partners that have none',
  options: [
    { flags: '--deployment <name>', description: 'where they live (may be left out if there is only one)' },
    {
      flags: '--from-observed',
      description: 'from what a server in observe mode has seen: the strictest settings that keep it working',
    },
  ],
  formats: ['pretty', 'json'],
  examples: [
    {
      command: 'partnerctl import --deployment edge-eu',
      does: 'a file for each live partner without one; files that exist are never overwritten',
    },
    {
      command: 'partnerctl import --deployment edge-eu --from-observed',
      does: 'a file for each domain that federates with it, with what was seen as comments; check partnerType in each',
    },
    { command: 'git add partners && partnerctl plan', does: 'afterwards: nothing to change for what was imported' },
  ],
  run: importLive,
};

async function importLive(call: Call): Promise<ExitCode> {
  const { io, root, today, config } = call;
  const deployment = one(call, 'deployment');
  const run = await runImport(
    {
      root,
      today,
      ...(config !== undefined && { config }),
      ...(deployment !== undefined && { deployment }),
      fromObserved: flag(call, 'fromObserved'),
    },
    edgesOf(call, new AbortController().signal),
  );
  call.progress.clear();
  if (run.kind === 'invalid') return tellInvalid(call, run.checked);
  const options = { color: call.color.stdout, columns: call.columns, verbose: call.verbose };
  io.stdout.write(call.format === 'json' ? renderImportJson(run.report) : renderImportPretty(run.report, options));
  return hasErrors(run.report.diagnostics) ? EXIT.failed : EXIT.ok;
}
