/** `doctor` before a real ejabberd: sound, and broken in each way that keeps the partners from deciding. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { API_COMMANDS } from '../../support/ejabberd/configuration.ts';
import { type Deployment, partnerFile, startDeployment } from './deployment.ts';

describe('doctor', () => {
  let at: Deployment;
  beforeAll(async () => {
    at = await startDeployment({ 'one.test': {} });
  });
  beforeEach(() => at.empty());
  afterAll(() => at?.stop());

  const changed = async (main: object): Promise<void> => {
    at.configure({ ...at.main, ...main });
    await at.ours.reload();
  };

  interface Case {
    readonly case: string;
    readonly given: () => unknown;
    readonly code: 0 | 1;
    /** Of the lines that are not well, white space made one. */
    readonly says: string;
  }
  const SHOWN_PATH = /\/\S*\/federation\.yml/g;

  test.each<Case>([
    { case: 'all is well', given: () => undefined, code: 0, says: 'edge: ready' },
    {
      case: 'the fragment is gone',
      given: () => rmSync(at.fragment),
      code: 1,
      says: '✗ fragment the fragment cannot be read: "cat: FRAGMENT: No such file or directory"',
    },
    {
      case: 'the main file does not include it',
      given: () => changed({ include_config_file: undefined }),
      code: 1,
      says: '✗ main file the main file does not include FRAGMENT hint: write `include_config_file: {"FRAGMENT": {allow_only: [acl, access_rules, shaper_rules]}}` into the main file',
    },
    {
      case: 'everybody is let in',
      given: () => changed({ s2s_access: 'all' }),
      code: 1,
      says: '✗ partners the virtual host ours.test lets everybody in: s2s_access is all, or is not there',
    },
    {
      case: 'everybody will be let in',
      given: () => at.configure({ ...at.main, s2s_access: 'all' }),
      code: 1,
      says: '✗ partners with the next reload of the main file: the virtual host ours.test lets everybody in',
    },
    {
      case: 'the server does otherwise than is declared',
      given: () => changed({ s2s_use_starttls: 'optional', modules: { mod_s2s_dialback: {} } }),
      code: 0,
      says: '! enforces the virtual host ours.test does authentication: sasl-tls, tls-dialback, tcp-dialback',
    },
    {
      case: 'it may not be asked what is in force',
      given: () => {
        const what = API_COMMANDS.filter((command) => command !== 'dump_config');
        return changed({ api_permissions: { few: { from: ['mod_http_api'], who: 'all', what } } });
      },
      code: 1,
      says: '✗ commands the server does not let this machine’s address call dump_config (403) hint: permit it in api_permissions of the main file',
    },
    { case: 'the server is down', given: () => at.ours.kill(), code: 1, says: '✗ commands no answer (ECONNREFUSED)' },
  ])('$case', async ({ given, code, says }) => {
    const made = await at.repository(partnerFile('one.test'));
    await given();
    const { stdout, ...run } = await at.run(made, ['doctor', '--deployment', 'edge']);
    expect(stdout.replace(/\s+/g, ' ').replace(SHOWN_PATH, 'FRAGMENT')).toContain(says);
    expect(run.code).toBe(code);
  });
});
