/** What a test may say about a server. Whatever is left out is as permissive as Prosody can be. */
import type { CertificateOptions } from './certificates.ts';
import type { ProsodyVersion } from './installation.ts';
import type { LuaValue } from './lua-text.ts';

export interface ServerOptions {
  readonly version: ProsodyVersion;
  /** By domain, as Prosody knows them: U-labels. */
  readonly hosts: Readonly<Record<string, HostOptions>>;
  /** Guarded by our module, which then is the one that loads s2s. */
  readonly guarded?: boolean;
  /** Folders of modules, copied to the server's own `plugins`; servers/prosody where it is guarded. */
  readonly plugins?: readonly string[];
  /** More modules, global. */
  readonly modules?: readonly string[];
  /** XEP-0288. */
  readonly bidi?: boolean;
  readonly secureAuth?: boolean;
  readonly requireEncryption?: boolean;
  /** More global options. */
  readonly options?: Readonly<Record<string, LuaValue>>;
  /** More lines of the global section, as they are. */
  readonly lines?: string;
  /** Listens for s2s on ::1 as well, at a port of its own which DNS announces by SRV for the first host. */
  readonly ipv6?: boolean;
}

export interface HostOptions {
  /** Accounts, and what is in their rosters; the password is always `password`. */
  readonly users?: Readonly<Record<string, Roster>>;
  /** A component instead of a host: `muc` has rooms. */
  readonly component?: string;
  readonly certificate?: CertificateOptions;
  /** Without it TLS is neither offered nor used. */
  readonly tls?: boolean;
  /** More options of this host's section. */
  readonly options?: Readonly<Record<string, LuaValue>>;
  /** False: not in DNS. */
  readonly dns?: boolean;
}

/** By bare address. */
export type Roster = Readonly<Record<string, RosterItem>>;

export interface RosterItem {
  readonly subscription: 'none' | 'to' | 'from' | 'both';
  readonly ask?: 'subscribe';
  readonly approved?: boolean;
}

export const PASSWORD = 'password';
