/** `plan --format powershell`: a script on every way out; what an apply would refuse is refused twice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportText } from '../adapters/lync/export-text.ts';
import { expectValid } from '../render/support/schema.ts';
import { partnerFiles, partnerText, planJson, run } from '../support/example.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';
import { partner } from '../support/partners.ts';
import { parsePowerShell } from '../support/powershell-grammar.ts';

const repository = gitRepositories();
const POOL = '.partnerctl/pool.json';

const config = (lines = '') =>
  `workspace: test\nlocalDomains: [contoso.com]\ndeployments:\n  pool: { adapter: lync, export: ${POOL} }\n${lines}`;
const FILE = '  local: { adapter: file, path: .partnerctl/local.json }\n';

const live = (...domains: readonly string[]) =>
  exportText(domains.map((domain) => partner(domain, { additionalDomains: [`conference.${domain}`] })));

/** Two partners are there, and both files are committed. */
async function closedSite(files: Readonly<Record<string, string>> = {}): Promise<GitRepository> {
  const repo = await repository();
  repo.commit('Two partners', {
    'partnerctl.yaml': config(),
    '.gitignore': '.partnerctl/\n',
    ...partnerFiles('a.example', 'b.example'),
    ...files,
  });
  repo.write({ [POOL]: live('a.example', 'b.example') });
  return repo;
}

async function script(repo: GitRepository, ...argv: readonly string[]) {
  const told = await run(repo, ['plan', '--format', 'powershell', ...argv]);
  expect(parsePowerShell(told.stdout)).toEqual([]);
  return { ...told, partners: [...told.stdout.matchAll(/^ {4}Partner = '(.*)'$/gm)].map(([, name]) => name) };
}

describe('a script', () => {
  it('does what the plan says, for the partners that the export has', async () => {
    const repo = await closedSite();
    repo.commit('One more, one weaker', {
      ...partnerFiles('c.example'),
      'partners/b.example.yaml': partnerText('b.example', 'tlsNegotiation: Optional'),
    });
    const { code, stdout, stderr, partners } = await script(repo);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(partners).toEqual(['b.example', 'c.example']);
    expect(stdout).toContain(`$PlanDigest = '${(await planJson(repo)).digest}'`);
    expect(stdout).toContain('  Partners = 1\n');
    expect(stdout).toContain("    Set = @{\n      TlsNegotiation = 'Optional'\n    }\n");
  });

  it('with nothing to do, does nothing', async () => {
    const { code, stdout } = await script(await closedSite());
    expect(code).toBe(0);
    expect(stdout).toContain('Nothing to do on pool: 2 partners in place.');
  });

  it('knows --detailed-exitcode, --only and --out', async () => {
    const repo = await closedSite();
    repo.commit('Two more', partnerFiles('c.example', 'd.example'));
    const told = await script(repo, '--only', 'd.example', '--out', 'plan.json', '--detailed-exitcode');
    expect(told).toMatchObject({ code: 2, partners: ['d.example'] });
    expect(told.stdout).toContain('# Only what was selected: other partners differ, too.');
    expect(JSON.parse(readFileSync(join(repo.root, 'plan.json'), 'utf8'))).toMatchObject({
      plans: [{ deployment: 'pool', changes: [{ domain: 'd.example' }] }],
    });
  });

  it('with --base is for what counts there', async () => {
    const repo = await closedSite();
    repo.git('checkout', '--quiet', '-b', 'topic');
    repo.commit('Elsewhere', {
      'partnerctl.yaml': config().replace(POOL, '.partnerctl/evil.json'),
      ...partnerFiles('c.example'),
    });
    expect(await script(repo, '--base', 'main')).toMatchObject({ code: 0, partners: ['c.example'] });
  });
});

describe('a plan of an export', () => {
  it('says that a script carries it out, in every rendering and from a saved plan, and never names an apply', async () => {
    const repo = await closedSite();
    repo.commit('Everybody goes', {
      'partners/a.example.yaml': null,
      'partners/b.example.yaml': null,
      ...partnerFiles('c.example'),
    });
    const { digest } = await planJson(repo);
    const told = await run(repo, ['plan', '--out', 'plan.json']);
    expect(told.stdout).toContain('as a script: partnerctl plan --deployment pool --format powershell');
    expect(told.stdout.replace(/\s+/g, ' ')).toContain(
      `if it is meant, run the script with -Override '${digest.slice(7, 19)}'`,
    );
    const markdown = await run(repo, ['plan', '--format', 'markdown']);
    expect(markdown.stdout).toContain('As a script: `partnerctl plan --deployment pool --format powershell`');
    for (const { stdout } of [told, markdown]) expect(stdout).not.toContain('partnerctl apply');
    const saved = readFileSync(join(repo.root, 'plan.json'), 'utf8');
    expectValid('plan', saved);
    expect(JSON.parse(saved)).toMatchObject({ plans: [{ byScript: true }] });
    const applied = await run(repo, ['apply', 'plan.json', '--override', digest]);
    expect(applied.code).toBe(1);
    expect(applied.stdout).toContain('this deployment is an export, and cannot be written');
  });
});

