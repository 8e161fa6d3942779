/**
 * Foreign text in a GitHub workflow command (`::error file=…::message`): it can neither end the property or the line
 * it stands in nor begin a second command.
 *
 * Source: actions/toolkit, core/src/command.ts.
 */
import { escapeTerminal } from './escape.ts';

const SIGNS: Readonly<Record<string, string>> = { '%': '%25', '\r': '%0D', '\n': '%0A', ':': '%3A', ',': '%2C' };

export function commandMessage(text: string): string {
  return escapeTerminal(text).replace(/[%\r\n]/g, (sign) => SIGNS[sign] ?? sign);
}

export function commandProperty(text: string): string {
  return escapeTerminal(text).replace(/[%\r\n:,]/g, (sign) => SIGNS[sign] ?? sign);
}
