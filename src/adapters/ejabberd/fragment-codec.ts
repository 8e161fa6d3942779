/**
 * The fragment's text ↔ who is allowed, what is noted of them, and what was applied last. Pure; the text is hostile.
 *
 * Who is allowed is configuration; what the server has no place for stands in comments, as JSON, escaped so that
 * nothing can leave its line. The access rule comes last and ends by denying all: half a fragment has no such end.
 */
import { isObject, type Problem, quote } from '../../json/problem.ts';
import { lastAppliedProblem, writeLastApplied } from '../../json/record.ts';
import type { LastApplied } from '../../model/adapter.ts';
import { compareText } from '../../model/diagnostic.ts';
import { canonicalDomain } from '../../model/domain-name.ts';
import { MAX_CONNECTION_LIMIT, type PartnerSettings } from '../../model/partner.ts';
import { parseYaml } from '../../yaml/parse.ts';
import { plainValue } from '../../yaml/tree.ts';
import { type Allowed, decodeAccess } from './access-codec.ts';
import { formsOf } from './domain-forms.ts';
import { aclName, isAclName, RULE, SECTIONS, STREAM_RULES } from './names.ts';

/** What the server has no place for. */
export interface Note {
  readonly description: string | null;
  readonly connectionLimit: number | null;
}

export interface Fragment {
  readonly allowed: readonly Allowed[];
  /** By primary domain. */
  readonly notes: ReadonlyMap<string, Note>;
  readonly lastApplied: LastApplied | null;
  /** Domains that were closed, and whose sessions were still to be ended. */
  readonly toEnd: readonly string[];
}

/** Of a server that was just set up: an empty file. */
const EMPTY: Fragment = { allowed: [], notes: new Map(), lastApplied: null, toEnd: [] };

const FORMAT_VERSION = 1;
const RECORD = '# partnerctl: ';
const DESCRIPTION = '  # description: ';
const LIMIT = '  # connection limit: ';

const HEADER = [
  '# Who may federate with this server. partnerctl writes this file: what is changed here by hand shows as drift, and is',
  '# taken back by the next apply. ejabberd lets nobody in whom the access rule below does not allow.',
];

/**
 * ejabberd takes a limit for the number of streams to open at once: with one, no connectionLimit is exceeded. That is
 * its default, and always said: a rule that only disappears stays in force until a restart, and one for each partner
 * would be gone through for every stanza that goes out.
 */
const ONE_STREAM = [
  '# One stream to each domain from each of ours: no connection limit is less.',
  'shaper_rules:',
  ...STREAM_RULES.map((rule) => `  ${rule}: 1`),
  '',
];

export function encodeFragment(
  partners: readonly PartnerSettings[],
  lastApplied: LastApplied | null,
  toEnd: readonly string[] = [],
): string {
  const sorted = [...partners].sort((a, b) => compareText(a.domain, b.domain));
  const record = {
    formatVersion: FORMAT_VERSION,
    ...(lastApplied !== null && { lastApplied: writeLastApplied(lastApplied) }),
    ...(toEnd.length > 0 && { toEnd }),
  };
  return [
    ...HEADER,
    RECORD + commentJson(record),
    '',
    ...(sorted.length === 0 ? [] : ['acl:', ...sorted.flatMap(aclLines), '']),
    ...ONE_STREAM,
    'access_rules:',
    `  "${RULE}":`,
    ...sorted.map(({ domain }) => `    - allow: "${aclName(domain)}"`),
    '    - deny: all',
    '',
  ].join('\n');
}

/** A U-label form goes without quotes: `dump_config` fails on a quoted text with a character above U+00FF. */
function aclLines({ domain, additionalDomains, description, connectionLimit }: PartnerSettings): readonly string[] {
  const forms = [domain, ...[...additionalDomains].sort(compareText)].flatMap(formsOf);
  return [
    ...(description === null ? [] : [DESCRIPTION + commentJson(description)]),
    ...(connectionLimit === null ? [] : [LIMIT + connectionLimit]),
    `  "${aclName(domain)}":`,
    '    server:',
    ...forms.map((form) => `      - ${/^[\x00-\x7f]*$/.test(form) ? `"${form}"` : form}`),
  ];
}

