/** `partnerctl probe` without a server: who is asked, wrong usage, what is saved and taken again, exit codes. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DnsResponder, startDns, type Zone } from '../probe/support/dns-responder.ts';
import { expectValid } from '../render/support/schema.ts';
import { cli, NOW } from '../support/cli.ts';
import { gitRepositories } from '../support/git-repository.ts';

const gitRepository = gitRepositories();
const dot = { srv: [[0, 0, 0, '']] } as const;
/** Nobody has a server, and says so: that takes no time. */
const ZONE: Zone = Object.fromEntries(
  ['fabrikam.com', 'corp.fabrikam.com', 'northwind.example', 'tailspintoys.com'].map((domain) => [
    `_xmpp-server._tcp.${domain}`,
    dot,
  ]),
);
const FABRIKAM = 'domain: fabrikam.com\npartnerType: Federated\nadditionalDomains: [corp.fabrikam.com]\n';
const NORTHWIND = 'domain: northwind.example\npartnerType: Federated\n';

let dns: DnsResponder;
beforeAll(async () => {
  dns = await startDns(ZONE);
});
afterAll(async () => {
  await dns.close();
});

async function repository() {
  const git = await gitRepository();
  git.commit('first', {
    'partnerctl.yaml': 'localDomains: [contoso.com]\n',
    'partners/fabrikam.com.yaml': FABRIKAM,
    'partners/northwind.example.yaml': NORTHWIND,
  });
  const run = async (...args: readonly string[]) =>
    await cli(['probe', '--dns', dns.address, ...args], { cwd: git.root });
  const probed = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { stdout } = await run('--format', 'json', ...args);
    expectValid('probe', stdout);
    return (JSON.parse(stdout) as { domains: readonly { domain: string }[] }).domains.map(({ domain }) => domain);
  };
  return { ...git, run, probed };
}

describe('who is asked', () => {
  test('a partner with all its domains, an additional domain alone, a stranger', async () => {
    const { probed } = await repository();
    expect(await probed('fabrikam.com')).toEqual(['corp.fabrikam.com', 'fabrikam.com']);
    expect(await probed('corp.fabrikam.com')).toEqual(['corp.fabrikam.com']);
    expect(await probed('Tailspintoys.com')).toEqual(['tailspintoys.com']);
    expect(await probed('--all')).toEqual(['corp.fabrikam.com', 'fabrikam.com', 'northwind.example']);
  });

  test('without arguments those whose files differ from the default branch, or from --base', async () => {
    const { git, write, commit, probed, run } = await repository();
    expect(await probed()).toEqual([]);
    expect((await run()).stderr).toBe('note: no partner file differs from main; --all probes every partner\n');
    git('switch', '--quiet', '-c', 'change');
    commit('northwind', { 'partners/northwind.example.yaml': `${NORTHWIND}saslNegotiation: Optional\n` });
    expect(await probed()).toEqual(['northwind.example']);
    write({ 'partners/tailspintoys.com.yaml': 'domain: tailspintoys.com\npartnerType: Federated\n' });
    expect(await probed()).toEqual(['northwind.example', 'tailspintoys.com']);
    expect(await probed('--base', 'HEAD')).toEqual(['tailspintoys.com']);
  });

  test('files with errors come first', async () => {
    const { write, run } = await repository();
    write({ 'partners/northwind.example.yaml': 'domain: northwind.example\n' });
    const { code, stdout } = await run('fabrikam.com', '--format', 'json');
    expect(code).toBe(1);
    expectValid('probe', stdout);
    expect(stdout).toContain('invalid-files');
  });
});

describe('wrong usage', () => {
  test.each<readonly [readonly string[], string]>([
    [['--all', 'fabrikam.com'], '--all and domains exclude each other'],
    [['--cert', 'a.pem', 'fabrikam.com'], '--cert and --key belong together'],
    [['--authenticate', 'fabrikam.com'], '--authenticate needs a certificate'],
    [['--cert', 'no.pem', '--key', 'no.key', 'fabrikam.com'], '--cert no.pem cannot be read'],
    [['--ca', 'partnerctl.yaml', 'fabrikam.com'], 'the own authorities are not certificates'],
    [['--suggest', '--all'], '--suggest needs exactly one DOMAIN'],
    [['--max-age', '12h', 'fabrikam.com'], '--max-age needs --save'],
    [['--max-age', 'soon', '--save', 'x', 'fabrikam.com'], '--max-age: "soon" is not a duration'],
    [['not a domain'], '"not a domain" is not a domain'],
    [['--from', 'x', 'fabrikam.com'], '"x" is not a domain'],
  ])('%j', async (args, message) => {
    const { run } = await repository();
    const { code, stdout, stderr } = await run(...args, '--format', 'json');
    expect(code).toBe(64);
    expect(stderr).toContain(message);
    expectValid('probe', stdout);
  });

  test('--dns that is no server', async () => {
    const { root } = await repository();
    const { code, stderr } = await cli(['probe', '--dns', 'nowhere', 'fabrikam.com'], { cwd: root });
    expect({ code, stderr }).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('is not a DNS server') as string,
    });
  });

  test('outside Git somebody must say who', async () => {
    const { root } = await repository();
    await mkdir(join(root, 'elsewhere/partners'), { recursive: true });
    const { code, stderr } = await cli(['probe', '-C', 'elsewhere'], {
      cwd: root,
      env: { GIT_CEILING_DIRECTORIES: root },
    });
    expect({ code, stderr }).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('name domains, or give --all') as string,
    });
  });
});

