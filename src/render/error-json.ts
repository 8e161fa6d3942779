/** The JSON of a command that could not do its work at all: the same for every command, and in every schema. */
import type { ErrorReport } from '../model/errors.ts';
import { versionedJson } from './json-text.ts';

export function renderErrorJson({ code, message, hint }: ErrorReport): string {
  return versionedJson({ error: { code, message, hint } });
}
