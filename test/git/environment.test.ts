/** What git is told by the environment, and what is kept from it. */
import { expect, test } from 'vitest';
import { gitEnvironment } from '../../src/git/environment.ts';

test('the person’s own configuration is kept; other repositories, programs and languages are not', () => {
  const environment = gitEnvironment(
    {
      PATH: '/bin',
      HOME: '/people/ada',
      GIT_CONFIG_GLOBAL: '/people/ada/.gitconfig',
      GIT_CEILING_DIRECTORIES: '/people',
      GIT_DIR: '/elsewhere/.git',
      GIT_EXTERNAL_DIFF: 'evil',
      GIT_CONFIG_PARAMETERS: "'core.fsmonitor=evil'",
      git_dir: '/elsewhere/.git',
      EDITOR: 'evil',
      Pager: 'evil',
      LC_ALL: 'de_DE.UTF-8',
      UNSET: undefined,
    },
    [],
  );
  expect(environment).toEqual({
    PATH: '/bin',
    HOME: '/people/ada',
    GIT_CONFIG_GLOBAL: '/people/ada/.gitconfig',
    GIT_CEILING_DIRECTORIES: '/people',
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: '0',
  });
});

test('of settings in the environment only trusted folders are kept, and ours come last, where they win', () => {
  const environment = gitEnvironment(
    {
      GIT_CONFIG_COUNT: '3',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_VALUE_0: 'evil',
      GIT_CONFIG_KEY_1: 'Safe.Directory',
      GIT_CONFIG_VALUE_1: '/work',
      GIT_CONFIG_KEY_2: 'safe.directory',
    },
    [['core.fsmonitor', 'false']],
  );
  expect(environment).toMatchObject({
    GIT_CONFIG_COUNT: '3',
    GIT_CONFIG_KEY_0: 'Safe.Directory',
    GIT_CONFIG_VALUE_0: '/work',
    GIT_CONFIG_KEY_1: 'safe.directory',
    GIT_CONFIG_VALUE_1: '',
    GIT_CONFIG_KEY_2: 'core.fsmonitor',
    GIT_CONFIG_VALUE_2: 'false',
  });
});

test.each(['1000000000', '-1', 'many', ''])('a count of %j settings does no harm', (count) => {
  expect(gitEnvironment({ GIT_CONFIG_COUNT: count }, [])['GIT_CONFIG_COUNT']).toBe('0');
});
