/**
 * Whatever goes wrong at whichever write: the ledger says of each partner what is true of the server, verified is only
 * said where all is as wanted, and running it again brings it to its end.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fabrikam, litware, plain } from '../adapters/contract/examples.ts';
import type { Faults, Stored } from '../adapters/lync/stand-in/store.ts';
import { asStored, type StandIn, standIn } from '../adapters/lync/stand-in.ts';
import { isAlive } from '../shell/processes.ts';
import { atOnce, cli } from '../support/cli.ts';
import { gitRepositories } from '../support/git-repository.ts';

const newRepository = gitRepositories();
let server: StandIn;
beforeEach(async () => {
  server = await standIn();
});
afterEach(async () => {
  expect(server.starts().filter(isAlive)).toEqual([]);
  await server.dispose();
});

interface LedgerJson {
  readonly verified: boolean;
  readonly results: readonly { readonly action: string; readonly domain: string; readonly outcome: string }[];
}

/** A partner is added, one updated, one removed, by commits. */
async function repository() {
  const made = await newRepository();
  const config = `workspace: contoso\ndeployments:\n  lync-1: { adapter: lync, shell: ${server.shell}, timeout: 3 }\n`;
  made.commit('Begin', {
    'partnerctl.yaml': config,
    '.gitignore': '.partnerctl/\n',
    'partners/litware.example.yaml': 'domain: litware.example\npartnerType: Federated\n',
    'partners/fabrikam.com.yaml': 'domain: fabrikam.com\npartnerType: Federated\n',
  });
  made.git('rm', '--quiet', 'partners/fabrikam.com.yaml');
  made.commit('Change', {
    'partners/litware.example.yaml':
      'domain: litware.example\npartnerType: PublicVerified\nsaslNegotiation: Optional\n',
    'partners/plain.example.yaml': 'domain: plain.example\npartnerType: Federated\n',
  });
  server.write(asStored({ ...litware, partnerType: 'Federated', saslNegotiation: 'Required' }));
  server.write(asStored({ ...fabrikam, additionalDomains: [] }));
  return made;
}

const WANTED: Readonly<Record<string, Stored | undefined>> = {
  'litware.example': asStored(litware),
  'plain.example': asStored(plain),
  'fabrikam.com': undefined,
};
const isAsWanted = (domain: string): boolean => {
  const found = server.partners().find(({ Identity }) => Identity === domain);
  const wanted = WANTED[domain];
  // a text that was taken away is an empty one there
  const plainly = (each: Stored | undefined) =>
    JSON.stringify(each, (_, value: unknown) => (value === '' ? null : value));
  return plainly(found) === plainly(wanted);
};

async function apply(root: string): Promise<{ readonly code: number; readonly ledger: LedgerJson }> {
  const argv = ['apply', '--yes', '--format', 'json'];
  const { code, stdout } = await cli(argv, { cwd: root, delay: atOnce });
  const { ledgers } = JSON.parse(stdout) as { readonly ledgers: readonly LedgerJson[] };
  const [ledger] = ledgers;
  if (ledger === undefined) throw new Error(stdout);
  return { code, ledger };
}

const KINDS = ['throw', 'throw-after', 'differ', 'die-before', 'die-after', 'hang-after'] as const;
/** One that hangs costs a time-out: once is enough. */
const CASES = KINDS.flatMap((write) =>
  (write === 'hang-after' ? [1] : [0, 1, 2]).map((spared): Faults => ({ write, spared, once: true })),
);

test.each(CASES)('$write, after $spared writes that went well', async (faults) => {
  const { root } = await repository();
  server.fail(faults);
  const { code, ledger } = await apply(root);
  expect(ledger.results).toHaveLength(3);
  for (const { domain, outcome } of ledger.results) {
    if (outcome === 'applied') expect({ domain, asWanted: isAsWanted(domain) }).toEqual({ domain, asWanted: true });
    if (outcome === 'failed') expect({ domain, asWanted: isAsWanted(domain) }).toEqual({ domain, asWanted: false });
  }
  const asWanted = Object.keys(WANTED).every(isAsWanted);
  expect(ledger.verified).toBe(asWanted);
  expect(code === 0).toBe(asWanted);
  server.fail({});
  const again = await apply(root);
  expect({ code: again.code, verified: again.ledger.verified }).toEqual({ code: 0, verified: true });
  expect(Object.keys(WANTED).filter((domain) => !isAsWanted(domain))).toEqual([]);
});
