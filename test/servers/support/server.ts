/** One Prosody server of a test: start, watch, look into, kill, start again with the same data. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Address } from './addresses.ts';
import { C2S_PORT, configurationText, HTTP_PORT, type Place, RIG_PORT } from './configuration.ts';
import type { Inbox } from './inbox.ts';
import { insideServer } from './inside.ts';
import { type ProsodyVersion, prosodyScript } from './installation.ts';
import { type ProsodyProcess, startProsody } from './process.ts';
import { runFolder } from './run-folder.ts';
import { writeServerFolder } from './server-folder.ts';
import type { ServerOptions } from './server-options.ts';
import { type Client, connectClient } from './xmpp-client.ts';

export type Direction = 'inbound' | 'outbound';

/** A live s2s stream as mod_test_rig sees it, apart from the module under test. */
export interface Stream {
  readonly direction: Direction;
  /** As on the wire: U-labels. */
  readonly local?: string;
  readonly remote?: string;
  readonly authenticated: boolean;
  readonly method?: 'sasl-tls' | 'tls-dialback' | 'tcp-dialback';
  readonly mechanism?: string;
  readonly encrypted: boolean;
  readonly chain?: string;
  readonly identity?: string;
  readonly bidi: boolean;
  readonly peer?: string;
}

export interface Server {
  readonly name: string;
  readonly version: ProsodyVersion;
  readonly ip: string;
  /** `data/`, `hosts.txt`, `certificates/`, `prosody.cfg.lua`. */
  readonly folder: string;
  /** The server's own copy of the modules: a test may break it and reload. */
  readonly plugins: string;
  /** `http://127.…:5280` */
  readonly http: string;
  readonly pid: number;
  /** Of the running process. */
  readonly log: Inbox<string>;
  /** Awaits a line of the log that was not awaited before. */
  line(pattern: RegExp, milliseconds?: number): Promise<string>;
  /** Runs a chunk of Lua inside; `module`, `prosody`, `modulemanager`, `hostmanager`, `usermanager`, `st` are there. */
  lua<T = unknown>(code: string): Promise<T>;
  streams(): Promise<readonly Stream[]>;
  /** Closes the s2s streams with these remote domains, or all. */
  closeStreams(...remotes: readonly string[]): Promise<void>;
  /** Logs in; `alice@a.test` or with a resource. */
  client(jid: string): Promise<Client>;
  signal(name: NodeJS.Signals): void;
  /** Writes the configuration with these options in place of the earlier ones, and has it read again. */
  configure(options: Partial<ServerOptions>): Promise<void>;
  /** SIGKILL, as a power cut. The folder stays. */
  kill(): Promise<void>;
  /** After `kill`, or after `configure` while it was dead. */
  start(): Promise<void>;
  /** Kills it and gives its address back. */
  stop(): Promise<void>;
}

export interface Location {
  readonly name: string;
  readonly address: Address;
  readonly place: Omit<Place, 'ip' | 'folder' | 'plugins'>;
  readonly hostsText: string;
}

let made = 0;

/** Writes its folder; `start` starts it. */
export function makeServer(options: ServerOptions, { name, address, place, hostsText }: Location): Server {
  const { ip } = address;
  made += 1;
  const folder = join(runFolder(), `${made}-${name}`);
  const script = prosodyScript(options.version, runFolder());
  const where = { ...place, ip, folder };
  const { config, plugins } = writeServerFolder(options, { ...where, plugins: [] }, hostsText);
  const inside = insideServer(name, ip, RIG_PORT);
  const clients = new Set<Client>();
  let current = options;
  let running: ProsodyProcess | undefined;
  const process = (): ProsodyProcess => {
    if (running === undefined) throw new Error(`${name} is not running`);
    return running;
  };
  const line = (pattern: RegExp, milliseconds?: number): Promise<string> =>
    process().log.next((text) => pattern.test(text), String(pattern), milliseconds);
  const kill = async (): Promise<void> => {
    for (const client of clients) client.close();
    clients.clear();
    inside.close();
    const { signal, ended } = process();
    signal('SIGKILL');
    await ended;
    running = undefined;
  };
  return {
    name,
    version: options.version,
    ip,
    folder,
    plugins,
    http: `http://${ip}:${HTTP_PORT}`,
    get pid() {
      return process().pid;
    },
    get log() {
      return process().log;
    },
    line,
    lua: inside.run,
    streams: () => inside.run('return list_sessions()'),
    closeStreams: async (...remotes) => {
      const wanted = `local wanted = require "util.set".new(${JSON.stringify(remotes).replace('[', '{').replace(/]$/, '}')})`;
      await inside.run(`${wanted}
        local found = {}
        for _, session in pairs(module:shared("/*/s2s/sessions")) do
          local remote = session.direction == "outgoing" and session.to_host or session.from_host
          if wanted:empty() or wanted:contains(remote) then found[#found + 1] = session end
        end
        for _, session in ipairs(found) do session:close() end`);
    },
    client: async (jid) => {
      const client = await connectClient(ip, C2S_PORT, jid);
      clients.add(client);
      return client;
    },
    signal: (signal) => process().signal(signal),
    configure: async (changed) => {
      current = { ...current, ...changed };
      writeFileSync(config, configurationText(current, { ...where, plugins: [plugins] }));
      if (running !== undefined) await inside.run('prosody.reload_config()');
    },
    kill,
    start: async () => {
      running = startProsody(name, script, config, folder);
      await line(/the test rig is ready/);
    },
    stop: async () => {
      if (running !== undefined) await kill();
      address.release();
    },
  };
}
