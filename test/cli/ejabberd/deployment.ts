/**
 * An ejabberd of ours that partnerctl looks after, and a Prosody with a domain for each test's partner. Everything is
 * asked of the command line, as a user would; what people and partners see is real messages.
 */
import { chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fate, fateOf } from '../../servers/matrix/fate.ts';
import type { Server } from '../../servers/support/server.ts';
import type { HostOptions } from '../../servers/support/server-options.ts';
import type { Client } from '../../servers/support/xmpp-client.ts';
import { type CliOptions, type CliRun, cli } from '../../support/cli.ts';
import { type Federation, startFederation } from '../../support/ejabberd/federation.ts';
import type { Ejabberd } from '../../support/ejabberd/server.ts';
import { type GitRepository, gitRepositories } from '../../support/git-repository.ts';

export const OURS = 'ours.test';

type Files = Readonly<Record<string, string>>;
type Options = Readonly<Record<string, unknown>>;

export interface Deployment {
  readonly ours: Ejabberd;
  readonly zone: Federation<'theirs'>['zone'];
  readonly theirs: Server;
  /** Whole, running, with no partner and no stream. */
  readonly empty: () => Promise<void>;
  readonly fragment: string;
  readonly text: () => string;
  /** By hand: nothing happens before a reload. */
  readonly edit: (change: (text: string) => string) => void;
  readonly write: (text: string) => void;
  /** What the main file has beside listeners and hosts; another one is not in force before a reload. */
  readonly main: Options;
  readonly configure: (main: Options) => void;
  /** Committed: a deployment `edge` with more options, and a file for each partner. */
  readonly repository: (partners: Files, options?: Options, workspace?: string) => Promise<GitRepository>;
  readonly run: (made: GitRepository, argv: readonly string[], options?: Partial<CliOptions>) => Promise<CliRun>;
  /** What becomes of a message to the partner's user, and of one from there. */
  readonly there: (domain: string) => Promise<Fate>;
  readonly back: (domain: string) => Promise<Fate>;
  /** Both, and that both arrive. */
  readonly talks: (domain: string) => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

/** The simplest partner's file says what the virtual host does: certificates in TLS, nothing else. */
export const ENFORCES = {
  tlsNegotiation: 'Required',
  saslNegotiation: 'Required',
  dialbackNegotiation: false,
} as const;

export function partnerFile(domain: string, ...lines: readonly string[]): Files {
  return { [`partners/${domain}.yaml`]: `${[`domain: ${domain}`, 'partnerType: Federated', ...lines].join('\n')}\n` };
}

const newRepository = gitRepositories();
const NEVER = 2 ** 31 - 1;

export async function startDeployment(partners: Readonly<Record<string, HostOptions>>): Promise<Deployment> {
  const users = { bob: {} };
  const hosts = Object.fromEntries(Object.entries(partners).map(([domain, host]) => [domain, { users, ...host }]));
  const { ours, theirs, zone, user, close } = await startFederation(
    { hosts: { [OURS]: {} }, options: {} },
    { theirs: { hosts } },
  );
  const folder = join(ours.folder, 'federation');
  const fragment = join(folder, 'federation.yml');
  const own = (path: string): void => chownSync(path, ours.user.uid, ours.user.gid);
  const write = (text: string): void => {
    rmSync(fragment, { force: true });
    writeFileSync(fragment, text);
    own(fragment);
  };
  mkdirSync(folder);
  own(folder);
  const main: Options = {
    auth_method: ['internal'],
    outgoing_s2s_families: ['ipv4'],
    s2s_timeout: 10,
    s2s_use_starttls: 'required',
    s2s_access: 'partnerctl',
    modules: { mod_disco: {} },
    include_config_file: { [fragment]: { allow_only: ['acl', 'access_rules', 'shaper_rules'] } },
  };
  const configure = (options: Options): void => ours.configure({ options });
  let isRunning = true;
  const empty = async (): Promise<void> => {
    write('');
    configure(main);
    if (!isRunning) await ours.start();
    isRunning = true;
    for (const command of ['reload_config', 'stop_s2s_connections']) {
      const { status, text } = await ours.command(command);
      if (status !== 200) throw new Error(`${command}: ${text}`);
    }
  };
  await empty();
  const clients = new Map<string, Client>();
  const client = async (name: string, login: () => Promise<Client>): Promise<Client> => {
    const there = clients.get(name) ?? (await login());
    clients.set(name, there);
    return there;
  };
  const pair = async (domain: string) =>
    await Promise.all([
      client(OURS, async () => await user(OURS)),
      client(domain, async () => await theirs.theirs.client(`bob@${domain}`)),
    ]);
  const there = async (domain: string): Promise<Fate> => {
    const [alice, bob] = await pair(domain);
    return await fateOf(alice, bob);
  };
  const endings = new Map<string, Promise<Fate>>();
  /** A stranger with a certificate is welcomed, and thrown out at the first stanza: nobody tells the user who sent it. */
  const thrownOut = (domain: string): Promise<Fate> => {
    const ended = `Outgoing s2s stream ${domain}->${OURS} closed: `;
    const line = theirs.theirs.line(new RegExp(`${ended.replaceAll('.', '\\.')}invalid-from`), NEVER);
    const fate = line.then((text): Fate => ({ arrived: false, condition: text.split(ended)[1] ?? '' }));
    return fate.finally(() => endings.delete(domain));
  };
  const back = async (domain: string): Promise<Fate> => {
    const [alice, bob] = await pair(domain);
    // a line is taken once: whoever still waits for it goes on waiting
    const ending = endings.get(domain) ?? thrownOut(domain);
    endings.set(domain, ending);
    ending.catch(() => undefined);
    return await Promise.race([fateOf(bob, alice), ending]);
  };
  return {
    ours: {
      ...ours,
      kill: async () => {
        isRunning = false;
        clients.delete(OURS);
        await ours.kill();
      },
      start: async () => {
        await ours.start();
        isRunning = true;
      },
    },
    zone,
    empty,
    fragment,
    text: () => readFileSync(fragment, 'utf8'),
    write,
    edit: (change) => write(change(readFileSync(fragment, 'utf8'))),
    main,
    configure,
    repository: async (files, options = {}, workspace = 'contoso') => {
      const made = await newRepository();
      const mainFile = join(ours.folder, 'ejabberd.yml');
      const edge = { adapter: 'ejabberd', fragment, mainFile, scratch: ours.folder, api: ours.api, enforces: ENFORCES };
      const config = { workspace, deployments: { edge: { ...edge, ...options } } };
      const basics = { 'partnerctl.yaml': `${JSON.stringify(config, null, 2)}\n`, '.gitignore': '.partnerctl/\n' };
      made.commit('Begin', { ...basics, ...files });
      return made;
    },
    run: async ({ root }, argv, options = {}) => await cli(argv, { cwd: root, ...options }),
    theirs: theirs.theirs,
    there,
    back,
    talks: async (domain) => (await there(domain)).arrived && (await back(domain)).arrived,
    stop: close,
  };
}
