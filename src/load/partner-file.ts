/** One partner file: text → partner and findings. Pure, so that a file at an old commit is read the same way. */

import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/diagnostic.ts';
import type { PartnerSettings } from '../model/partner.ts';
import { PARTNER_DEFAULTS } from '../model/partner.ts';
import { FILE_KEYS } from '../model/partner-fields.ts';
import type { SourceText } from '../model/source.ts';
import { type ParsedYaml, parseYaml } from '../yaml/parse.ts';
import { plainValue, type YamlMap } from '../yaml/tree.ts';
import { validatePartner } from './generated/validators.js';
import { partnerSource } from './partner-spans.ts';
import { fromYamlProblem } from './rules/plain-yaml.ts';
import { fromAjvErrors, spoiledKeys, wrongRoot } from './rules/schema.ts';
import { PARTNER_VOCABULARY } from './rules/schema-words.ts';
import { soundFindings } from './sound-findings.ts';

export interface ReadPartner {
  /** Absent where the file has errors. */
  readonly partner?: DeclaredPartner;
  /** A file with errors, as far as it can be understood: for finding more of them, and for nothing else. */
  readonly faulty?: FaultyPartner;
  readonly diagnostics: readonly Diagnostic[];
}

export interface FaultyPartner {
  /** Defaults stand in for what cannot be used. */
  readonly partner: DeclaredPartner;
  /** The keys whose values are not the file's. */
  readonly spoiled: ReadonlySet<string>;
}

export function readPartner(file: string, text: string): ReadPartner {
  const source: SourceText = { file, text };
  const parsed = parseYaml(text);
  const { root, problems } = parsed;
  if (root?.kind !== 'map') {
    const diagnostics = problems.map((problem) => fromYamlProblem(source, problem));
    if (problems.length === 0)
      diagnostics.push(wrongRoot(source, root, 'a partner file needs at least `domain` and `partnerType`'));
    return { diagnostics };
  }
  const value = plainValue(root) as Partial<WrittenPartner>;
  const isValid = validatePartner(value);
  if (isValid && problems.length === 0)
    return { partner: toPartner(value as WrittenPartner, root, source), diagnostics: NONE };
  return readFaulty(source, root, parsed, value);
}

function readFaulty(
  source: SourceText,
  root: YamlMap,
  { problems, soundUntil }: ParsedYaml,
  value: Partial<WrittenPartner>,
): ReadPartner {
  const errors = validatePartner.errors ?? [];
  const found = fromAjvErrors(source, root, errors, PARTNER_VOCABULARY);
  const diagnostics = [
    ...problems.map((problem) => fromYamlProblem(source, problem)),
    ...soundFindings(found, problems, source, soundUntil),
  ];
  const spoiled = new Set([...spoiledKeys(errors), ...guessedKeys(root, soundUntil)]);
  const usable = Object.fromEntries(Object.entries(value).filter(([key]) => !spoiled.has(key)));
  if (usable['domain'] === undefined) return { diagnostics };
  const partner = toPartner({ partnerType: 'Federated', ...usable } as WrittenPartner, root, source);
  return { faulty: { partner, spoiled }, diagnostics };
}

/** Keys that stand twice; and after a syntax error, all that were not read before it. */
function guessedKeys(root: YamlMap, soundUntil: number): ReadonlySet<string> {
  const guessed = new Set(soundUntil === Number.POSITIVE_INFINITY ? [] : FILE_KEYS);
  const seen = new Set<string>();
  for (const { key, value } of root.entries) {
    if (value.span[1] <= soundUntil) guessed.delete(key);
  }
  for (const { key } of root.entries) {
    if (seen.has(key)) guessed.add(key);
    seen.add(key);
  }
  return guessed;
}

/** What the schema lets through. */
type WrittenPartner = Partial<PartnerSettings> &
  Pick<PartnerSettings, 'domain' | 'partnerType'> & {
    readonly owner?: string;
    readonly expires?: string;
    readonly deployments?: readonly string[];
  };

function toPartner(written: WrittenPartner, root: YamlMap, source: SourceText): DeclaredPartner {
  const additionalDomains = written.additionalDomains ?? PARTNER_DEFAULTS.additionalDomains;
  return {
    settings: {
      domain: written.domain,
      description: written.description ?? PARTNER_DEFAULTS.description,
      additionalDomains: sortedSet(additionalDomains),
      partnerType: written.partnerType,
      tlsNegotiation: written.tlsNegotiation ?? PARTNER_DEFAULTS.tlsNegotiation,
      saslNegotiation: written.saslNegotiation ?? PARTNER_DEFAULTS.saslNegotiation,
      dialbackNegotiation: written.dialbackNegotiation ?? PARTNER_DEFAULTS.dialbackNegotiation,
      connectionLimit: written.connectionLimit ?? PARTNER_DEFAULTS.connectionLimit,
      keepAlive: written.keepAlive ?? PARTNER_DEFAULTS.keepAlive,
      proxyFqdn: written.proxyFqdn ?? PARTNER_DEFAULTS.proxyFqdn,
    },
    owner: written.owner ?? null,
    expires: written.expires ?? null,
    deployments: written.deployments === undefined ? null : sortedSet(written.deployments),
    source: partnerSource(source, root, additionalDomains, written.deployments ?? NONE),
  };
}

const NONE: readonly never[] = [];

function sortedSet(items: readonly string[]): readonly string[] {
  if (items.length < 2) return items;
  return [...new Set(items)].sort(compareText);
}
