/** `plan --format html`: a whole page on every way out, with the exit codes of every other format. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { elementsOf, named, parsePage, textOf } from '../render/support/page.ts';
import { BASICS, CONFIG, editState, partnerFiles, partnerText, run } from '../support/example.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';

const repository = gitRepositories();
const HTML = ['--format', 'html'];

async function applied(): Promise<GitRepository> {
  const repo = await repository();
  repo.commit('Three partners', { ...BASICS, ...partnerFiles('a.example', 'b.example', 'c.example') });
  expect(await run(repo, ['apply', '--yes'])).toMatchObject({ code: 0 });
  return repo;
}

async function page(repo: GitRepository, ...argv: readonly string[]) {
  const { code, stdout, stderr } = await run(repo, ['plan', ...HTML, ...argv]);
  return { code, stderr, parsed: parsePage(stdout), text: textOf(parsePage(stdout)) };
}

describe('a page', () => {
  it('shows what changes, and draws who stays as they are', async () => {
    const repo = await applied();
    repo.commit('Weaker', { 'partners/b.example.yaml': partnerText('b.example', 'tlsNegotiation: Optional') });
    const { code, parsed, text } = await page(repo, '--detailed-exitcode');
    expect(code).toBe(2);
    expect(text).toContain('1 change WEAKENS security.');
    expect(text).toContain('3 partners around local');
    const names = elementsOf(parsed).flatMap(({ attributes }) => attributes['aria-label'] ?? []);
    expect(names).toContain('b.example: WEAKENED · was certificate; weakest method unencrypted dialback');
    expect(names).toContain('a.example: unchanged; weakest method certificate');
  });

  it('with --base shows policy changes, and who owns the repository', async () => {
    const repo = await applied();
    repo.git('checkout', '--quiet', '-b', 'topic');
    repo.commit('Policy', { 'partnerctl.yaml': `${CONFIG}weakestMethod: tls-dialback\n` });
    editState(repo.root, (state) => void state.partners.pop());
    const { text } = await page(repo, '--base', 'main');
    expect(text).toContain('Policy changes, in effect after the merge');
    expect(text).toContain('Not the doing of this pull request');
    expect(text).toContain('What an apply of test would change');
  });

  it('leaves --out as it is', async () => {
    const repo = await applied();
    repo.commit('One less', { 'partners/c.example.yaml': null });
    await page(repo, '--out', 'plan.json');
    await run(repo, ['plan', '--out', 'other.json']);
    const saved = (name: string) => readFileSync(join(repo.root, name), 'utf8');
    expect(saved('plan.json')).toBe(saved('other.json'));
    expect(JSON.parse(saved('plan.json'))).not.toHaveProperty('live');
  });
});

describe('where there is no plan', () => {
  it('for one deployment, the page says so among the others', async () => {
    const repo = await applied();
    const broken = '  other: { adapter: file, path: .partnerctl/other.json }\n';
    repo.commit('Another deployment', { 'partnerctl.yaml': CONFIG + broken });
    repo.write({ '.partnerctl/other.json': '{' });
    const { code, parsed, text } = await page(repo);
    expect(code).toBe(1);
    expect(text).toContain('2 deployments: 1 without changes, 1 failed');
    expect(text).toContain('Could not be planned:');
    expect(named(parsed, 'section')).toHaveLength(2);
  });

  it('for errors in the files, it lists them', async () => {
    const repo = await applied();
    repo.write({ 'partners/a.example.yaml': 'domain: "</details><script>"\npartnerType: Federated\n' });
    const { code, text, stderr } = await page(repo);
    expect(code).toBe(1);
    expect(text).toContain('There is no plan');
    expect(text).toContain('partners/a.example.yaml:1:9');
    expect(text).toContain('</details><script>');
    expect(stderr).toContain('nothing was planned or written');
  });

  it.each([
    [['--deployment', 'nowhere'], 64, 'there is no deployment "nowhere"'],
    [['--base', 'nowhere'], 1, 'nowhere'],
    [['--frob'], 64, 'unknown option'],
    [['--out', 'no/such/folder.json'], 1, 'could not be saved'],
  ])('for %j there is a page, too', async (argv, code, said) => {
    const result = await page(await applied(), ...argv);
    expect(result).toMatchObject({ code });
    expect(result.text).toContain(said);
    expect(result.stderr).toContain('error:');
  });
});
