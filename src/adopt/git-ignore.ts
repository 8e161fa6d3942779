/** `.gitignore`: the one file of a repository that `init` adds to. Pure. */

const LINE = '.partnerctl/';
const ALIKE = new Set([LINE, `/${LINE}`, '.partnerctl', '/.partnerctl']);

/** The text with the line, or undefined where it is ignored already. */
export function withIgnoredState(text: string): string | undefined {
  if (text.split(/\r?\n/).some((line) => ALIKE.has(line.trimEnd()))) return undefined;
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const start = text === '' || text.endsWith('\n') ? text : text + eol;
  return `${start}${LINE}${eol}`;
}
