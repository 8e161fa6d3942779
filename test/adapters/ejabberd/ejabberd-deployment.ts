/**
 * A real ejabberd as a deployment that is emptied again and again: its fragment is replaced, and it reloads. How an
 * administrator sets it up is written in docs/ejabberd.md; this does the same.
 */
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEjabberdAdapter } from '../../../src/adapters/ejabberd/adapter.ts';
import { decodeFragment, encodeFragment } from '../../../src/adapters/ejabberd/fragment-codec.ts';
import { shown } from '../../../src/adapters/ejabberd/live-state.ts';
import type { Adapter, AdapterContext } from '../../../src/model/adapter.ts';
import { PARTNER_DEFAULTS, type PartnerSettings } from '../../../src/model/partner.ts';
import { adapterContext } from '../../support/adapter-context.ts';
import { type Ejabberd, startEjabberd } from '../../support/ejabberd/server.ts';

export type Way = 'api' | 'ctl';

type Options = Readonly<Record<string, unknown>>;

export interface EjabberdDeployment {
  readonly server: Ejabberd;
  /** Absolute. */
  readonly fragment: string;
  /** What stands in the main file beside listeners and hosts. */
  readonly main: object;
  /** Whole, running, and without a partner. */
  readonly empty: () => Promise<void>;
  /** Writes the fragment; nothing happens before a reload. */
  readonly write: (text: string | Uint8Array) => void;
  /** Another main file, in force. Throws where the server does not take it. */
  readonly configure: (main: object) => Promise<void>;
  readonly reload: () => Promise<void>;
  /** By hand: the fragment is edited, and reloaded. */
  readonly put: (partner: PartnerSettings) => Promise<void>;
  readonly open: (way: Way, options?: Options, overrides?: Partial<AdapterContext>) => Promise<Adapter>;
  readonly stop: () => Promise<void>;
}

const HOST = 'contoso.test';
const ENFORCES = { tlsNegotiation: 'Required', saslNegotiation: 'Optional', dialbackNegotiation: true } as const;

export async function ejabberdDeployment(main: object = {}): Promise<EjabberdDeployment> {
  const server = await startEjabberd({
    hosts: { [HOST]: {}, 'chat.contoso.test': {} },
    options: { auth_method: ['anonymous'], modules: { mod_disco: {} } },
    api: true,
  });
  const folder = join(server.folder, 'federation');
  const fragment = join(folder, 'federation.yml');
  const own = (path: string): void => chownSync(path, server.user.uid, server.user.gid);
  mkdirSync(folder);
  own(folder);
  const write = (text: string | Uint8Array): void => {
    writeFileSync(fragment, text);
    own(fragment);
  };
  write('');
  const sound = {
    auth_method: ['anonymous'],
    s2s_access: 'partnerctl',
    s2s_use_starttls: 'required',
    modules: { mod_disco: {}, mod_s2s_dialback: {} },
    include_config_file: { [fragment]: { allow_only: ['acl', 'access_rules', 'shaper_rules'] } },
    ...main,
  };
  const reload = async (): Promise<void> => {
    const { status, text } = await server.command('reload_config');
    if (status !== 200) throw new Error(`ejabberd: ${text}`);
  };
  const configure = async (options: object): Promise<void> => {
    server.configure({ options });
    await reload();
  };
  await configure(sound);
  let isRunning = true;
  const start = async (): Promise<void> => {
    if (!isRunning) await server.start();
    isRunning = true;
  };
  const kill = async (): Promise<void> => {
    isRunning = false;
    await server.kill();
  };
  return {
    server: { ...server, start, kill },
    fragment,
    main: sound,
    empty: async () => {
      write('');
      server.configure({ options: sound });
      await start();
      if ((await server.command('reload_config')).status === 200) return;
      // whoever permits nothing does not let itself be told to permit more
      await kill();
      await start();
    },
    write,
    configure,
    reload,
    put: async (partner) => {
      const decoded = decodeFragment(readFileSync(fragment, 'utf8'));
      if ('problem' in decoded) throw new Error(decoded.problem.message);
      const { allowed, notes, lastApplied } = decoded.fragment;
      const there = allowed.map(({ domain, additionalDomains }) => ({
        ...PARTNER_DEFAULTS,
        partnerType: 'Federated' as const,
        domain,
        additionalDomains,
        description: notes.get(domain)?.description ?? null,
        connectionLimit: notes.get(domain)?.connectionLimit ?? null,
      }));
      write(encodeFragment([...there, shown(partner, {})], lastApplied));
      await reload();
    },
    open: async (way, options = {}, overrides = {}) =>
      await openEjabberdAdapter(
        adapterContext('/nowhere', {
          deployment: 'edge-eu',
          options: { ...optionsFor(server, fragment, way), ...options },
          env: { PATH: process.env['PATH'] },
          ...overrides,
        }),
      ),
    stop: server.close,
  };
}

export function optionsFor(server: Ejabberd, fragment: string, way: Way): Options {
  return {
    fragment,
    mainFile: join(server.folder, 'ejabberd.yml'),
    scratch: server.folder,
    enforces: ENFORCES,
    timeout: 20,
    ...(way === 'api' ? { api: server.api } : { ctl: server.ctl }),
  };
}
