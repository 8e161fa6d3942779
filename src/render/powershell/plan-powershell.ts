/**
 * A plan for Lync Server or Skype for Business Server as a script, for a person who reviews it and runs it where we
 * may not connect. First the values, then machinery that is the same in every script. What an apply would refuse, the
 * script refuses, too, until it is given what lets an apply go on.
 */
import { type Diagnostic, hasErrors } from '../../model/diagnostic.ts';
import type { Refusal } from '../../model/guard.ts';
import { othersOf } from '../../model/others.ts';
import type { PartnerSettings } from '../../model/partner.ts';
import { isFailed, type Plan, type PlanResult } from '../../model/plan.ts';
import { scriptOverride } from '../../model/script-override.ts';
import { orderedSteps } from '../../model/write-order.ts';
import { counted } from '../counts.ts';
import { quote, say } from '../phrase.ts';
import { changeBlock } from './change-block.ts';
import { commentLines, plainText } from './comment.ts';
import { header } from './header.ts';
import { textLiteral } from './literal.ts';
import { MACHINERY, PARAMETERS } from './machinery.ts';
import { renderErrorPowerShell } from './no-plan-powershell.ts';

/** `live`: every partner that was there when the plan was made. */
export function renderPlanPowerShell(result: PlanResult, live: readonly PartnerSettings[]): string {
  if (isFailed(result)) return renderErrorPowerShell(result.error);
  if (hasErrors(result.diagnostics)) return withErrors(result);
  return result.changes.length === 0 ? nothingToDo(result) : script(result, live);
}

function withErrors({ deployment, diagnostics }: Plan): string {
  const errors = diagnostics.filter(({ severity }: Diagnostic) => severity === 'error');
  const message = `the plan for ${deployment} has ${counted(errors.length, 'error')}`;
  return renderErrorPowerShell({ code: 'plan-has-errors', message, hint: 'mend the files, then plan again' }, errors);
}

function nothingToDo(plan: Plan): string {
  const words = say`Nothing to do on ${quote(plan.deployment)}: ${[counted(plan.summary.unchanged, 'partner')]} in place.`;
  return `${commentLines(words).join('\n')}\n\nWrite-Host ${textLiteral(plainText(words))}\n`;
}

function script(plan: Plan, live: readonly PartnerSettings[]): string {
  const { digest, desired, refusals, changes } = plan;
  const others = othersOf(live, changes);
  const blocks = orderedSteps(changes).flatMap((step) => {
    const change = changes[step.change];
    return change === undefined ? [] : [changeBlock(change, step)];
  });
  return `${header(plan)}

${PARAMETERS}
# The plan that was reviewed.
$PlanDigest = ${textLiteral(digest)}

# What holds it back.
$Guards = ${guardList(plan, refusals)}
$Uncommitted = ${desired.uncommitted ? '$true' : '$false'}

# The live partners that it leaves alone: how many, and the SHA-256 of their names and domains. What it may do was
# judged beside them.
$Others = @{
  Partners = ${others.partners}
  Digest = ${textLiteral(others.digest)}
}

# What is done, in this order. Before: what must be there. Set: what is written; $null: the partner is removed.
$Changes = @(
${blocks.join(',\n')}
)

${MACHINERY}`;
}

function guardList(plan: Plan, refusals: readonly Refusal[]): string {
  if (refusals.length === 0) return '@()';
  const texts = refusals.map(({ guard, message }) =>
    plainText(say`${[guard]}: ${quote(message)}; ${[scriptOverride(plan)]}`),
  );
  return `@(\n${texts.map((text) => `  ${textLiteral(text)}`).join(',\n')}\n)`;
}
