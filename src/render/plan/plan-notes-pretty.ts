/** What a plan says besides its changes: who is kept, who is blocked, what is wrong, what holds it back, its digest. */
import { shortDigest } from '../../model/digest-prefix.ts';
import { type Plan, pinnedCommand } from '../../model/plan.ts';
import { counted } from '../counts.ts';
import { diagnosticPretty } from '../diagnostic-pretty.ts';
import { fold, moreWords } from '../fold.ts';
import { command, listed, say } from '../phrase.ts';
import { refusalLines } from '../refusal-pretty.ts';
import { paragraph, type Terminal } from '../terminal.ts';
import { blockedWords, byReason, ownDiagnostics, UNMANAGED_WORDS } from './plan-words.ts';

const SHOWN_DOMAINS = 10;

export function planNotes(plan: Plan, screen: Terminal): readonly string[] {
  return [
    unmanagedParagraph(plan, screen),
    blockedParagraph(plan, screen),
    ...diagnosticParagraphs(plan, screen),
    refusalParagraph(plan, screen),
    digestParagraph(plan, screen),
  ];
}

function unmanagedParagraph({ unmanaged, deployment }: Plan, screen: Terminal): string {
  if (unmanaged.length === 0) return '';
  const lines = [`  unmanaged, kept: ${counted(unmanaged.length, 'live partner')} that no file declares`];
  for (const [reason, domains] of byReason(unmanaged)) {
    const shown = screen.verbose ? domains.length : SHOWN_DOMAINS;
    lines.push(paragraph([`${UNMANAGED_WORDS[reason]}: `, ...listed(domains, shown)], 4, screen));
    if (reason === 'never-declared')
      lines.push(
        paragraph(say`to write their files: ${command(`partnerctl import --deployment ${deployment}`)}`, 6, screen),
      );
  }
  return lines.join('\n');
}

function blockedParagraph({ blocked, deployment }: Plan, screen: Terminal): string {
  if (blocked.length === 0) return '';
  const { shown, more } = fold(blocked, { dangerous: false, verbose: screen.verbose });
  const lift = command(`partnerctl unblock DOMAIN --deployment ${deployment}`);
  return [
    '  blocked, whatever the files say:',
    ...shown.map((block) => paragraph(blockedWords(block), 4, screen)),
    ...(more > 0 ? [`    ${moreWords(more)}`] : []),
    paragraph(say`to lift one: ${lift}`, 6, screen),
  ].join('\n');
}

function diagnosticParagraphs(plan: Plan, screen: Terminal): readonly string[] {
  const found = ownDiagnostics(plan);
  const { shown, more } = fold(found, { dangerous: true, verbose: screen.verbose });
  const paragraphs = shown.map((diagnostic) => diagnosticPretty(diagnostic, screen, { indent: 2 }));
  return more > 0 ? [...paragraphs, `  ${moreWords(more)}`] : paragraphs;
}

function refusalParagraph({ refusals }: Plan, screen: Terminal): string {
  return refusals.flatMap((refusal) => refusalLines(refusal, 2, screen)).join('\n');
}

function digestParagraph(plan: Plan, screen: Terminal): string {
  const { changes, digest, desired, partial } = plan;
  if (changes.length === 0) return '';
  const short = shortDigest(digest);
  const lines = [];
  if (partial) lines.push('  only what was selected: other partners differ, too');
  if (desired.uncommitted) lines.push('  planned from files that are not committed');
  const how = plan.byScript === true ? 'as a script' : 'exactly this';
  lines.push(paragraph(say`plan sha256:${short} · ${[how]}: ${command(pinnedCommand(plan))}`, 2, screen));
  return screen.paint.dim(lines.join('\n'));
}