describe('exit codes', () => {
  test('a refusal is 1; what is unknown is 0, and 1 with --strict', async () => {
    const { run, root } = await repository();
    expect((await run('fabrikam.com')).code).toBe(1);
    const silent = async (...args: readonly string[]) =>
      await cli(['probe', '--dns', '127.0.0.1:1', 'fabrikam.com', ...args], { cwd: root });
    expect((await silent()).code).toBe(0);
    expect((await silent('--strict')).code).toBe(1);
  });
});

describe('what is saved', () => {
  test('--save keeps it, --max-age takes it again, and keeps what it holds of others', async () => {
    const { run, root } = await repository();
    await run('--all', '--save', 'probe.json');
    const saved = await readFile(join(root, 'probe.json'), 'utf8');
    expectValid('probe', saved);
    const before = dns.asked.length;
    const { code } = await run('northwind.example', '--save', 'probe.json', '--max-age', '1d');
    expect(code).toBe(1);
    expect(dns.asked.length).toBe(before);
    const domains = (JSON.parse(await readFile(join(root, 'probe.json'), 'utf8')) as { domains: { domain: string }[] })
      .domains;
    expect(domains.map(({ domain }) => domain)).toEqual(['corp.fabrikam.com', 'fabrikam.com', 'northwind.example']);
  });

  test('what is too old, or was asked otherwise, is asked again', async () => {
    const { run, root } = await repository();
    await run('northwind.example', '--save', 'probe.json');
    const before = dns.asked.length;
    await run('northwind.example', '--save', 'probe.json', '--max-age', '1d', '--from', 'other.example');
    expect(dns.asked.length).toBeGreaterThan(before);
    const later = new Date(NOW.getTime() + 86_400_001 * 2);
    const again = dns.asked.length;
    await cli(['probe', '--dns', dns.address, 'northwind.example', '--save', 'probe.json', '--max-age', '1d'], {
      cwd: root,
      now: later,
    });
    expect(dns.asked.length).toBeGreaterThan(again);
  });

  test('anything else in that file is wrong usage', async () => {
    const { run, root } = await repository();
    await writeFile(join(root, 'probe.json'), '{}');
    const { code, stderr } = await run('northwind.example', '--save', 'probe.json', '--max-age', '1d');
    expect({ code, stderr }).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('it has no formatVersion') as string,
    });
  });

  test('plan --probe shows the verdicts beside the changes, in every format', async () => {
    const { run, root } = await repository();
    await run('--all', '--save', 'probe.json');
    const plan = async (...args: readonly string[]) =>
      await cli(['plan', '--probe', 'probe.json', ...args], { cwd: root });
    const pretty = await plan();
    expect(pretty.stdout).toContain(
      'probe: fabrikam.com refused: the DNS of fabrikam.com says that it has no XMPP server',
    );
    const json = await plan('--format', 'json');
    expectValid('plan', json.stdout);
    expect(json.stdout).toContain('"probe": [');
    const markdown = await plan('--format', 'markdown');
    expect(markdown.stdout).toContain('probe: `northwind.example` refused: the DNS of northwind.example');
    await writeFile(join(root, 'plan.json'), json.stdout);
    expect((await cli(['apply', 'plan.json', '--yes', '--allow-uncommitted'], { cwd: root })).code).toBe(0);
    expect((await plan('--probe', 'none.json')).code).toBe(64);
  });
});

test('for code scanning and annotations: the finding at its line, and from where', async () => {
  const { run } = await repository();
  const github = await run('northwind.example', '--format', 'github');
  expect(github.stdout).toMatch(
    /^::error file=partners\/northwind\.example\.yaml,line=1,.*title=probe-refused::.*\(seen from /,
  );
  expect(github.stdout).toMatch(/\nprobed from /);
  const sarif = await run('northwind.example', '--format', 'sarif');
  const [result] = (JSON.parse(sarif.stdout) as { runs: { results: { ruleId: string }[] }[] }).runs[0]?.results ?? [];
  expect(result?.ruleId).toBe('probe-refused');
});

test('--suggest prints nothing where nothing connects', async () => {
  const { run } = await repository();
  const { code, stdout, stderr } = await run('northwind.example', '--suggest');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('no settings are known to connect with northwind.example');
});

test('new --probe writes the safest where nothing is known to connect, and says so', async () => {
  const { root } = await repository();
  const { code, stdout, stderr } = await cli(['new', 'tailspintoys.com', '--probe', '--dns', dns.address], {
    cwd: root,
  });
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'partners/tailspintoys.com.yaml\n' });
  expect(stderr).toContain(
    'note: no settings are known to connect, so that the safest were written: the DNS of tailspintoys.com',
  );
  expect(await readFile(join(root, 'partners/tailspintoys.com.yaml'), 'utf8')).toContain(
    '\nsaslNegotiation: Required\n',
  );
});
