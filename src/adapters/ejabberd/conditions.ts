/**
 * What the main configuration must do so that the fragment decides, and nothing else. Each answer says what is wrong and
 * the exact lines that mend it. Pure.
 *
 * The rule stands in the main file and its content in the fragment, because an empty fragment must let nobody in: with
 * `s2s_access` in it, ejabberd's default would count, which is `all`.
 */
import { isObject, type Problem, quote } from '../../json/problem.ts';
import type { Configuration, VirtualHost } from './configuration-codec.ts';
import { RULE, SECTIONS } from './names.ts';

/** The virtual hosts that the deployment speaks for. */
export function judgedHosts({ hosts }: Configuration, virtualHost: string | undefined): readonly VirtualHost[] {
  return virtualHost === undefined ? hosts : hosts.filter(({ name }) => name === virtualHost);
}

/** The first reason why the fragment would not decide; undefined where it does. */
export function openDoor(configuration: Configuration, virtualHost: string | undefined): Problem | undefined {
  if (configuration.strayHost !== undefined) return configuration.strayHost;
  const hosts = judgedHosts(configuration, virtualHost);
  if (hosts.length === 0)
    return {
      message: `the server has no virtual host ${quote(virtualHost)}`,
      hint: `its hosts are ${configuration.hosts.map(({ name }) => name).join(', ')}`,
    };
  for (const host of hosts) {
    const problem = accessProblem(host) ?? overrideProblem(host);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function accessProblem({ name, s2sAccess }: VirtualHost): Problem | undefined {
  if (s2sAccess === RULE) return undefined;
  const what =
    s2sAccess === 'all'
      ? 'lets everybody in: s2s_access is all, or is not there'
      : `has s2s_access: ${quote(s2sAccess)}`;
  return {
    message: `the virtual host ${name} ${what}, so the partners do not decide`,
    hint: `write \`s2s_access: ${RULE}\` at the top level of the main file, remove it from host_config and everywhere else, and reload`,
  };
}

function overrideProblem({ name, overrides }: VirtualHost): Problem | undefined {
  const [first] = overrides;
  if (first === undefined) return undefined;
  return {
    message: `the virtual host ${name} has ${first}, which takes the place of what the fragment says`,
    hint: 'move it to the top level of the main file, where names of its own do not touch the fragment, and reload',
  };
}

/** As the administrator is to write it. */
export function includeLines(fragment: string): string {
  return `include_config_file: {${JSON.stringify(fragment)}: {allow_only: [${SECTIONS.join(', ')}]}}`;
}

/** Does the main file include the fragment, and let it hold nothing but what is ours? `main`: its plain value. */
export function includeProblem(main: unknown, fragment: string): Problem | undefined {
  const hint = `write \`${includeLines(fragment)}\` into the main file, and reload`;
  const included = includesOf(isObject(main) ? main['include_config_file'] : undefined);
  const own = included.find(([path]) => path === fragment);
  if (own === undefined) return { message: `the main file does not include ${fragment}`, hint };
  const [, options] = own;
  const allowed = isObject(options) ? options['allow_only'] : undefined;
  const isNarrow =
    Array.isArray(allowed) &&
    allowed.every((each) => SECTIONS.some((section) => section === each)) &&
    allowed.length > 0;
  if (!isNarrow)
    return {
      message: `the main file includes ${fragment} without allow_only, or with more than it needs: whoever can write it could set any option`,
      hint,
    };
  const missing = SECTIONS.find((section) => !allowed.includes(section));
  // what is not allowed is dropped without a word
  return missing === undefined
    ? undefined
    : { message: `the main file drops ${missing} of ${fragment}: allow_only lacks it`, hint };
}

/** A path, a list of paths, a map with options, or a list of such maps. */
function includesOf(value: unknown): readonly (readonly [path: string, options: unknown])[] {
  if (typeof value === 'string') return [[value, undefined]];
  if (Array.isArray(value)) return (value as readonly unknown[]).flatMap(includesOf);
  return isObject(value) ? Object.entries(value) : [];
}