/** Whatever a terminal, an editor or a YAML reader might take for the end of a line, or for nothing. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

function commentJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSEEN, (character) =>
    Array.from({ length: character.length }, (_, at) => escaped(character.charCodeAt(at))).join(''),
  );
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

export type DecodedFragment = { readonly fragment: Fragment } | { readonly problem: Problem };

export function decodeFragment(text: string): DecodedFragment {
  if (text.trim() === '') return { fragment: EMPTY };
  const { root, problems } = parseYaml(text);
  const [first] = problems;
  if (first !== undefined) return broken(first.message);
  const sections: unknown = root === null ? {} : plainValue(root);
  if (!isObject(sections)) return broken('it holds no configuration');
  const foreign = Object.keys(sections).find((key) => !SECTIONS.some((section) => section === key));
  if (foreign !== undefined)
    return broken(`it holds ${JSON.stringify(foreign.slice(0, 80))}, which partnerctl did not write`);
  const { acl, access_rules, shaper_rules } = sections;
  const access = decodeAccess({ acl, access_rules, shaper_rules });
  if ('problem' in access) return access;
  const stray = strayName(sections);
  if (stray !== undefined)
    return {
      problem: {
        message: `it holds ${stray}, which partnerctl did not write`,
        hint: 'move it to the main file: the next apply would drop it',
      },
    };
  if (!access.hasRule) return broken(`it has no access rule ${RULE}, so part of it may be missing`);
  const record = decodeRecord(text);
  if ('problem' in record) return record;
  return { fragment: { allowed: access.allowed, notes: notesOf(text), ...record } };
}

/** Each apply writes the fragment whole: what is not ours would be lost without a word. */
function strayName(sections: Readonly<Record<string, unknown>>): string | undefined {
  const own: Readonly<Record<(typeof SECTIONS)[number], (name: string) => boolean>> = {
    acl: isAclName,
    access_rules: (name) => name === RULE,
    shaper_rules: (name) => STREAM_RULES.some((rule) => rule === name),
  };
  for (const section of SECTIONS) {
    const value = sections[section];
    const name = isObject(value) ? Object.keys(value).find((each) => !own[section](each)) : undefined;
    if (name !== undefined) return `${section}: ${quote(name)}`;
  }
  return undefined;
}

function broken(message: string): { readonly problem: Problem } {
  return { problem: { message, hint: 'restore it from a backup, or empty it and apply again' } };
}

/** A fragment that somebody wrote by hand has none. */
function decodeRecord(text: string): Pick<Fragment, 'lastApplied' | 'toEnd'> | { readonly problem: Problem } {
  const line = text.split('\n', 20).find((each) => each.startsWith(RECORD));
  if (line === undefined) return { lastApplied: null, toEnd: [] };
  const record = parsed(line.slice(RECORD.length));
  if (!isObject(record) || record['formatVersion'] !== FORMAT_VERSION)
    return broken(`its record ("${RECORD.trim()} …") is not one of version ${FORMAT_VERSION}`);
  const { lastApplied, toEnd = [] } = record;
  if (!isDomains(toEnd)) return broken('the domains of its record whose sessions are to be ended are no domains');
  const problem = lastAppliedProblem(lastApplied);
  return problem === undefined ? { lastApplied: (lastApplied as LastApplied | undefined) ?? null, toEnd } : { problem };
}

function isDomains(value: unknown): value is readonly string[] {
  const isDomain = (each: unknown): boolean => typeof each === 'string' && canonicalDomain(each) === each;
  return Array.isArray(value) && (value as readonly unknown[]).every(isDomain);
}

/** The comments above an acl, as far as they are ours; others are the administrator's own. */
function notesOf(text: string): ReadonlyMap<string, Note> {
  const notes = new Map<string, Note>();
  const nothing: Note = { description: null, connectionLimit: null };
  let note = nothing;
  let isNext = false;
  for (const line of text.split('\n')) {
    if (line.startsWith(DESCRIPTION)) note = { ...note, description: descriptionOf(line.slice(DESCRIPTION.length)) };
    else if (line.startsWith(LIMIT)) note = { ...note, connectionLimit: limitOf(line.slice(LIMIT.length)) };
    else if (line === '    server:') isNext = note !== nothing;
    else if (isNext) {
      const domain = /^ {6}- "([^"]+)"$/.exec(line)?.[1];
      if (domain !== undefined) notes.set(domain, note);
      [note, isNext] = [nothing, false];
    }
  }
  return notes;
}

function descriptionOf(json: string): string | null {
  const value = parsed(json);
  return typeof value === 'string' && value !== '' ? value : null;
}

function limitOf(text: string): number | null {
  const value = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= MAX_CONNECTION_LIMIT ? value : null;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
