/** `plan --format powershell`: one deployment's plan as a script. Loaded only where it is asked for. */
import type { Planned } from '../../reconcile.ts';
import { renderPlanPowerShell } from '../../render/powershell/plan-powershell.ts';
import { renderScriptProblems, scriptRefusals } from '../../render/powershell/script-problems.ts';
import type { Call } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

/** The script is complete on every way out; what it will say to whoever runs it, stderr says at once. */
export function writeScript(call: Call, { results, live }: Planned): ExitCode {
  const [result] = results;
  if (result === undefined) throw new TypeError('a script without a deployment');
  call.io.stdout.write(renderPlanPowerShell(result, live.get(result.deployment) ?? []));
  call.io.stderr.write(renderScriptProblems(result, { color: call.color.stderr, columns: call.columns }));
  return scriptRefusals(result).length > 0 ? EXIT.refused : EXIT.ok;
}
