/** Adds a name to the `deployments` of a partner file; every other byte stays as it is. */
import { isDeepStrictEqual } from 'node:util';
import { isBlockList } from './comment-places.ts';
import { parseYaml } from './parse.ts';
import { flowScalarText, scalarText } from './scalar-text.ts';
import { plainValue, type YamlNode } from './tree.ts';

/**
 * The text with the name as the last item. Undefined where there is no list to add to, or where the result would not
 * say exactly that (then nothing is known to be safe).
 */
export function addDeployment(text: string, name: string): string | undefined {
  const { root, problems } = parseYaml(text);
  if (problems.length > 0 || root?.kind !== 'map') return undefined;
  const list = root.entries.find(({ key }) => key === 'deployments')?.value;
  const last = list?.kind === 'list' ? list.items.at(-1) : undefined;
  if (list?.kind !== 'list' || last === undefined) return undefined;
  const edited = isBlockList(text, list)
    ? withLine(text, last, name)
    : inserted(text, last.span[1], `, ${flowScalarText(name)}`);
  const items = list.items.map(plainValue);
  const after = parseYaml(edited);
  const wanted = { ...(plainValue(root) as object), deployments: [...items, name] };
  const same =
    after.problems.length === 0 &&
    after.root !== null &&
    isDeepStrictEqual({ ...(plainValue(after.root) as object) }, wanted);
  return same ? edited : undefined;
}

function inserted(text: string, at: number, addition: string): string {
  return text.slice(0, at) + addition + text.slice(at);
}

/** A line of its own below the last item's, indented alike. */
function withLine(text: string, last: YamlNode, name: string): string {
  const lineStart = text.lastIndexOf('\n', last.span[0] - 1) + 1;
  const dash = text.slice(lineStart, last.span[0]);
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const newline = text.indexOf('\n', last.span[1]);
  const lineEnd = newline === -1 ? text.length : newline - (text[newline - 1] === '\r' ? 1 : 0);
  return inserted(text, lineEnd, `${eol}${dash}${scalarText(name)}`);
}
