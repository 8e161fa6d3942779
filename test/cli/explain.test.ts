/** explain: who covers a domain, and what its settings permit in each direction. */
import { describe, expect, it } from 'vitest';
import { expectValid } from '../render/support/schema.ts';
import { BASICS, partnerFiles, partnerText, run } from '../support/example.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';

const repository = gitRepositories();

async function example(): Promise<GitRepository> {
  const repo = await repository();
  repo.write({
    ...BASICS,
    ...partnerFiles('a.example'),
    'partners/b.example.yaml': partnerText(
      'b.example',
      'tlsNegotiation: Optional',
      '# partnerctl-allow plaintext-permitted: a test',
    ),
    'partners/xn--bcher-kva.example.yaml': partnerText('xn--bcher-kva.example', 'saslNegotiation: Optional'),
  });
  return repo;
}

const explained = async (repo: GitRepository, domain: string) => {
  const { code, stdout } = await run(repo, ['explain', domain, '--format', 'json']);
  const value = JSON.parse(stdout) as {
    methods: string[];
    partner?: { file: string };
    directions: Record<string, { method: string; why: string }[]>;
  };
  expectValid('explain', stdout);
  return { code, ...value };
};

describe('explain', () => {
  it.each([
    ['a.example', 'partners/a.example.yaml', ['sasl-tls']],
    ['conference.a.example', 'partners/a.example.yaml', ['sasl-tls']],
    ['B.Example.', 'partners/b.example.yaml', ['sasl-tls', 'tls-dialback', 'tcp-dialback']],
    ['bücher.example', 'partners/xn--bcher-kva.example.yaml', ['sasl-tls', 'tls-dialback']],
  ])('%s is covered by %s and permits %j, in both directions', async (domain, file, methods) => {
    const { code, ...value } = await explained(await example(), domain);
    expect({ code, file: value.partner?.file, methods: value.methods }).toEqual({ code: 0, file, methods });
    for (const direction of ['inbound', 'outbound'])
      expect(value.directions[direction]?.map(({ method }) => method)).toEqual(methods);
  });

  it('names the nearest partner of a domain that is not covered, and exits 1', async () => {
    const repo = await example();
    expect(await explained(repo, 'b.exampel')).toMatchObject({
      code: 1,
      covered: false,
      nearest: { domain: 'b.example' },
    });
    const parent = await explained(repo, 'dev.a.example');
    expect(parent).toMatchObject({ code: 1, nearest: { domain: 'a.example', file: 'partners/a.example.yaml' } });
    expect(parent).toMatchObject({
      notes: ['a.example is covered, but a subdomain is not included by itself: list it under additionalDomains'],
    });
  });

  it('does not hide that the file which covers it may be broken', async () => {
    const repo = await example();
    repo.write({ 'partners/c.example.yaml': 'domain: c.example\npartnerType: federated\n' });
    const note = 'partners/c.example.yaml has errors: what is in there may be missing here; see `partnerctl lint`';
    expect(await explained(repo, 'c.example')).toMatchObject({ code: 1, covered: false, notes: [note] });
    repo.write({ 'partners/d.example.yaml': '' });
    const { stdout } = await run(repo, ['explain', 'c.example']);
    expect(stdout).toContain('note: partners/c.example.yaml and 1 more have errors');
  });

  it('is an error where there is no folder partners/', async () => {
    const repo = await repository();
    const { code, stdout } = await run(repo, ['explain', 'c.example', '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: 'there is no folder partners/' } });
  });

  it('marks defaults, and says why', async () => {
    const { stdout } = await run(await example(), ['explain', 'b.example']);
    expect(stdout).toMatch(/SASL negotiation +Required \(default\)/);
    expect(stdout).toMatch(/TLS negotiation +Optional\n/);
    expect(stdout).toContain('SASL says Required and is not enforced');
  });
});
