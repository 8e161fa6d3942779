/** What stands above the values of a script: what it is for, how it is run, and what else a reader must know. */
import { type Plan, selectors } from '../../model/plan.ts';
import { counted } from '../counts.ts';
import { type Phrase, quote, say } from '../phrase.ts';
import { dangerWords, headlineCounts, ownDiagnostics } from '../plan/plan-words.ts';
import { commentLines } from './comment.ts';

const SHOWN_WARNINGS = 20;

export function header(plan: Plan): string {
  const { deployment, changes, digest, desired } = plan;
  const danger = dangerWords(changes);
  const blocks: readonly (readonly Phrase[])[] = [
    [
      say`XMPP partners of ${quote(deployment)}: ${[headlineCounts(plan.summary)]}`,
      [danger.length === 0 ? 'Nothing weakens, nobody is cut off.' : `${danger.join(', ')}.`],
    ],
    [
      ['Read it. Then run it in a Lync Server or Skype for Business Server Management Shell, as a member of'],
      ['RTCUniversalServerAdmins:'],
    ],
    [
      ['    .\\change.ps1 -WhatIf     checks, and shows what it would do'],
      ['    .\\change.ps1             checks, writes, reads again'],
    ],
    [
      ['It ends with 0 when all is as wanted, 1 when something failed, 3 when it refused and wrote nothing, because'],
      ['a guard holds it back, or the live partners are not those that the plan was made for. It may be run again:'],
      ['what is done is not done twice.'],
    ],
    [
      [`plan      ${digest}`],
      say`commit    ${[desired.commit ?? 'none: outside Git']}${[desired.uncommitted ? ', and files that are not committed' : '']}`,
      say`made by   ${[`partnerctl plan --format powershell ${selectors(plan)}`]}`,
    ],
    notes(plan),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.flatMap((words) => commentLines(words)).join('\n'))
    .join('\n#\n');
}

function notes(plan: Plan): readonly Phrase[] {
  const { unmanaged, partial } = plan;
  const warnings = ownDiagnostics(plan).filter(({ severity }) => severity === 'warning');
  const more = warnings.length - SHOWN_WARNINGS;
  return [
    ...(partial ? [['Only what was selected: other partners differ, too.']] : []),
    ...(unmanaged.length > 0 ? [[`Kept: ${counted(unmanaged.length, 'live partner')} that no file declares.`]] : []),
    ...warnings.slice(0, SHOWN_WARNINGS).map(({ message }) => say`Warning: ${quote(message)}`),
    ...(more > 0 ? [[`... and ${counted(more, 'more warning')}.`]] : []),
  ];
}
