/**
 * The state file's text ↔ state. Pure; the text is hostile. Whatever is not exactly a state is a problem with its
 * place, never a smaller state: what is not understood could otherwise look like partners that are gone.
 */

import { inFieldOrder } from '../../json/partner.ts';
import { partnersProblem } from '../../json/partner-list.ts';
import { isObject, type Problem, quote } from '../../json/problem.ts';
import { jsonMessage } from '../../json/read.ts';
import { blocksProblem, lastAppliedProblem, writeBlock, writeLastApplied } from '../../json/record.ts';
import { countKeys } from '../../json/text.ts';
import type { LastApplied } from '../../model/adapter.ts';
import type { Block } from '../../model/block.ts';
import { compareText } from '../../model/diagnostic.ts';
import type { PartnerSettings } from '../../model/partner.ts';

export interface StoredState {
  readonly partners: readonly PartnerSettings[];
  readonly lastApplied: LastApplied | null;
  /** Also those that are over. */
  readonly blocks: readonly Block[];
}

/** A new repository's. That a missing file means this is safe: it can only cause additions. */
export const EMPTY_STATE: StoredState = { partners: [], lastApplied: null, blocks: [] };

export type Decoded = { readonly state: StoredState } | { readonly problem: Problem };

const FORMAT_VERSION = 1;
const KEYS = ['formatVersion', 'partners', 'lastApplied', 'blocks'];
const RESTORE = 'correct or restore the file; without it every partner is added again, and no block is left';

export function decodeState(text: string): Decoded {
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (json.trim() === '') return broken('the file is empty');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return broken(jsonMessage(json));
  }
  if (!isObject(value)) return broken(`the file holds ${quote(value)}`);
  const problem = stateProblem(value);
  if (problem !== undefined) return { problem };
  const state = toState(value);
  if (countKeys(json) !== statedKeys(value, state)) return broken(jsonMessage(json));
  return { state };
}

function broken(message: string): Decoded {
  return { problem: { message, hint: RESTORE } };
}

function stateProblem(value: Readonly<Record<string, unknown>>): Problem | undefined {
  const { formatVersion, partners, lastApplied, blocks } = value;
  if (formatVersion !== FORMAT_VERSION) {
    const hint = `this partnerctl reads version ${FORMAT_VERSION}; a newer one may have written the file: upgrade`;
    return { message: `"formatVersion" is ${quote(formatVersion)}`, hint };
  }
  const unknown = Object.keys(value).find((key) => !KEYS.includes(key));
  if (unknown !== undefined)
    return { message: `the key ${quote(unknown)} is unknown`, hint: `the keys are ${KEYS.join(', ')}` };
  if (!Array.isArray(partners)) return { message: `"partners" is ${quote(partners)}, not a list`, hint: RESTORE };
  if (!Array.isArray(blocks)) return { message: `"blocks" is ${quote(blocks)}, not a list`, hint: 'write [] for none' };
  return partnersProblem(partners) ?? lastAppliedProblem(lastApplied) ?? blocksProblem(blocks);
}

function toState({ partners, lastApplied, blocks }: Readonly<Record<string, unknown>>): StoredState {
  return {
    partners: (partners as readonly PartnerSettings[]).map(inFieldOrder),
    lastApplied: lastApplied === undefined ? null : (lastApplied as LastApplied | null),
    blocks: blocks as readonly Block[],
  };
}

/** Every object has exactly its keys by now; one more in the text means that one stands twice. */
function statedKeys(value: Readonly<Record<string, unknown>>, { partners, lastApplied, blocks }: StoredState): number {
  const perPartner = 10;
  return Object.keys(value).length + partners.length * perPartner + (lastApplied === null ? 0 : 4) + blocks.length * 5;
}

/** Sorted and indented, so that a person can read it, edit it and compare two of them. */
export function encodeState({ partners, lastApplied, blocks }: StoredState): string {
  const value = {
    formatVersion: FORMAT_VERSION,
    partners: [...partners].sort(byDomain).map(inFieldOrder),
    ...(lastApplied !== null && { lastApplied: writeLastApplied(lastApplied) }),
    blocks: [...blocks].sort(byDomain).map(writeBlock),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function byDomain(a: { readonly domain: string }, b: { readonly domain: string }): number {
  return compareText(a.domain, b.domain);
}
