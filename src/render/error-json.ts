/** The JSON of a command that could not do its work at all: the same for every command, and in every schema. */
import type { ErrorReport } from '../model/errors.ts';

export function renderErrorJson(error: ErrorReport): string {
  return `${JSON.stringify({ formatVersion: 1, error })}\n`;
}
