/** What the two kinds of files call things: known keys, spellings from elsewhere, how a missing key is explained. */
import { FILE_KEYS, PARTNER_FIELDS } from '../../model/partner-fields.ts';
import { nearest } from '../../model/suggest.ts';
import type { Wording } from './schema-values.ts';

export interface Vocabulary {
  /** The keys that are known at a place. */
  readonly keys: (path: readonly string[]) => readonly string[];
  /** Spellings from elsewhere, in lower case, with what we call them. */
  readonly synonyms: ReadonlyMap<string, string>;
  readonly missing: (key: string, path: readonly string[]) => Wording;
  /** What the text at a place looks like, where the schema only has a pattern. */
  readonly format: (path: readonly string[]) => string | undefined;
}

export function unknownKeyHint(key: string, path: readonly string[], vocabulary: Vocabulary, keyword: string): Wording {
  const place = path.length === 0 ? '' : ` in ${nameOf(path)}`;
  const format = keyword === 'pattern' || keyword === 'propertyNames' ? vocabulary.format([...path, key]) : undefined;
  if (format !== undefined) return { message: `${JSON.stringify(key)} is not ${format}`, hint: `write ${format}` };
  const message = `unknown key ${JSON.stringify(key)}${place}`;
  const known = vocabulary.keys(path);
  const meant = vocabulary.synonyms.get(key.toLowerCase()) ?? nearest(key, known);
  if (meant !== undefined && known.includes(meant)) return { message, hint: `did you mean \`${meant}\`?` };
  return { message, hint: `known keys are ${known.join(', ')}` };
}

/** A place as people name it: `additionalDomains[2]`, `deployments.edge-eu.path`. */
export function nameOf(path: readonly string[]): string {
  return path
    .map((segment, index) => (/^\d+$/.test(segment) ? `[${segment}]` : `${index === 0 ? '' : '.'}${segment}`))
    .join('');
}

export const PARTNER_VOCABULARY: Vocabulary = {
  keys: (path) => (path.length === 0 ? FILE_KEYS : []),
  synonyms: new Map([
    ...PARTNER_FIELDS.map(({ cmdlet, field }) => [cmdlet.toLowerCase(), field] as const),
    ['name', 'domain'],
    ['type', 'partnerType'],
    ['tls', 'tlsNegotiation'],
    ['sasl', 'saslNegotiation'],
    ['dialback', 'dialbackNegotiation'],
    ['proxy', 'proxyFqdn'],
    ['limit', 'connectionLimit'],
    ['domains', 'additionalDomains'],
    ['subdomains', 'additionalDomains'],
    ['expiry', 'expires'],
  ]),
  missing: (key) => ({
    message: `\`${key}\` is missing`,
    hint:
      key === 'partnerType'
        ? 'add partnerType: Federated, PublicVerified or PublicUnverified'
        : `add ${key}: with the partner's primary domain`,
  }),
  format: (path) => (path[0] === 'expires' ? 'a date that exists, as YYYY-MM-DD' : 'text without control characters'),
};

const CONFIG_KEYS = ['workspace', 'localDomains', 'weakestMethod', 'rules', 'deployments'];
const DEPLOYMENT_KEYS = ['adapter', 'unmanaged', 'guards', 'path'];
const GUARD_KEYS = ['removals', 'removalPercent', 'updatePercent'];

export const CONFIG_VOCABULARY: Vocabulary = {
  keys: (path) =>
    path.length === 0 ? CONFIG_KEYS : path.length === 2 ? DEPLOYMENT_KEYS : path[2] === 'guards' ? GUARD_KEYS : [],
  synonyms: new Map(),
  missing: (key, path) => ({
    message: `\`${key}\` is missing${path.length === 0 ? '' : ` in ${nameOf(path)}`}`,
    hint: key === 'adapter' ? 'add adapter: file' : `add ${key}:`,
  }),
  format: (path) =>
    path[0] === 'deployments'
      ? 'a name of lower-case letters, digits and hyphens'
      : 'a name of letters, digits, dots, hyphens and underscores',
};
