/** Where a change is written, as a link for whoever reads it on the forge. */
import type { Change } from '../model/change.ts';
import type { PartnerField } from '../model/partner-fields.ts';
import { markdownCode } from '../render/escape-markdown.ts';
import type { Place } from '../render/plan/change-markdown.ts';

/** The line in a file where a field stands, or the partner begins; undefined where that is not known. */
export type LineOf = (file: string, field?: PartnerField) => number | undefined;

/** `fileUrl` leads to a file at the commit that is looked at; undefined: places are named, not linked. */
export function placeFor(lineOf: LineOf, fileUrl: ((file: string) => string) | undefined): Place {
  return ({ file, fields }: Change, field) => {
    if (file === undefined) return '';
    if (field === undefined) return linked(markdownCode(file), file, lineOf(file, fields[0]?.field), fileUrl);
    const line = lineOf(file, field);
    return line === undefined ? '' : linked(`line ${line}`, file, line, fileUrl);
  };
}

function linked(
  text: string,
  file: string,
  line: number | undefined,
  fileUrl: ((file: string) => string) | undefined,
): string {
  return fileUrl === undefined ? text : `[${text}](${fileUrl(file)}${line === undefined ? '' : `#L${line}`})`;
}

/** Each part of the path on its own; what a link's end or a table could be made of, too. */
export function pathInUrl(file: string): string {
  const encoded = file.split('/').map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')));
  return encoded.join('/').replace(/[()*'!~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
