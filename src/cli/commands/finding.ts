/** A single finding, told to the person at the terminal. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { diagnosticPretty } from '../../render/diagnostic-pretty.ts';
import { terminal } from '../../render/terminal.ts';
import type { Call } from '../command.ts';

export function tellFinding(call: Call, diagnostic: Diagnostic, textOf?: (file: string) => string | undefined): void {
  const screen = terminal({ color: call.color.stderr, columns: call.columns });
  call.io.stderr.write(`${diagnosticPretty(diagnostic, screen, { textOf })}\n`);
}
