/**
 * The session's requests and answers, and an export ↔ the model. Pure; what is answered is hostile. Whatever is not
 * exactly what the session's script writes is a problem with its place, never a smaller answer.
 *
 * Everything that is sent is ASCII in one line: what code page a console uses does not matter.
 */
import {
  either,
  hasMember,
  listOf,
  matching,
  nullable,
  object,
  oneOf,
  type Read,
  text,
  Unreadable,
} from '../../json/decode.ts';
import { inFieldOrder } from '../../json/partner.ts';
import { partnersProblem } from '../../json/partner-list.ts';
import type { Problem } from '../../json/problem.ts';
import { type Decoded, readJson } from '../../json/read.ts';
import type { PartnerSettings } from '../../model/partner.ts';
import { PARTNER_FIELDS, type PartnerField } from '../../model/partner-fields.ts';

/** A partner as the server has it: its settings, and the name under which the cmdlets know it. */
export interface LivePartner {
  readonly identity: string;
  readonly settings: PartnerSettings;
}

/** Beside the answer to every request. */
export interface Spoken {
  readonly warnings: readonly string[];
}

/** What a cmdlet threw. */
export interface CmdletError {
  readonly message: string;
  /** FullyQualifiedErrorId. */
  readonly id: string;
  readonly category: string;
}

export interface Started extends Spoken {
  /** PowerShell's version. */
  readonly shell: string;
  readonly module: { readonly name: string; readonly version: string } | null;
  /** Why the module could not be loaded. */
  readonly failure: CmdletError | null;
}

export interface ReadAnswer extends Spoken {
  /** Stands for the whole state, in this session's script. */
  readonly state: string;
  readonly partners: readonly LivePartner[];
}

/** `moved`: the state was another one, and nothing was written. `partners`: as read after the cmdlet. */
export type WriteAnswer = Spoken &
  (
    | { readonly moved: true }
    | {
        readonly moved: false;
        readonly problem: CmdletError | null;
        readonly state: string;
        readonly partners: readonly LivePartner[];
      }
  );

export interface LookAnswer extends Spoken {
  readonly facts: readonly string[];
}

export type Failed = Spoken & { readonly error: CmdletError };

/** Foreign text that ends on a screen: bounded. */
const words: Read<string> = (value, at) => text(value, at).slice(0, 1000);
const warnings = listOf(words);
const cmdletError = object({ message: words, id: words, category: words });
const state = matching(/^[0-9a-f]{64}$/, 'state');

/** The hint of the first partner that is not sound goes with the message: it says what to correct on the server. */
const partners: Read<readonly LivePartner[]> = (value, at) => {
  const found = listOf(livePartner)(value, at);
  const problem = partnersProblem(found.map(({ settings }) => settings));
  if (problem !== undefined) throw new Unreadable(`${problem.message} (${problem.hint})`);
  return found.map(({ identity, settings }) => ({ identity, settings: inFieldOrder(settings as PartnerSettings) }));
};

const livePartner: Read<{ readonly identity: string; readonly settings: unknown }> = (value, at) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unreadable(`${at} is no object`);
  const { identity, ...settings } = value as Readonly<Record<string, unknown>>;
  return { identity: text(identity, `${at}.identity`), settings };
};

const started: Read<Started> = object({
  shell: words,
  module: nullable(object({ name: words, version: words })),
  failure: nullable(cmdletError),
  warnings,
});
const read: Read<ReadAnswer> = object({ state, partners, warnings });
const written: Read<WriteAnswer> = either(
  hasMember('partners'),
  object({ moved: oneOf([false]), problem: nullable(cmdletError), state, partners, warnings }),
  object({ moved: oneOf([true]), warnings }),
);
const looked: Read<LookAnswer> = object({ facts: listOf(words), warnings });
const failed: Read<Failed> = object({ error: cmdletError, warnings });

const orFailed = <T>(answer: Read<T>): Read<T | Failed> => either(hasMember('error'), failed, answer);

export const decodeStarted = (json: string): Decoded<Started> => readJson(json, started);
export const decodeRead = (json: string): Decoded<ReadAnswer | Failed> => readJson(json, orFailed(read));
export const decodeWritten = (json: string): Decoded<WriteAnswer | Failed> => readJson(json, orFailed(written));
export const decodeLooked = (json: string): Decoded<LookAnswer | Failed> => readJson(json, orFailed(looked));

/** The parameters of New-/Set-CsXmppAllowedPartner by their names; what is not here keeps its value. */
export type Parameters = Readonly<Record<string, PartnerSettings[PartnerField]>>;

export type Request =
  | { readonly ask: 'read' }
  | { readonly ask: 'look'; readonly what: string }
  | {
      readonly ask: 'write';
      readonly state: string;
      readonly verb: 'New' | 'Set' | 'Remove';
      readonly identity: string;
      readonly values: Parameters;
    };

export function encodeStart(session: string, script: string): string {
  return asciiJson({ session, script });
}

export function encodeRequest(number: number, request: Request): string {
  return `${number} ${asciiJson(marked(request))}`;
}

/** ConvertFrom-Json makes dates of texts that look like one; with a sign in front of it none does. */
function marked(value: unknown): unknown {
  if (typeof value === 'string') return `=${value}`;
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, marked(member)]));
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The parameters that give a partner these fields. `domain` is no parameter: it is the partner's name. */
export function parametersOf(settings: PartnerSettings, fields: readonly PartnerField[]): Parameters {
  const named = PARTNER_FIELDS.filter(({ field }) => field !== 'domain' && fields.includes(field));
  return Object.fromEntries(named.map(({ field, cmdlet }) => [cmdlet, settings[field]]));
}

export interface Exported {
  /** ISO 8601, UTC. */
  readonly exportedAt: string;
  readonly partners: readonly PartnerSettings[];
}

const FORMAT_VERSION = 1;
const inUtc = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'time in UTC');
const instant: Read<string> = (value, at) => {
  const found = inUtc(value, at);
  if (Number.isNaN(Date.parse(found))) throw new Unreadable(`${at} is no time: ${found}`);
  return found;
};
const exported: Read<Exported> = (value, at) => {
  const found = object({
    formatVersion: oneOf([FORMAT_VERSION]),
    exportedAt: instant,
    complete: oneOf([true]),
    partners,
  })(value, at);
  return { exportedAt: found.exportedAt, partners: found.partners.map(({ settings }) => settings) };
};

const AGAIN = 'make the export again, as docs/lync.md says, and do not edit it';

export function decodeExport(json: string): { readonly value: Exported } | { readonly problem: Problem } {
  const decoded = readJson(json.replace(/^\ufeff/, ''), exported);
  return 'problem' in decoded ? { problem: { message: decoded.problem, hint: AGAIN } } : decoded;
}
