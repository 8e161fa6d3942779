/** What `import` did, for people and machines: schemas/import.schema.json. */
import { displayDomain } from '../../model/domain-name.ts';
import type { ImportDifference, ImportedFile, ImportReport } from '../../model/import-report.ts';
import { counted } from '../counts.ts';
import { diagnosticJson } from '../diagnostic-json.ts';
import { diagnosticPretty } from '../diagnostic-pretty.ts';
import { escapeTerminal } from '../escape.ts';
import { fieldLabel, fieldValue } from '../field-value.ts';
import { fold, moreWords } from '../fold.ts';
import { versionedJson } from '../json-text.ts';
import { joinParagraphs } from '../layout.ts';
import type { TerminalOptions } from '../options.ts';
import { say, terminalPhrase } from '../phrase.ts';
import { paragraph, type Terminal, terminal } from '../terminal.ts';
import { observedJson, observedParagraphs } from './observed.ts';

export interface ImportPrettyOptions extends TerminalOptions {
  /** Nothing is folded. */
  readonly verbose?: boolean;
}

export function renderImportPretty(report: ImportReport, options: ImportPrettyOptions): string {
  const screen = terminal(options);
  const { written, updated, different, diagnostics } = report;
  return joinParagraphs([
    headline(report, screen),
    fileParagraph('written', written, screen),
    fileParagraph('this deployment added', updated, screen),
    differenceParagraph(different, screen),
    ...(report.observed === undefined ? [] : observedParagraphs(report.observed, screen)),
    ...diagnostics.map((diagnostic) => diagnosticPretty(diagnostic, screen, { indent: 2 })),
  ]);
}

function headline(report: ImportReport, { paint }: Terminal): string {
  const { deployment, written, updated, different, diagnostics, observed } = report;
  const everybody = observed === undefined ? 'every live partner' : 'every domain that was seen';
  const counts = [
    ...(written.length > 0 ? [`${counted(written.length, 'file')} written`] : []),
    ...(updated.length > 0 ? [`${counted(updated.length, 'file')} extended`] : []),
    ...(different.length > 0 ? [`${counted(different.length, 'partner')} left alone`] : []),
  ];
  const nothing = diagnostics.length === 0 ? `nothing to import: ${everybody} has its file` : 'nothing was written';
  const done = counts.length === 0 ? nothing : counts.join(', ');
  return `${paint.bold(escapeTerminal(deployment))}: ${done}`;
}

function fileParagraph(title: string, files: readonly ImportedFile[], { paint, verbose }: Terminal): string {
  if (files.length === 0) return '';
  const { shown, more } = fold(files, { dangerous: false, verbose });
  const lines = shown.map(({ file, domain }) => {
    // The file is named after the domain: that is said only where it shows more.
    const name = displayDomain(domain) === domain ? [] : say` ${displayDomain(domain)}`;
    return `    ${paint.green('+')} ${terminalPhrase([{ value: file }, ...name])}`;
  });
  return [`  ${title}:`, ...lines, ...(more > 0 ? [`    ${moreWords(more)}`] : [])].join('\n');
}

function differenceParagraph(different: readonly ImportDifference[], screen: Terminal): string {
  if (different.length === 0) return '';
  const { shown, more } = fold(different, { dangerous: true, verbose: screen.verbose });
  const lines = shown.flatMap(({ file, fields }) => [
    paragraph(say`${file}`, 4, screen),
    ...fields.map(({ field, file: stated, live }) => {
      const values = say`${fieldValue(field, stated)} in the file, ${fieldValue(field, live)} live`;
      return paragraph([`${fieldLabel(field)}: `, ...values], 6, screen);
    }),
  ]);
  return [
    '  left alone, because the file says something else:',
    ...lines,
    ...(more > 0 ? [`    ${moreWords(more)}`] : []),
  ].join('\n');
}

export function renderImportJson(report: ImportReport): string {
  const { deployment, written, updated, different, diagnostics, observed } = report;
  const files = (list: readonly ImportedFile[]) => list.map(({ file, domain }) => ({ file, domain }));
  return versionedJson({
    deployment,
    written: files(written),
    updated: files(updated),
    different: different.map(({ domain, file, fields }) => ({
      domain,
      file,
      fields: fields.map(({ field, file: stated, live }) => ({ field, file: stated, live })),
    })),
    diagnostics: diagnostics.map(diagnosticJson),
    ...(observed !== undefined && { observed: observedJson(observed) }),
  });
}
