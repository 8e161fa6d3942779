/** The command line against real Prosody servers: applies that race, servers that are killed in the middle of one. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/model/ledger.ts';
import { read } from '../adapters/contract/harness.ts';
import { openAt } from '../adapters/http/http-open.ts';
import { type ProsodyDeployment, prosodyDeployment } from '../adapters/http/prosody-deployment.ts';
import { prosodyVersions } from '../servers/support/rig.ts';
import { type BadProxy, badProxy, handOn } from '../support/bad-proxy.ts';
import { atOnce, cli } from '../support/cli.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';
import { TOKEN } from '../support/partner-server.ts';

const newRepository = gitRepositories();

interface LedgerJson {
  readonly ledgers: readonly {
    readonly verified: boolean;
    readonly results: readonly { readonly domain: string; readonly outcome: Outcome }[];
  }[];
}

describe.each(prosodyVersions())('Prosody %s', (version) => {
  let deployment: ProsodyDeployment;
  let proxy: BadProxy;

  beforeAll(async () => {
    deployment = await prosodyDeployment(version);
  });
  afterAll(() => deployment.stop());
  beforeEach(async () => {
    await deployment.empty();
    proxy = await badProxy(deployment.url);
  });
  afterEach(() => proxy.close());

  const repository = async (...domains: readonly string[]): Promise<GitRepository> => {
    const made = await newRepository();
    made.commit('Begin', {
      'partnerctl.yaml': `workspace: contoso\ndeployments:\n  edge-eu: { adapter: http, url: '${proxy.url}', token: env:T }\n`,
      '.gitignore': '.partnerctl/\n',
      ...Object.fromEntries(
        domains.map((domain) => [`partners/${domain}.yaml`, `domain: ${domain}\npartnerType: Federated\n`]),
      ),
    });
    return made;
  };
  const run = ({ root }: GitRepository, ...argv: readonly string[]) => cli(argv, { cwd: root, env: { T: TOKEN } });
  const live = async (): Promise<readonly string[]> => {
    const adapter = await openAt(deployment.url);
    const { partners } = await read(adapter);
    await adapter.close();
    return partners.map(({ domain }) => domain);
  };

  test('plan, apply, plan', async () => {
    const made = await repository('fabrikam.com', 'litware.example');
    expect((await run(made, 'plan', '--detailed-exitcode')).code).toBe(2);
    const applied = await run(made, 'apply', '--yes');
    expect(applied.stdout).toContain('edge-eu: 2 applied, verified');
    expect(applied.code).toBe(0);
    expect(await run(made, 'plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    expect(await live()).toEqual(['fabrikam.com', 'litware.example']);
  });

  test('of two applies that race one is refused with exit 3, and has written nothing', async () => {
    const one = await repository('fabrikam.com', 'litware.example');
    const both = [one, await one.clone()];
    let arrived = 0;
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    proxy.before = async (what) => {
      if (!what.startsWith('PATCH') || arrived >= 2) return;
      arrived += 1;
      if (arrived === 2) open();
      await gate;
    };
    const codes = await Promise.all(both.map(async (each) => (await run(each, 'apply', '--yes')).code));
    expect([...codes].sort((a, b) => a - b)).toEqual([0, 3]);
    expect(await live()).toEqual(['fabrikam.com', 'litware.example']);
    for (const each of both) expect((await run(each, 'apply', '--yes')).code).toBe(0);
  });

  const domains = Array.from({ length: 100 }, (_, index) => `p${index + 100}.example`);

  /** How the server dies while it is asked for a change, and when it lives again. */
  const DEATHS: Readonly<Record<string, (again: () => Promise<void>) => void>> = {
    'before the change arrives': (again) => {
      proxy.before = async (what) => {
        if (!what.startsWith('PATCH')) return;
        proxy.before = undefined;
        await deployment.kill();
        await again();
        throw new Error('the connection is gone');
      };
    },
    'while it works on it': (again) => {
      proxy.before = async (what) => {
        if (!what.startsWith('PATCH')) return;
        proxy.before = undefined;
        // some milliseconds into a batch of 100 partners
        setTimeout(() => void deployment.kill().then(again), 5);
      };
    },
    'before it can answer': (again) => {
      proxy.spoil = async (response, passed, what) => {
        if (!what.startsWith('PATCH')) return handOn(response, passed);
        proxy.spoil = undefined;
        await deployment.kill();
        await again();
        response.destroy();
      };
    },
  };

  test.each(Object.keys(DEATHS))(
    'killed %s and started again: the ledger is true, and a second apply finishes',
    async (death) => {
      const made = await repository(...domains);
      DEATHS[death]?.(() => deployment.start());
      const first = await run(made, 'apply', '--yes', '--format', 'json');
      const [ledger] = (JSON.parse(first.stdout) as LedgerJson).ledgers;
      const there = new Set(await live());
      expect([0, domains.length]).toContain(there.size);
      for (const { domain, outcome } of ledger?.results ?? [])
        expect([outcome, there.has(domain)]).toEqual(outcome === 'applied' ? ['applied', true] : [outcome, false]);
      expect(first.code).toBe(ledger?.verified === true ? 0 : 1);
      const second = await run(made, 'apply', '--yes');
      expect(second.code).toBe(0);
      expect(await live()).toEqual(domains);
      expect((await run(made, 'plan', '--detailed-exitcode')).code).toBe(0);
    },
  );

  test.each(Object.keys(DEATHS))('killed %s for good: what cannot be known is not claimed', async (death) => {
    const made = await repository(...domains);
    DEATHS[death]?.(async () => {});
    const argv = ['apply', '--yes', '--format', 'json'];
    const first = await cli(argv, { cwd: made.root, env: { T: TOKEN }, delay: atOnce });
    expect(first.code).toBe(1);
    const [ledger] = (JSON.parse(first.stdout) as LedgerJson).ledgers;
    expect(ledger?.verified).toBe(false);
    expect(new Set(ledger?.results.map(({ outcome }) => outcome))).toEqual(new Set(['unknown']));
    await deployment.kill();
    await deployment.start();
    expect([0, domains.length]).toContain((await live()).length);
    expect((await run(made, 'apply', '--yes')).code).toBe(0);
    expect(await live()).toEqual(domains);
  });
});
