/** What a virtual host can be told to do with all of its partners, and the kinds of servers that partners have. */
import { fileURLToPath } from 'node:url';
import type { HostOptions } from '../../../servers/support/server-options.ts';

export interface Settings {
  readonly startTls: false | 'optional' | 'required';
  readonly dialback: 'without' | 'with' | 'access: none';
}

/** A virtual host that does so. */
export interface Host extends Settings {
  readonly domain: string;
  readonly options: object;
}

const TLS = [false, 'optional', 'required'] as const;
const DIALBACK = ['without', 'with', 'access: none'] as const;

export const HOSTS: readonly Host[] = TLS.flatMap((startTls, row) =>
  DIALBACK.map((dialback, column) => ({
    startTls,
    dialback,
    domain: `h${row}${column}.ours.test`,
    options: { s2s_use_starttls: startTls, modules: { mod_disco: {}, ...dialbackModule(dialback) } },
  })),
);

/** Without any TLS but for what its listener for direct TLS does (XEP-0368), and who comes to it. */
export const DIRECT = {
  host: 'direct.ours.test',
  partner: 'direct.test',
  options: { s2s_use_starttls: false, modules: { mod_disco: {} } },
} as const;

function dialbackModule(dialback: Settings['dialback']): object {
  if (dialback === 'without') return {};
  return { mod_s2s_dialback: dialback === 'with' ? {} : { access: 'none' } };
}

/** Hides EXTERNAL of one of its hosts. */
export const PARTNER_MODULES = fileURLToPath(new URL('../../../probe/servers/lua', import.meta.url));

interface Kind {
  readonly name: string;
  /** In the table. */
  readonly head: string;
  readonly server: 'open' | 'withoutDialback';
  readonly host: HostOptions;
  /** Whether ejabberd can check who it connected to. */
  readonly isTrusted: boolean;
}

export const KINDS = [
  { name: 'ca', head: 'valid certificate', server: 'open', host: {}, isTrusted: true },
  {
    name: 'self-signed',
    head: 'self-signed',
    server: 'open',
    host: { certificate: { kind: 'self-signed' } },
    isTrusted: false,
  },
  { name: 'none', head: 'no TLS', server: 'open', host: { tls: false }, isTrusted: false },
  {
    name: 'no-external',
    head: 'valid, offers dialback only',
    server: 'open',
    host: { options: { modules_enabled: ['without_external'] } },
    isTrusted: true,
  },
  { name: 'no-dialback', head: 'valid, without dialback', server: 'withoutDialback', host: {}, isTrusted: true },
] as const satisfies readonly Kind[];
export type PartnerKind = (typeof KINDS)[number];
