/** What `doctor` found, for people: a line for each step, what to do below those that are not well, and the verdict. */
import type { Examination, ExaminationStep, StepStatus } from '../../model/examination.ts';
import { counted } from '../counts.ts';
import { escapeTerminal } from '../escape.ts';
import { displayWidth, joinParagraphs, padEnd, wrap } from '../layout.ts';
import type { TerminalOptions } from '../options.ts';
import { quote, terminalPhrase } from '../phrase.ts';
import { type Terminal, terminal } from '../terminal.ts';
import { isReady, tally } from './verdict.ts';

export interface DoctorPrettyOptions extends TerminalOptions {
  /** The terminal shows plain ASCII only. */
  readonly ascii: boolean;
  /** Only what is not well. */
  readonly quiet: boolean;
}

const MARKS: Readonly<Record<StepStatus, string>> = { ok: '✓', warning: '!', failed: '✗', skipped: '–' };
const ASCII_MARKS: typeof MARKS = { ok: 'ok', warning: '!', failed: 'x', skipped: '-' };

export function renderDoctorPretty(examinations: readonly Examination[], options: DoctorPrettyOptions): string {
  const screen = terminal(options);
  return joinParagraphs([
    ...examinations.map((examination) => examinationText(examination, screen, options)),
    ...(examinations.length > 1 ? [totalLine(examinations)] : []),
  ]);
}

function examinationText(examination: Examination, screen: Terminal, { ascii, quiet }: DoctorPrettyOptions): string {
  const { deployment, adapter, steps } = examination;
  const { bold } = screen.paint;
  const shown = quiet ? steps.filter(({ status }) => status === 'warning' || status === 'failed') : steps;
  const layout = {
    marks: ascii ? ASCII_MARKS : MARKS,
    nameWidth: Math.max(0, ...shown.map(({ name }) => displayWidth(escapeTerminal(name)))),
  };
  return [
    `${bold(escapeTerminal(deployment))} (${escapeTerminal(adapter)})`,
    ...shown.flatMap((step) => stepLines(step, layout, screen)),
    verdictLine(examination, screen),
  ].join('\n');
}

interface Layout {
  readonly marks: typeof MARKS;
  readonly nameWidth: number;
}

function stepLines(step: ExaminationStep, { marks, nameWidth }: Layout, screen: Terminal): readonly string[] {
  const { name, status, message, hint } = step;
  const markWidth = Math.max(...Object.values(marks).map(displayWidth));
  const mark = padEnd(painted(status, marks[status], screen), markWidth);
  const first = `  ${mark} ${padEnd(escapeTerminal(name), nameWidth)}  `;
  const block = { indent: displayWidth(first), columns: screen.columns };
  const line = wrap(terminalPhrase([quote(message)]), { first, ...block });
  if (hint === undefined) return [line];
  const told = { first: ' '.repeat(block.indent), ...block };
  return [line, wrap(`${screen.paint.cyan('hint:')} ${terminalPhrase([quote(hint)])}`, told)];
}

function painted(status: StepStatus, mark: string, { paint }: Terminal): string {
  switch (status) {
    case 'ok':
      return paint.green(mark);
    case 'warning':
      return paint.yellow(mark);
    case 'failed':
      return paint.red(mark);
    case 'skipped':
      return paint.dim(mark);
  }
}

function verdictLine(examination: Examination, { paint }: Terminal): string {
  const name = escapeTerminal(examination.deployment);
  const { failed, warnings, skipped } = tally(examination);
  const aside = warnings === 0 ? '' : `, ${counted(warnings, 'warning')}`;
  if (failed === 0) return `${name}: ${paint.green('ready')}${aside}`;
  const left = skipped === 0 ? '' : `, ${skipped} not looked at`;
  return `${name}: ${paint.red('not ready')}: ${failed} failed${left}${aside}`;
}

function totalLine(examinations: readonly Examination[]): string {
  const ready = examinations.filter(isReady).length;
  return `${ready} of ${counted(examinations.length, 'deployment')} ready`;
}
