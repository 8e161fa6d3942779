/** A YAML document as plain data with the place of every part: what the rest of the program sees of YAML. */
import type { Span } from '../model/source.ts';

export type YamlNode = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly kind: 'scalar';
  /** Text, number, boolean or null, as the YAML 1.2 core schema reads it. */
  readonly value: unknown;
  readonly span: Span;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly span: Span;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  readonly span: Span;
}

export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
}

/** The plain value, for a validator. */
export function plainValue(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainValue);
  const object: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const entry of node.entries) object[entry.key] = plainValue(entry.value);
  return object;
}

/** Where a JSON pointer's segments lead; stops at the deepest part that exists. */
export function findNode(root: YamlNode, path: readonly string[]): { node: YamlNode; keySpan?: Span } {
  let node = root;
  let keySpan: Span | undefined;
  for (const segment of path) {
    if (node.kind === 'map') {
      const entry: YamlEntry | undefined = node.entries.find((candidate) => candidate.key === segment);
      if (entry === undefined) break;
      node = entry.value;
      keySpan = entry.keySpan;
    } else if (node.kind === 'list') {
      const item: YamlNode | undefined = node.items[Number(segment)];
      if (item === undefined) break;
      node = item;
    }
  }
  return keySpan === undefined ? { node } : { node, keySpan };
}
