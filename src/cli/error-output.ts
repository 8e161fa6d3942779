/** Formats that are complete and valid on every way out: what a command that could not do its work writes to stdout. */
import type { Diagnostic } from '../model/diagnostic.ts';
import type { ErrorReport } from '../model/errors.ts';
import { renderErrorJson } from '../render/error-json.ts';

/** `diagnostics`: the errors in the files, where they are the reason. */
export type ErrorRenderer = (report: ErrorReport, diagnostics?: readonly Diagnostic[]) => string;

/** Undefined for formats that are read by people as they come: stderr is enough. */
export async function errorRenderer(format: string): Promise<ErrorRenderer | undefined> {
  if (format === 'json') return (report) => renderErrorJson(report);
  if (format === 'html') return (await import('../render/html/error-html.ts')).renderErrorHtml;
  if (format === 'powershell')
    return (await import('../render/powershell/no-plan-powershell.ts')).renderErrorPowerShell;
  return undefined;
}

/** The format that was asked for, as far as can be told of a command line that may be wrong. */
export function askedFormat(argv: readonly string[]): string {
  const asked = argv.flatMap((argument, index) => {
    if (argument === '--format') return argv[index + 1] ?? [];
    return argument.startsWith('--format=') ? argument.slice('--format='.length) : [];
  });
  return ['json', 'html', 'powershell'].find((format) => asked.includes(format)) ?? '';
}