describe('what an apply would refuse', () => {
  it('because of a guard: 3, the reason, and a script that needs the override', async () => {
    const repo = await closedSite();
    repo.commit('Everybody goes', {
      'partners/a.example.yaml': null,
      'partners/b.example.yaml': null,
      ...partnerFiles('c.example'),
    });
    const { digest } = await planJson(repo);
    const { code, stdout, stderr } = await script(repo, '--detailed-exitcode');
    const override = `-Override '${digest.slice(7, 19)}'`;
    expect(code).toBe(3);
    expect(stderr).toMatch(/^refused \(mass-removal\): all 4 live domains would lose access/);
    expect(stderr.replace(/\s+/g, ' ')).toContain(`if it is meant, run the script with ${override}`);
    expect(stdout).toContain(override.replaceAll("'", "''"));
  });

  it('because nobody has reviewed the files: 3, and a script that needs to be told', async () => {
    const repo = await closedSite();
    repo.write(partnerFiles('c.example'));
    const { code, stdout, stderr } = await script(repo);
    expect(code).toBe(3);
    expect(stderr).toContain('refused (unreviewed): the partner files differ from HEAD');
    expect(stderr).toContain('-AllowUncommitted');
    expect(stdout).toContain('$Uncommitted = $true\n');
  });
});

describe('where there is no plan, the script only throws', () => {
  it('because the deployment could not be read', async () => {
    const repo = await closedSite();
    repo.write({ [POOL]: '{' });
    const { code, stdout, stderr } = await script(repo);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^throw 'nothing was written: there is no plan: .*'$/m);
    expect(stderr).toContain(POOL);
  });

  it('because the plan has errors', async () => {
    const repo = await closedSite();
    repo.commit('A thief', {
      'partners/thief.example.yaml': partnerText('thief.example', '  - conference.odd.example'),
    });
    repo.write({ [POOL]: live('a.example', 'b.example', 'odd.example') });
    const { code, stdout, stderr } = await script(repo);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^throw 'nothing was written: there is no plan: the plan for pool has 1 error'$/m);
    expect(stdout).not.toContain('-Cs');
    expect(stderr).toContain('(domain-conflict)');
  });

  it('because the files have errors', async () => {
    const repo = await closedSite();
    repo.write({ 'partners/a.example.yaml': 'domain: "$(Stop-Computer)\u2019"\npartnerType: Federated\n' });
    const { code, stdout } = await script(repo);
    expect(code).toBe(1);
    expect(stdout).toContain('# partners/a.example.yaml:1:9: ');
  });

  it.each([
    [['--deployment', 'nowhere'], 64, 'there is no deployment "nowhere"'],
    [['--base', 'nowhere'], 1, 'nowhere'],
    [['--frob'], 64, 'unknown option'],
  ])('because of %j', async (argv, code, said) => {
    const told = await script(await closedSite(), ...argv);
    expect(told).toMatchObject({ code });
    expect(told.stdout).toContain(said);
    expect(told.stderr).toContain('error:');
  });
});

describe('a script is for one deployment, and for Lync', () => {
  it.each([
    {
      deployments: config(FILE),
      argv: [],
      said: ['one deployment with the adapter lync, and 2 deployments are selected', 'add --deployment pool'],
    },
    {
      deployments: config(FILE),
      argv: ['--deployment', 'local'],
      said: ['and local has file', 'add --deployment pool'],
    },
    {
      deployments: config(`  pool-2: { adapter: lync, export: .partnerctl/pool-2.json }\n`),
      argv: [],
      said: ['2 deployments are selected', 'add --deployment pool, or one of pool-2'],
    },
    {
      deployments: `workspace: test\ndeployments:\n${FILE}`,
      argv: [],
      said: ['and local has file', 'no deployment with the adapter lync'],
    },
  ])('$argv', async ({ deployments, argv, said }) => {
    const told = await script(await closedSite({ 'partnerctl.yaml': deployments }), ...argv);
    expect(told.code).toBe(64);
    for (const words of said) expect(told.stderr).toContain(words);
  });

  it('and is made where it was selected', async () => {
    const repo = await closedSite({ 'partnerctl.yaml': config(FILE) });
    expect(await script(repo, '--deployment', 'pool')).toMatchObject({ code: 0 });
  });
});
