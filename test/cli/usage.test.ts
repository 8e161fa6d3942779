/** Wrong command lines: exit 64, what is wrong, what was meant; help on every page. */
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { cli } from '../support/cli.ts';
import { BASICS, partnerFiles } from '../support/example.ts';
import { gitRepositories } from '../support/git-repository.ts';

const repository = gitRepositories();
const nowhere = { cwd: '/' };

describe('wrong usage exits 64 and says what was meant', () => {
  it.each([
    [['plam'], 'unknown command "plam"', 'did you mean `partnerctl plan`?'],
    [['zzzzzzzz'], 'unknown command "zzzzzzzz"', 'see `partnerctl --help`'],
    [['--bogus'], 'no command is given: "--bogus" is an option', 'see `partnerctl --help`'],
    [['plan', '--deploymnt', 'x'], "unknown option '--deploymnt'", 'did you mean --deployment?'],
    [['plan', '--format', 'jsn'], '--format: "jsn" is not one of pretty, json, markdown', 'did you mean json?'],
    [['plan', '--today', '2026-02-30'], '--today: "2026-02-30" is not a date that exists', 'partnerctl plan --help'],
    [['plan', 'fabrikam.com'], '"fabrikam.com" is one argument too many', 'did you mean --only fabrikam.com?'],
    [['plan', 'all'], '"all" is one argument too many', 'see `partnerctl plan --help`'],
    [['explain', 'a.example', 'b.example'], '"b.example" is one argument too many', 'see `partnerctl explain --help`'],
    [['plan', '-C', '/no/such'], '-C: there is no folder "/no/such"', 'partners/'],
    [['lint', '--max-warnings', 'many'], '--max-warnings: "many" is not a whole number', 'partnerctl lint --help'],
    [['lint', '--format'], "option '--format <format>' argument missing", 'partnerctl lint --help'],
    [['explain'], "missing required argument 'DOMAIN'", 'partnerctl explain --help'],
    [['explain', 'no domain'], '"no domain" is not a domain', 'fabrikam.com'],
    [['apply'], 'there is no terminal to ask on', '--yes'],
    [['apply', '--expect', '12345678901'], '--expect: "12345678901" is not a digest', 'partnerctl apply --help'],
    [['apply', 'nosuch.json'], 'nosuch.json cannot be read: there is no such file or folder\n', 'plan --out'],
    [['block', 'a.example'], 'a block needs a reason', '--reason'],
    [
      ['block', 'a.example', '--reason', 'x', '--until', '2020-01-01'],
      '--until 2020-01-01 is in the past',
      'today or a later day',
    ],
  ])('%j', async (argv, message, hint) => {
    const { code, stdout, stderr } = await cli(argv, nowhere);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(`error: ${message}`);
    expect(stderr).toContain('hint: ');
    expect(stderr.split('hint: ')[1]).toContain(hint);
  });

  it.each([
    ['--deployment', 'locl', 'did you mean local?'],
    ['--deployment', 'edge', 'its only deployment is local'],
    ['--only', 'b.exampel', 'did you mean b.example?'],
  ])('a name that does not exist: %s %s', async (option, value, hint) => {
    const repo = await repository();
    repo.commit('Partners', { ...BASICS, ...partnerFiles('b.example') });
    const { code, stderr } = await cli(['plan', option, value], { cwd: repo.root });
    expect(code).toBe(64);
    expect(stderr).toContain(hint);
  });

  it('is JSON where JSON was asked for', async () => {
    const { code, stdout } = await cli(['plam', '--format', 'json'], nowhere);
    expect(code).toBe(64);
    expect(JSON.parse(stdout)).toEqual({
      formatVersion: 1,
      error: { code: 'usage', message: 'unknown command "plam"', hint: 'did you mean `partnerctl plan`?' },
    });
  });

  it('without any argument shows the overview, as an error', async () => {
    const { code, stdout, stderr } = await cli([], nowhere);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain('Usage: partnerctl <command>');
  });
});

describe('help', () => {
  it.each(COMMANDS.map(({ name }) => name))('partnerctl %s --help shows its options and an example', async (name) => {
    const { code, stdout, stderr } = await cli([name, '--help'], nowhere);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: partnerctl ${name}`);
    expect(stdout).toMatch(new RegExp(`Examples:\\n {2}partnerctl ${name}`));
    expect(await cli(['help', name], nowhere)).toMatchObject({ code: 0, stdout });
  });

  it('partnerctl --help lists every command', async () => {
    const { code, stdout } = await cli(['--help'], nowhere);
    expect(code).toBe(0);
    for (const { name, summary } of COMMANDS) expect(stdout).toMatch(new RegExp(`${name} +${summary}`));
  });

  it('global options may stand before the command', async () => {
    const repo = await repository();
    repo.commit('Partners', { ...BASICS, ...partnerFiles('b.example') });
    expect(await cli(['-C', repo.root, '--quiet', 'lint'], nowhere)).toMatchObject({ code: 0 });
  });
});

describe('at a terminal', () => {
  it.each([
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [{}, false],
  ])('errors are coloured as everything else is: %j', async (env, colored) => {
    const { stderr } = await cli(['plam'], { ...nowhere, env });
    expect(stderr.includes('\u001b[')).toBe(colored);
  });

  it('one that says it has no columns is written for as if it had said nothing', async () => {
    const repo = await repository();
    repo.commit('Partners', { ...BASICS, 'partners/b.example.yaml': 'domain: b.example\npartnerType: Federated\n' });
    const lint = async (columns: number) => (await cli(['lint', '--no-color'], { cwd: repo.root, columns })).stdout;
    expect(await lint(0)).toBe(await lint(100));
  });
});

describe('a bug of ours', () => {
  it('exits 70 and says what to report, without hiding it in JSON', async () => {
    const broken = {
      isTTY: false,
      write: () => {
        throw new TypeError('boom');
      },
    };
    const { main } = await import('../../src/cli/main.ts');
    const { testIo } = await import('../support/cli.ts');
    const { io, written } = testIo(nowhere);
    expect(await main(['--help'], { ...io, stdout: broken }, '1.2.3')).toBe(70);
    expect(written.stderr.join('')).toMatch(/This is a bug in partnerctl: boom[\s\S]*partnerctl 1\.2\.3, Node v20/);
  });
});
