/** JSON as it is printed: what a terminal would act on, or a reader could not see, is written as `\uXXXX`. */

/** Outside its strings JSON is plain ASCII, so that every such character is inside one. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export const FORMAT_VERSION = 1;

/** One of our own outputs: `formatVersion` first. */
export function versionedJson(value: object): string {
  return jsonText({ formatVersion: FORMAT_VERSION, ...value });
}

/** Indented, with a final line break. */
export function jsonText(value: object): string {
  const text = JSON.stringify(value, null, 2);
  return `${/[^\n\x20-\x7e]/.test(text) ? text.replace(INVISIBLE, unicodeEscape) : text}\n`;
}

function unicodeEscape(character: string): string {
  let escaped = '';
  for (let at = 0; at < character.length; at++)
    escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return escaped;
}
