/** Sets scalar values of a partner file; every other byte stays as it is. */
import { isDeepStrictEqual } from 'node:util';
import { parseYaml } from './parse.ts';
import { scalarText } from './scalar-text.ts';
import { plainValue, type YamlMap } from './tree.ts';

export type ScalarValues = Readonly<Record<string, string | boolean>>;

/**
 * A key that is not there gets a line of its own below `after`, or at the end. Undefined where the result would not say
 * exactly that (then nothing is known to be safe).
 */
export function setValues(text: string, values: ScalarValues, after: readonly string[]): string | undefined {
  const { root, problems } = parseYaml(text);
  if (problems.length > 0 || root?.kind !== 'map') return undefined;
  const wanted = { ...(plainValue(root) as object), ...values };
  const edited = Object.entries(values).reduce<string | undefined>(
    (current, [key, value]) => (current === undefined ? undefined : withValue(current, key, value, after)),
    text,
  );
  if (edited === undefined) return undefined;
  const result = parseYaml(edited);
  const says =
    result.problems.length === 0 &&
    result.root !== null &&
    isDeepStrictEqual({ ...(plainValue(result.root) as object) }, wanted);
  return says ? edited : undefined;
}

function withValue(text: string, key: string, value: string | boolean, after: readonly string[]): string | undefined {
  const { root } = parseYaml(text);
  if (root?.kind !== 'map') return undefined;
  const written = typeof value === 'string' ? scalarText(value) : String(value);
  const found = root.entries.find((entry) => entry.key === key);
  if (found !== undefined) {
    const [start, end] = found.value.span;
    return text.slice(0, start) + written + text.slice(end);
  }
  return withLine(text, root, `${key}: ${written}`, [...after].reverse());
}

/** Below the last of these keys that is there, comments behind its value included. */
function withLine(text: string, root: YamlMap, line: string, after: readonly string[]): string | undefined {
  const last = after.map((key) => root.entries.find((entry) => entry.key === key)).find((entry) => entry !== undefined);
  const entry = last ?? root.entries.at(-1);
  if (entry === undefined) return undefined;
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const newline = text.indexOf('\n', Math.max(entry.keySpan[1], entry.value.span[1] - 1));
  if (newline === -1) return `${text}${eol}${line}${eol}`;
  return `${text.slice(0, newline + 1)}${line}${eol}${text.slice(newline + 1)}`;
}
