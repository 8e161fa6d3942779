/**
 * What `dump_config` writes → the accepted configuration, as far as it decides about federation. Pure.
 *
 * Options of a virtual host take the place of those at the top level (`host_config`), or are joined to them
 * (`append_host_config`); an acl or access rule of a virtual host takes the place of all of them.
 */
import { isObject, type Problem, quote } from '../../json/problem.ts';
import { parseYaml } from '../../yaml/parse.ts';
import { plainValue } from '../../yaml/tree.ts';
import type { Sections } from './access-codec.ts';
import { STREAM_RULES } from './names.ts';

export interface VirtualHost {
  readonly name: string;
  /** `all` where nobody says anything: ejabberd's default. */
  readonly s2sAccess: unknown;
  /** As written; false is ejabberd's default. */
  readonly startTls: unknown;
  readonly hasDialback: boolean;
  /** Options of its own that take the place of what the fragment says: `host_config: access_rules`. */
  readonly overrides: readonly string[];
}

export interface Configuration {
  readonly sections: Sections;
  readonly hosts: readonly VirtualHost[];
  /** Options for a host that cannot be told for which one they count. */
  readonly strayHost: Problem | undefined;
  /** A listener for other servers speaks TLS from the start. */
  readonly directTls: boolean;
}

export type DecodedConfiguration = { readonly configuration: Configuration } | { readonly problem: Problem };

type Options = Readonly<Record<string, unknown>>;

/** `elsewhere`: the hosts, where a main file leaves them to a file that it includes. */
export function decodeConfiguration(text: string, elsewhere: readonly string[] = []): DecodedConfiguration {
  const { root, problems } = parseYaml(text);
  const [first] = problems;
  // its words could quote a secret of the server: only the place is told
  if (first !== undefined) return unreadable(`it is not YAML, from character ${first.span[0]} on`);
  const value: unknown = root === null ? undefined : plainValue(root);
  if (!isObject(value)) return unreadable('it is no configuration');
  const named = listOf(value['hosts']);
  const names = named.length === 0 ? elsewhere : named;
  if (names.length === 0 || !names.every((name) => typeof name === 'string')) return unreadable('it names no hosts');
  const { acl, access_rules, shaper_rules } = value;
  return {
    configuration: {
      sections: { acl, access_rules, shaper_rules },
      hosts: names.map((name) => virtualHost(name as string, value)),
      strayHost: strayHost(value, names as readonly string[]),
      directTls: listOf(value['listen']).some(
        (each) => isObject(each) && each['module'] === 'ejabberd_s2s_in' && isTrue(each['tls']),
      ),
    },
  };
}

function unreadable(what: string): { readonly problem: Problem } {
  const hint = 'see what `ejabberdctl dump_config` writes on the server, and its log';
  return { problem: { message: what, hint } };
}

function virtualHost(name: string, top: Options): VirtualHost {
  const own = optionsOf(top['host_config'], name);
  const appended = optionsOf(top['append_host_config'], name);
  const option = (key: string): unknown => (Object.hasOwn(own, key) ? own[key] : top[key]);
  const modules = [option('modules'), appended['modules']];
  return {
    name,
    s2sAccess: option('s2s_access') ?? 'all',
    startTls: option('s2s_use_starttls') ?? false,
    hasDialback: modules.some((each) => isObject(each) && Object.hasOwn(each, 'mod_s2s_dialback')),
    overrides: [
      ...overridesOf(own).map((section) => `host_config: ${section}`),
      ...overridesOf(appended).map((section) => `append_host_config: ${section}`),
    ],
  };
}

/** Keys may be in any case; strayHost sees to it that there is one for a host at most. */
function optionsOf(all: unknown, host: string): Options {
  const own = isObject(all) ? Object.entries(all).find(([key]) => isSameHost(key, host)) : undefined;
  return own !== undefined && isObject(own[1]) ? own[1] : {};
}

function isSameHost(key: string, host: string): boolean {
  return key.toLowerCase() === host.toLowerCase();
}

/**
 * The server prepares names (Nameprep), and lets the last of several keys for the same host count: a second one in other
 * letters, or a key that is one of its hosts only when prepared, could let in whom the first does not (measured).
 */
function strayHost(top: Options, hosts: readonly string[]): Problem | undefined {
  for (const section of ['host_config', 'append_host_config'] as const) {
    const value = top[section];
    const keys = isObject(value) ? Object.keys(value) : [];
    const seen = new Set<string>();
    for (const key of keys) {
      const hint = `write each virtual host once in ${section}, as it is written in hosts, and reload`;
      const isKnown = hosts.some((host) => isSameHost(key, host));
      if (!isKnown)
        return { message: `${section} has ${quote(key)}, which hosts does not have in these letters`, hint };
      if (seen.has(key.toLowerCase())) return { message: `${section} has the virtual host ${quote(key)} twice`, hint };
      seen.add(key.toLowerCase());
    }
  }
  return undefined;
}

const YES: ReadonlySet<unknown> = new Set([true, 'true', 'yes', 'y', 'on']);
const NO: ReadonlySet<unknown> = new Set([false, 'false', 'no', 'n', 'off']);

/** As ejabberd reads a switch: YAML 1.1 had these words, and its dump keeps them. */
function isTrue(value: unknown): boolean {
  return YES.has(value);
}

export function isFalse(value: unknown): boolean {
  return NO.has(value);
}

function overridesOf(options: Options): readonly string[] {
  const { shaper_rules: shapers } = options;
  const limits = isObject(shapers) ? STREAM_RULES.filter((rule) => Object.hasOwn(shapers, rule)) : [];
  return [...['acl', 'access_rules'].filter((section) => Object.hasOwn(options, section)), ...limits];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
