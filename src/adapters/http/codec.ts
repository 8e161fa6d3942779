/**
 * The partner API's JSON ↔ the model: partners, changes, blocks and errors. Pure; what a server answers is hostile. Whatever is not exactly what
 * schemas/partner-api.openapi.yaml says is a problem with its place, never a smaller answer: what is not understood
 * could otherwise look like partners that are gone.
 */
import {
  listOf,
  matching,
  nullable,
  object,
  oneOf,
  type Read,
  text,
  truth,
  Unreadable,
  wholeNumber,
} from '../../json/decode.ts';
import { inFieldOrder } from '../../json/partner.ts';
import { partnersProblem } from '../../json/partner-list.ts';
import { quote } from '../../json/problem.ts';
import { type Decoded, readJson } from '../../json/read.ts';
import { blocksProblem, lastAppliedProblem, writeBlock, writeLastApplied } from '../../json/record.ts';
import type { LastApplied, WriteChange, WriteContext } from '../../model/adapter.ts';
import type { Block } from '../../model/block.ts';
import type { EndingSession } from '../../model/change.ts';
import { compareText } from '../../model/diagnostic.ts';
import { checkDomain } from '../../model/domain-name.ts';
import { METHODS } from '../../model/negotiation.ts';
import type { PartnerSettings } from '../../model/partner.ts';

const list = listOf<unknown>((value) => value);

export const domain: Read<string> = (value, at) => {
  const found = text(value, at);
  const check = checkDomain(found);
  if (check.kind !== 'ok') throw new Unreadable(`${at} is ${quote(found)}: ${check.reason}`);
  return found;
};
/** Of streams that nobody has authenticated: whatever a stranger calls himself, as far as it is A-labels at all. */
export const remote = matching(/^[a-z0-9._:[\]-]{1,1023}$/, 'domain in A-labels');
export const revision = matching(/^[A-Za-z0-9:._-]{1,200}$/, 'revision');
export const method = oneOf(METHODS);
export const direction = oneOf(['inbound', 'outbound']);
/** What the server says to people: bounded, because it ends on a screen. */
export const words: Read<string> = (value, at) => text(value, at).slice(0, 500);

const partners: Read<readonly PartnerSettings[]> = (value, at) => {
  const found = list(value, at);
  const problem = partnersProblem(found);
  if (problem !== undefined) throw new Unreadable(problem.message);
  const sound = found as readonly PartnerSettings[];
  inOrder(
    sound.map((partner) => partner.domain),
    'partners',
  );
  for (const [index, { additionalDomains }] of sound.entries())
    inOrder(additionalDomains, `partners[${index}].additionalDomains`);
  return sound.map(inFieldOrder);
};

/** What should be sorted and is not was put together by somebody else than the server. */
function inOrder(names: readonly string[], place: string): void {
  for (const [index, name] of names.entries()) {
    const before = names[index - 1];
    if (before !== undefined && compareText(before, name) > 0)
      throw new Unreadable(`${place} is not sorted: ${name} stands after ${before}`);
  }
}

const lastApplied: Read<LastApplied | null> = (value) => {
  const problem = lastAppliedProblem(value);
  if (problem !== undefined) throw new Unreadable(problem.message);
  return value === null ? null : writeLastApplied(value as LastApplied);
};

const blocks: Read<readonly Block[]> = (value, at) => {
  const found = list(value, at);
  const problem = blocksProblem(found);
  if (problem !== undefined) throw new Unreadable(problem.message);
  return (found as readonly Block[]).map(writeBlock);
};

export interface PartnersAnswer {
  readonly revision: string;
  readonly partners: readonly PartnerSettings[];
  readonly lastApplied: LastApplied | null;
}

const partnersAnswer: Read<PartnersAnswer> = object({ revision, partners, lastApplied });

export const decodePartners = (json: string): Decoded<PartnersAnswer> => readJson(json, partnersAnswer);

export const decodeBlocks = (json: string): Decoded<readonly Block[]> =>
  readJson(json, (value, at) => object({ blocks })(value, at).blocks);

const endedSession: Read<EndingSession> = object({ domain: remote, direction, method: nullable(method) });
const endedSessions = listOf(endedSession);

export interface ChangeAnswer {
  readonly revision: string;
  readonly changes: readonly { readonly domain: string; readonly endedSessions: readonly EndingSession[] }[];
}

const changeAnswer: Read<ChangeAnswer> = object({
  revision,
  changes: listOf(object({ domain, outcome: oneOf(['added', 'updated', 'removed', 'unchanged']), endedSessions })),
});

/** One answer for each change, in their order; anything else is no answer. */
export function decodeChangeAnswer(json: string, changes: readonly WriteChange[]): Decoded<ChangeAnswer> {
  const decoded = readJson(json, changeAnswer);
  if ('problem' in decoded) return decoded;
  const answered = decoded.value.changes.map((change) => change.domain);
  const fits = answered.length === changes.length && changes.every((change, at) => change.domain === answered[at]);
  return fits ? decoded : { problem: 'changes does not answer what was asked, change by change' };
}

export const decodeBlocked = (json: string): Decoded<Block | undefined> =>
  readJson(
    json,
    (value, at) => blocks([object({ block: (block) => block, endedSessions })(value, at).block], 'blocks')[0],
  );

export const decodeLifted = (json: string): Decoded<boolean> =>
  readJson(json, (value, at) => object({ lifted: truth })(value, at).lifted);

export interface ApiProblem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** The place of the change that is to blame. */
  readonly change?: number;
}

const apiProblem = object(
  { code: matching(/^[a-z-]{1,100}$/, 'code'), message: words, hint: words },
  { change: wholeNumber(0), field: words },
);

/** Undefined where it is no error of the partner API: then somebody else has answered. */
export function decodeProblem(json: string): ApiProblem | undefined {
  const decoded = readJson(json, (value, at) => object({ error: apiProblem })(value, at).error);
  if ('problem' in decoded) return undefined;
  const { code, message, hint, change } = decoded.value;
  return { code, message, hint, ...(change !== undefined && { change }) };
}

export function encodeChanges(
  changes: readonly WriteChange[],
  { workspace, commit, actor }: Pick<WriteContext, 'workspace' | 'commit' | 'actor'>,
): string {
  return JSON.stringify({
    changes: changes.map((change) => ({
      domain: change.domain,
      partner: change.after === null ? null : inFieldOrder(change.after),
    })),
    ...(commit !== null && { record: { workspace, commit, actor } }),
  });
}

export function encodeBlock({ reason, actor, at, until }: Block): string {
  return JSON.stringify({ reason, actor, at, until });
}
