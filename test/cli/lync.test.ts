/** A repository, a Lync deployment (a stand-in for its PowerShell) and the command line between them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fabrikam, litware, plain } from '../adapters/contract/examples.ts';
import { exportText } from '../adapters/lync/export-text.ts';
import { asStored, type StandIn, standIn } from '../adapters/lync/stand-in.ts';
import { isAlive } from '../shell/processes.ts';
import { atOnce, type CliOptions, type CliRun, cli } from '../support/cli.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';

const newRepository = gitRepositories();
let server: StandIn;

beforeEach(async () => {
  server = await standIn();
});
afterEach(async () => {
  expect(server.starts().filter(isAlive)).toEqual([]);
  await server.dispose();
});

const SECRET = 'a-secret-of-another-deployment';
const FABRIKAM = `domain: fabrikam.com
description: Corporate XMPP service of Fabrikam, noc@fabrikam.com
additionalDomains: [corp.fabrikam.com, it.fabrikam.com]
partnerType: Federated
dialbackNegotiation: false
connectionLimit: 10
proxyFqdn: xmpp-edge.fabrikam.com
`;
const PLAIN = 'domain: plain.example\npartnerType: Federated\n';
const LITWARE = 'domain: litware.example\npartnerType: PublicVerified\nsaslNegotiation: Optional\n';

const configOf = (options: string): string =>
  `workspace: contoso\nrules: { no-component-domain: off }\ndeployments:\n  lync-1: { adapter: lync, ${options} }\n`;

async function repository(
  partners: Readonly<Record<string, string>>,
  options = `shell: ${server.shell}, timeout: 30`,
): Promise<GitRepository> {
  const made = await newRepository();
  made.commit('Begin', {
    'partnerctl.yaml': configOf(options),
    '.gitignore': '.partnerctl/\n',
    ...Object.fromEntries(Object.entries(partners).map(([domain, text]) => [`partners/${domain}.yaml`, text])),
  });
  return made;
}

const run = (
  { root }: Pick<GitRepository, 'root'>,
  argv: readonly string[],
  options: Partial<CliOptions> = {},
): Promise<CliRun> => cli(argv, { cwd: root, env: { EDGE_EU_TOKEN: SECRET }, delay: atOnce, ...options });

const ALL = { 'fabrikam.com': FABRIKAM, 'litware.example': LITWARE, 'plain.example': PLAIN };

describe('plan, apply, plan', () => {
  test('writes what the files say, in one session each, and proves it', async () => {
    const made = await repository(ALL);
    expect((await run(made, ['plan', '--detailed-exitcode'])).code).toBe(2);
    const applied = await run(made, ['apply', '--yes']);
    expect(applied.stdout).toContain('lync-1: 3 applied, verified');
    expect(applied.code).toBe(0);
    expect(server.partners()).toEqual(expect.arrayContaining([fabrikam, litware, plain].map((each) => asStored(each))));
    expect(await run(made, ['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 });
    // one process for each command, not one for each partner
    expect(server.starts()).toHaveLength(3);
    expect(server.calls()).toHaveLength(3);
  });

  test('gives no causes, because Lync remembers no commit', async () => {
    const made = await repository({ 'plain.example': PLAIN });
    const { stdout } = await run(made, ['plan', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ plans: [{ deployment: 'lync-1', changes: [{ causes: [] }] }] });
  });

  test('tells what somebody changed by hand, and puts it back', async () => {
    const made = await repository(ALL);
    await run(made, ['apply', '--yes']);
    server.write(asStored({ ...plain, dialbackNegotiation: false, description: 'changed $(by) hand' }));
    const { stdout, code } = await run(made, ['plan', '--detailed-exitcode']);
    expect(code).toBe(2);
    expect(stdout).toContain('plain.example');
    expect(stdout).toContain('changed $(by) hand');
    expect((await run(made, ['apply', '--yes'])).code).toBe(0);
    expect(server.partners()).toContainEqual(expect.objectContaining({ Identity: 'plain.example', Description: '' }));
  });

  test('moves a domain from one partner to another, given up first', async () => {
    const made = await repository({ 'fabrikam.com': FABRIKAM, 'plain.example': PLAIN });
    await run(made, ['apply', '--yes']);
    made.commit('Move', {
      'partners/fabrikam.com.yaml': FABRIKAM.replace('corp.fabrikam.com, ', ''),
      'partners/plain.example.yaml': `${PLAIN}additionalDomains: [corp.fabrikam.com]\n`,
    });
    const applied = await run(made, ['apply', '--yes']);
    expect(applied.stdout).toContain('lync-1: 2 applied, verified');
    expect(
      server
        .calls()
        .slice(2)
        .map((call) => call.split(' ', 2).join(' ')),
    ).toEqual(['Set-CsXmppAllowedPartner fabrikam.com', 'Set-CsXmppAllowedPartner plain.example']);
  });
});

describe('the last partner', () => {
  test('is not removed, which would switch federation off, without an override', async () => {
    const made = await repository({ 'plain.example': PLAIN, 'other.example': PLAIN.replace('plain', 'other') });
    made.git('rm', '--quiet', 'partners/other.example.yaml');
    made.commit('End the other one', {});
    server.write(asStored({ ...plain, domain: 'other.example' }));
    const refused = await run(made, ['apply', '--yes']);
    expect(refused.code).toBe(3);
    expect(refused.stdout + refused.stderr).toMatch(/mass-removal/);
    expect(server.calls()).toEqual([]);
  });

  test('is not removed where no file is left at all', async () => {
    const made = await repository({ 'plain.example': PLAIN });
    await run(made, ['apply', '--yes']);
    made.git('rm', '--quiet', '-r', 'partners');
    made.commit('End everything', {});
    const { code } = await run(made, ['apply', '--yes']);
    expect(code).not.toBe(0);
    expect(server.partners()).toHaveLength(1);
  });

  test('that is gone is not taken for a fresh server: it is added again, and nothing else is touched', async () => {
    const made = await repository({ 'plain.example': PLAIN });
    await run(made, ['apply', '--yes']);
    server.remove('plain.example');
    expect((await run(made, ['plan'])).stdout).toContain('+ plain.example');
  });
});

describe('what goes wrong', () => {
  test('a cmdlet’s refusal stands in the ledger, in its own words, harmless to a terminal', async () => {
    const made = await repository(ALL);
    server.fail({ write: 'throw', once: true });
    const applied = await run(made, ['apply', '--yes']);
    expect(applied.code).toBe(1);
    expect(applied.stdout).toContain('New-CsXmppAllowedPartner: Access to');
    expect(applied.stdout).toContain('lync-1: 1 failed, 2 applied, NOT VERIFIED');
    expect(server.partners()).toHaveLength(2);
  });

  test('a cmdlet’s warning stands in the ledger, and keeps nothing from being verified', async () => {
    const made = await repository({ 'plain.example': PLAIN });
    server.fail({ write: 'warn' });
    const applied = await run(made, ['apply', '--yes']);
    expect(applied.code).toBe(0);
    expect(applied.stdout).toContain('Replication to plain.example may take');
    const journal = await readFile(join(made.root, '.partnerctl/journal.jsonl'), 'utf8');
    expect(journal).toContain('Replication to plain.example may take');
  });

  test.each(['die-before', 'die-after', 'throw-after'] as const)(
    'an answer that is lost (%s) is settled by reading again',
    async (fault) => {
      const made = await repository(ALL);
      server.fail({ write: fault, once: true });
      const applied = await run(made, ['apply', '--yes']);
      expect(applied.stdout).toMatch(/lync-1: 3 applied, verified/);
      expect(applied.code).toBe(0);
      expect(server.partners()).toHaveLength(3);
    },
  );

  test('a server that cannot be read is an error of that deployment, never an empty one', async () => {
    const made = await repository(ALL);
    server.fail({ read: 'throw' });
    const { code, stdout, stderr } = await run(made, ['plan']);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('Could not connect to SQL server');
    expect(server.calls()).toEqual([]);
  });

  test('Ctrl-C ends the session, and the ledger says what is known', async () => {
    const made = await repository(ALL);
    server.fail({ write: 'hang-after', once: true });
    let interrupted = false;
    const applied = await run(made, ['apply', '--yes'], {
      onStart: (interrupt) => {
        const watch = setInterval(() => {
          if (server.calls().length === 0 || interrupted) return;
          interrupted = true;
          clearInterval(watch);
          interrupt('SIGINT');
        }, 10);
      },
    });
    expect(applied.code).toBe(130);
    expect(server.calls()).toHaveLength(1);
  });

  test('block says that Lync has none', async () => {
    const made = await repository({ 'plain.example': PLAIN });
    const { code, stdout, stderr } = await run(made, [
      'block',
      'plain.example',
      '--deployment',
      'lync-1',
      '--reason',
      'stolen',
    ]);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain('lync-1 (lync) cannot hold blocks (cut the partner off on the server itself');
  });

  test('no secret of the environment is in any output, also where everything fails', async () => {
    const made = await repository(ALL);
    server.fail({ read: 'die' });
    const runs = [await run(made, ['plan', '--verbose']), await run(made, ['apply', '--yes', '--verbose'])];
    for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain(SECRET);
  });
});

test('doctor looks at shell, module, rights, store and servers, and says what to do', async () => {
  const made = await repository({ 'plain.example': PLAIN });
  server.write(asStored(plain));
  server.fail({ looks: { groups: ['CONTOSO\\reader', 'CONTOSO\\RTCUniversalReadOnlyAdmins'], gateway: ['Global'] } });
  // whose patience is measured with the delay: not at once
  const doctor = (...more: readonly string[]) => cli(['doctor', '--deployment', 'lync-1', ...more], { cwd: made.root });
  const { code, stdout } = await doctor();
  expect(code).toBe(0);
  expect(stdout).toContain('✓ partners     the store answers: 1 partner with 1 domain\n');
  expect(stdout).toContain('! groups       CONTOSO\\reader is in RTCUniversalReadOnlyAdmins: may read, and so plan\n');
  expect(stdout).toContain('! policies     no external access policy permits XMPP');
  server.fail({ module: 'missing' });
  const broken = await doctor('--format', 'json');
  expect(broken.code).toBe(1);
  expect(broken.stdout).toContain('neither the module SkypeForBusiness nor Lync');
});

test('import makes a file of each partner, which plan finds to be in place', async () => {
  server.write(asStored(fabrikam, { Identity: 'Fabrikam.com', Domain: 'Fabrikam.com' }));
  server.write(asStored({ ...plain, description: "It's $(7) \u2019 \u201cx\u201d" }));
  const made = await repository({});
  made.commit('A place for them', { 'partners/README.md': 'One file per partner.\n' });
  const imported = await run(made, ['import', '--deployment', 'lync-1']);
  expect(imported).toMatchObject({ code: 0 });
  made.git('add', '.');
  made.commit('Import', {});
  expect(await run(made, ['plan', '--detailed-exitcode'])).toMatchObject({
    code: 0,
    stdout: 'lync-1: no changes, 2 partners in place\n',
  });
});

describe('an export', () => {
  const OPTIONS = 'export: .partnerctl/lync.json';
  const exported = async (text: string): Promise<GitRepository> => {
    const made = await repository({ 'plain.example': PLAIN }, OPTIONS);
    await mkdir(join(made.root, '.partnerctl'), { recursive: true });
    await writeFile(join(made.root, '.partnerctl/lync.json'), text);
    return made;
  };

  test('is planned like a server', async () => {
    const made = await exported(exportText([{ ...plain, keepAlive: false }]));
    const { code, stdout } = await run(made, ['plan', '--detailed-exitcode']);
    expect(code).toBe(2);
    expect(stdout).toContain('plain.example');
  });

  test('is not applied: it says what to do instead, and nothing is written', async () => {
    const made = await exported(exportText([]));
    const { code, stdout, stderr } = await run(made, ['apply', '--yes']);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('partnerctl plan --format powershell');
  });

  test('that is missing is an error', async () => {
    const made = await repository({ 'plain.example': PLAIN }, OPTIONS);
    expect((await run(made, ['plan'])).code).toBe(1);
  });

  test('and a connection exclude each other already in lint', async () => {
    const made = await repository({ 'plain.example': PLAIN }, `${OPTIONS}, host: admin-1`);
    const { code, stdout } = await run(made, ['lint']);
    expect(code).toBe(1);
    expect(stdout).toContain('export and host exclude each other');
  });
});
