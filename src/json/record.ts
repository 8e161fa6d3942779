/** What stands beside the partners: blocks, and what was applied last. Pure; the text is hostile. */
import type { LastApplied } from '../model/adapter.ts';
import type { Block } from '../model/block.ts';
import { isDomain } from './partner.ts';
import { isObject, keyProblem, type Problem, quote } from './problem.ts';

const BLOCK_KEYS = ['domain', 'reason', 'actor', 'at', 'until'];
const RECORD_KEYS = ['workspace', 'commit', 'actor', 'at'];

export function blockProblem(value: unknown, place: string): Problem | undefined {
  if (!isObject(value)) return { message: `${place} is ${quote(value)}, not a block`, hint: 'remove it' };
  const keys = keyProblem(value, BLOCK_KEYS, () => place);
  if (keys !== undefined) return keys;
  const { domain, reason, actor, at, until } = value;
  const wrong = (key: string, hint: string): Problem => ({
    message: `${place}: "${key}" is ${quote(value[key])}`,
    hint,
  });
  const badDomain = isDomain(domain);
  if (badDomain !== undefined) return wrong('domain', badDomain.hint);
  if (typeof reason !== 'string') return wrong('reason', TEXT);
  if (typeof actor !== 'string') return wrong('actor', TEXT);
  if (!isTime(at)) return wrong('at', TIME);
  if (until !== null && !isDay(until)) return wrong('until', 'write a day that exists, as YYYY-MM-DD, or null');
  return undefined;
}

export function blocksProblem(blocks: readonly unknown[]): Problem | undefined {
  const seen = new Set<string>();
  for (const [index, value] of blocks.entries()) {
    const place = `blocks[${index}]`;
    const problem = blockProblem(value, place);
    if (problem !== undefined) return problem;
    const { domain } = value as Block;
    if (seen.has(domain)) return { message: `${place}: "${domain}" is blocked twice`, hint: 'remove one of the two' };
    seen.add(domain);
  }
  return undefined;
}

/** `value` is null or absent where nothing was applied yet. */
export function lastAppliedProblem(value: unknown): Problem | undefined {
  if (value === undefined || value === null) return undefined;
  const place = 'lastApplied';
  if (!isObject(value)) return { message: `${place} is ${quote(value)}`, hint: 'remove the key' };
  const keys = keyProblem(value, RECORD_KEYS, () => place);
  if (keys !== undefined) return keys;
  const { workspace, commit, actor, at } = value;
  const wrong = (key: string, hint: string): Problem => ({
    message: `${place}: "${key}" is ${quote(value[key])}`,
    hint,
  });
  if (workspace !== null && typeof workspace !== 'string') return wrong('workspace', `${TEXT}, or null`);
  if (typeof commit !== 'string') return wrong('commit', TEXT);
  if (typeof actor !== 'string') return wrong('actor', TEXT);
  return isTime(at) ? undefined : wrong('at', TIME);
}

const TEXT = 'write a text, in quotes';
const TIME = 'write a time in UTC, such as 2030-01-31T12:00:00.000Z';

/** Key by key, in a stable order. */
export function writeBlock({ domain, reason, actor, at, until }: Block): Block {
  return { domain, reason, actor, at, until };
}

export function writeLastApplied({ workspace, commit, actor, at }: LastApplied): LastApplied {
  return { workspace, commit, actor, at };
}

/** ISO 8601, UTC. */
export function isTime(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(value) &&
    isDay(value.slice(0, 10))
  );
}

/** YYYY-MM-DD, a day that exists. */
export function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}
