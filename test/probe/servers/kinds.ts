/** The kinds of partner servers that people have, as real Prosody servers: each a server's options and a host's. */
import { fileURLToPath } from 'node:url';
import type { AlternativeName } from '../../servers/support/certificates.ts';
import type { HostOptions, ServerOptions } from '../../servers/support/server-options.ts';

const OWN_MODULES = fileURLToPath(new URL('lua', import.meta.url));

/** Servers differ in what Prosody can only say for all hosts at once. */
export const SERVERS = {
  open: {},
  encrypting: { requireEncryption: true },
  secure: { requireEncryption: true, secureAuth: true },
  /** Asks for a certificate that it trusts, of whoever encrypts; lets others in by dialback. */
  distrustful: { options: { ssl: { cafile: '/dev/null', capath: false } } },
  'without-external': { plugins: [OWN_MODULES] },
  /** With our own module, which permits us one method each. */
  'guarded-strict': { guarded: true },
  'guarded-dialback': { guarded: true },
  'without-dialback': { options: { modules_disabled: ['dialback'] } },
} as const satisfies Readonly<Record<string, Omit<ServerOptions, 'version' | 'hosts'>>>;
export type ServerName = keyof typeof SERVERS;

/** What the guarded ones say of us. */
export const GUARDED = {
  'guarded-strict': { saslNegotiation: 'Required', dialbackNegotiation: false },
  'guarded-dialback': { saslNegotiation: 'NotSupported', dialbackNegotiation: true },
} as const;

export interface Kind {
  readonly name: string;
  readonly server: ServerName;
  readonly host: (domain: string) => HostOptions;
}

const named =
  (...names: readonly ((domain: string) => AlternativeName)[]) =>
  (domain: string): HostOptions => ({ certificate: { names: names.map((name) => name(domain)) } });

const plain = (): HostOptions => ({});

export const KINDS: readonly Kind[] = [
  { name: 'ca', server: 'open', host: plain },
  { name: 'self', server: 'open', host: () => ({ certificate: { kind: 'self-signed' } }) },
  { name: 'expired', server: 'open', host: () => ({ certificate: { kind: 'expired' } }) },
  { name: 'other-name', server: 'open', host: () => ({ certificate: { kind: 'wrong-name' } }) },
  { name: 'xmpp-addr', server: 'open', host: named((domain) => ({ xmppAddr: domain })) },
  { name: 'srv-name', server: 'open', host: named((domain) => ({ srv: `_xmpp-server.${domain}` })) },
  { name: 'wildcard', server: 'open', host: named((domain) => ({ dns: domain.replace(/^[^.]+/, '*') })) },
  { name: 'no-tls', server: 'open', host: () => ({ tls: false }) },
  { name: 'tls-required', server: 'encrypting', host: plain },
  { name: 'tls-required-self', server: 'encrypting', host: () => ({ certificate: { kind: 'self-signed' } }) },
  { name: 'trust-required', server: 'secure', host: plain },
  { name: 'distrusts-us', server: 'distrustful', host: plain },
  {
    name: 'dialback-only',
    server: 'without-external',
    host: () => ({ options: { modules_enabled: ['without_external'] } }),
  },
  { name: 'external-only', server: 'without-dialback', host: plain },
  { name: 'our-module-strict', server: 'guarded-strict', host: plain },
  { name: 'our-module-dialback', server: 'guarded-dialback', host: plain },
];
