/**
 * The environment that git runs in. The person's own configuration counts; what a hook, a CI step or the repository
 * could slip in does not: no other repository (GIT_DIR), no programs, no network, no locks, no replaced history.
 */

/** One setting of git's configuration that overrides every file: `['core.fsmonitor', 'false']`. */
export type Setting = readonly [key: string, value: string];

export type Variables = Readonly<Record<string, string | undefined>>;

/** Where the person's configuration lies, and how far up a repository is looked for. */
const KEPT: ReadonlySet<string> = new Set([
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
]);

/** No use to the commands run here; simple-git refuses to pass them on. */
const PROGRAMS = /^(?:EDITOR|PAGER|PREFIX|SSH_ASKPASS|VISUAL)$/i;

const FIXED: Readonly<Record<string, string>> = {
  LC_ALL: 'C', // git's messages are matched
  GIT_OPTIONAL_LOCKS: '0',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null',
  // A partial clone would fetch what it lacks, with commands that its configuration names. The second is for git < 2.44.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
};

/** `ambient` without git's variables but a few, with ours and `settings`. Settings need git 2.31. */
export function gitEnvironment(ambient: Variables, settings: readonly Setting[]): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(ambient)) {
    if (value === undefined || PROGRAMS.test(name)) continue;
    if (name.toUpperCase().startsWith('GIT_') && !KEPT.has(name)) continue;
    environment[name] = value;
  }
  Object.assign(environment, FIXED);
  const all = [...trustedFolders(ambient), ...settings];
  environment['GIT_CONFIG_COUNT'] = String(all.length);
  for (const [index, [key, value]] of all.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return environment;
}

/** `safe.directory`, which containers set this way: without it git refuses a repository of another user. */
function trustedFolders(ambient: Variables): Setting[] {
  const found: Setting[] = [];
  const count = Number(ambient['GIT_CONFIG_COUNT'] ?? 0);
  for (let index = 0; index < count; index += 1) {
    const key = ambient[`GIT_CONFIG_KEY_${index}`];
    if (key === undefined) break;
    if (key.toLowerCase() === 'safe.directory') found.push([key, ambient[`GIT_CONFIG_VALUE_${index}`] ?? '']);
  }
  return found;
}
