/** One partner file: text → partner and findings. Pure, so that a file at an old commit is read the same way. */

import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/diagnostic.ts';
import type { PartnerSettings } from '../model/partner.ts';
import { PARTNER_DEFAULTS } from '../model/partner.ts';
import { FILE_KEYS } from '../model/partner-fields.ts';
import type { PartnerSource } from '../model/partner-source.ts';
import type { SourceText } from '../model/source.ts';
import { parseYaml } from '../yaml/parse.ts';
import { plainValue, type YamlMap } from '../yaml/tree.ts';
import { readAllows } from './allows.ts';
import { validatePartner } from './generated/validators.js';
import { fromYamlProblem } from './rules/plain-yaml.ts';
import { fromAjvErrors, wrongRoot } from './rules/schema.ts';
import { PARTNER_VOCABULARY } from './rules/schema-words.ts';

export interface ReadPartner {
  /** Absent where the file is too broken to say what it declares. */
  readonly partner?: DeclaredPartner;
  readonly diagnostics: readonly Diagnostic[];
}

export function readPartner(file: string, text: string): ReadPartner {
  const source: SourceText = { file, text };
  const { root, problems } = parseYaml(text);
  const diagnostics = problems.map((problem) => fromYamlProblem(source, problem));
  if (root?.kind !== 'map') {
    if (problems.length === 0)
      diagnostics.push(wrongRoot(source, root, 'a partner file needs at least `domain` and `partnerType`'));
    return { diagnostics };
  }
  const value = plainValue(root);
  if (!validatePartner(value)) {
    diagnostics.push(...fromAjvErrors(source, root, validatePartner.errors ?? [], PARTNER_VOCABULARY));
  }
  if (diagnostics.length > 0) return { diagnostics };
  return { partner: toPartner(value as WrittenPartner, root, source), diagnostics };
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
    source: withSpans(source, root, additionalDomains, written.deployments ?? NONE),
  };
}

function sortedSet(items: readonly string[]): readonly string[] {
  if (items.length < 2) return items;
  return [...new Set(items)].sort(compareText);
}

const NONE: readonly never[] = [];

function withSpans(
  source: SourceText,
  root: YamlMap,
  additionalDomains: readonly string[],
  deployments: readonly string[],
): PartnerSource {
  const spans = new Array<number>(FILE_KEYS.length * 4).fill(-1);
  let domainSpans: readonly number[] = NONE;
  let deploymentSpans: readonly number[] = NONE;
  for (const { key, keySpan, value } of root.entries) {
    const at = FILE_KEYS.indexOf(key) * 4;
    [spans[at], spans[at + 1]] = keySpan;
    [spans[at + 2], spans[at + 3]] = value.span;
    if (value.kind !== 'list') continue;
    if (key === 'additionalDomains') domainSpans = value.items.flatMap((item) => item.span);
    else deploymentSpans = value.items.flatMap((item) => item.span);
  }
  const allows = source.text.includes('partnerctl-allow') ? readAllows(source.text) : NONE;
  return {
    file: source.file,
    text: source.text,
    spans,
    additionalDomains,
    domainSpans,
    deployments,
    deploymentSpans,
    allows,
  };
}
