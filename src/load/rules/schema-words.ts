/** What the two kinds of files call things: known keys, spellings from elsewhere, how a missing key is explained. */
import { FILE_KEYS, PARTNER_FIELDS } from '../../model/partner-fields.ts';
import { quoted } from '../../model/quoted.ts';
import { nearest } from '../../model/suggest.ts';
import type { Format, Wording } from './schema-values.ts';

export interface Vocabulary {
  /** The keys that are known at a place. */
  readonly keys: (path: readonly string[]) => readonly string[];
  /** Spellings from elsewhere, in lower case, with what we call them. */
  readonly synonyms: ReadonlyMap<string, string>;
  readonly missing: (key: string, path: readonly string[]) => Wording;
  readonly format: (path: readonly string[]) => Format | undefined;
}

/** `keyword` tells a key of the wrong form from one that nobody knows. */
export function unknownKeyHint(key: string, path: readonly string[], vocabulary: Vocabulary, keyword: string): Wording {
  if (keyword === 'propertyNames') {
    const { name, example } = vocabulary.format([...path, key]) ?? { name: 'a name that may stand here', example: '' };
    return { message: `${quoted(key)} is not ${name}`, hint: `write ${example}` };
  }
  const message = `unknown key ${quoted(key)}${path.length === 0 ? '' : ` in ${nameOf(path)}`}`;
  const known = vocabulary.keys(path);
  const meant = vocabulary.synonyms.get(key.toLowerCase()) ?? nearest(key, known);
  if (meant !== undefined && known.includes(meant)) return { message, hint: `did you mean \`${meant}\`?` };
  return { message, hint: known.length === 0 ? 'remove it' : `known keys are ${known.join(', ')}` };
}

/** A place as people name it: `additionalDomains[2]`, `deployments.edge-eu.path`. */
export function nameOf(path: readonly string[]): string {
  return path
    .map((segment, index) => {
      if (/^\d+$/.test(segment)) return `[${segment}]`;
      const shown = /^[\w-]{1,60}$/.test(segment) ? segment : quoted(segment);
      return index === 0 ? shown : `.${shown}`;
    })
    .join('');
}

const DOMAIN: Format = { name: 'a domain', example: 'a domain, such as fabrikam.com' };
const HOST: Format = { name: 'a host name', example: 'a host name, such as xmpp-edge.fabrikam.com' };
const DATE: Format = { name: 'a date', example: 'a date that exists, as YYYY-MM-DD' };
const TEXT: Format = { name: 'text without control characters', example: 'the text without them', anyText: true };

const PARTNER_FORMATS: ReadonlyMap<string, Format> = new Map([
  ['domain', DOMAIN],
  ['additionalDomains', DOMAIN],
  ['proxyFqdn', HOST],
  ['expires', DATE],
]);

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
  format: ([key = '', item]) => (key === 'additionalDomains' && item === undefined ? undefined : formatOf(key)),
};

function formatOf(key: string): Format | undefined {
  return PARTNER_FORMATS.get(key) ?? (key === 'description' || key === 'owner' ? TEXT : undefined);
}

const CONFIG_KEYS = ['workspace', 'localDomains', 'weakestMethod', 'rules', 'deployments'];
const DEPLOYMENT_KEYS = [
  'adapter',
  'unmanaged',
  'guards',
  'path',
  'url',
  'token',
  'ca',
  'clientCertificate',
  'clientKey',
  'timeout',
  'shell',
  'host',
  'export',
  'fragment',
  'ctl',
  'api',
  'mainFile',
  'scratch',
  'virtualHost',
  'enforces',
  'openSessions',
];
const ENFORCES_KEYS = ['tlsNegotiation', 'saslNegotiation', 'dialbackNegotiation'];
const GUARD_KEYS = ['removals', 'removalPercent', 'updatePercent'];
const DEPLOYMENT_NAME: Format = {
  name: 'a name for a deployment',
  example: 'lower-case letters, digits and hyphens, such as edge-eu',
};
const SECRET: Format = {
  name: 'a reference to a secret',
  example: 'env:NAME, where NAME is a variable of the environment; never the secret itself',
  secret: true,
};
const OPTION_EXAMPLES: Readonly<Record<string, string>> = {
  path: '.partnerctl/local.json',
  url: 'https://xmpp.contoso.com:5281/partner-policy',
  token: 'env:NAME',
  fragment: '/var/lib/ejabberd/federation/federation.yml',
  tlsNegotiation: 'Required, Optional or NotSupported',
  saslNegotiation: 'Required, Optional or NotSupported',
  dialbackNegotiation: 'true or false',
};
const SSH_HOST: Format = {
  name: 'a host name',
  example:
    'its name in lower case and nothing else, such as admin-1.contoso.com; your SSH configuration knows the rest',
};
const SHELL: Format = {
  name: 'a PowerShell',
  example: 'powershell.exe or pwsh, or its absolute path, without spaces and arguments',
};
const SERVER_PATH: Format = {
  name: 'a path on the server',
  example: 'a whole one, such as /var/lib/ejabberd/federation/federation.yml',
};
const OPTION_FORMATS: Readonly<Record<string, Format>> = {
  token: SECRET,
  clientKey: SECRET,
  host: SSH_HOST,
  shell: SHELL,
  fragment: SERVER_PATH,
  mainFile: SERVER_PATH,
  scratch: SERVER_PATH,
};
const WORKSPACE_NAME: Format = {
  name: 'a name for a workspace',
  example: 'letters, digits, dots, hyphens and underscores, such as contoso-partners',
};

export const CONFIG_VOCABULARY: Vocabulary = {
  keys: (path) => {
    if (path.length === 0) return CONFIG_KEYS;
    if (path[0] !== 'deployments') return [];
    if (path.length === 2) return DEPLOYMENT_KEYS;
    return path[2] === 'guards' ? GUARD_KEYS : path[2] === 'enforces' ? ENFORCES_KEYS : [];
  },
  synonyms: new Map([
    ['deployment', 'deployments'],
    ['domains', 'localDomains'],
    ['name', 'workspace'],
  ]),
  missing: (key, path) => ({
    message: `\`${key}\` is missing${path.length === 0 ? '' : ` in ${nameOf(path)}`}`,
    hint: key === 'adapter' ? 'add adapter: file, http, ejabberd or lync' : `add ${key}: ${OPTION_EXAMPLES[key] ?? ''}`,
  }),
  format: ([key, item, option = '']) => {
    if (key === 'deployments' && Object.hasOwn(OPTION_FORMATS, option)) return OPTION_FORMATS[option];
    if (key === 'workspace') return WORKSPACE_NAME;
    if (key === 'localDomains') return item === undefined ? undefined : DOMAIN;
    return key === 'deployments' && option === '' ? DEPLOYMENT_NAME : undefined;
  },
};
