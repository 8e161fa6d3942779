/** lint: every finding of every file in one run, in every format, with the exit code that CI needs. */
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectValid } from '../render/support/schema.ts';
import { BASICS, partnerFiles, partnerText, run } from '../support/example.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';

const repository = gitRepositories();

async function example(files: Record<string, string> = {}): Promise<GitRepository> {
  const repo = await repository();
  repo.write({ ...BASICS, ...partnerFiles('a.example'), ...files });
  return repo;
}

interface LintJson {
  summary: Record<string, number>;
  diagnostics: {
    code: string;
    severity: string;
    file: string;
    start: { line: number; column: number };
    end: { line: number; column: number };
  }[];
}

const lintJson = async (repo: GitRepository, ...argv: string[]) => {
  const { code, stdout } = await run(repo, ['lint', '--format', 'json', ...argv]);
  const value = JSON.parse(stdout) as LintJson;
  expectValid('diagnostics', stdout);
  return { code, ...value };
};

const WEAK = partnerText('weak.example', 'tlsNegotiation: NotSupported', 'saslNegotiation: NotSupported');

describe('lint', () => {
  it('finds nothing in good files', async () => {
    expect(await run(await example(), ['lint'])).toMatchObject({
      code: 0,
      stdout: 'nothing found in 2 files\n',
      stderr: '',
    });
  });

  it('finds everything in one run: broken YAML, wrong values, rules, the configuration', async () => {
    const repo = await example({
      'partnerctl.yaml': `${BASICS['partnerctl.yaml']}weakestMehtod: tls-dialback\n`,
      'partners/broken.example.yaml': 'domain: [',
      'partners/wrong.example.yaml': 'domain: wrong.example\npartnerType: federated\nkeepAlive: on\n',
      'partners/weak.example.yaml': WEAK,
      'partners/other.yaml': partnerText('named.example'),
    });
    const { code, diagnostics } = await lintJson(repo);
    expect(code).toBe(1);
    expect(diagnostics.map(({ file, code: rule, start }) => `${file}:${start.line}:${start.column} ${rule}`)).toEqual([
      'partnerctl.yaml:4:1 schema',
      'partners/broken.example.yaml:1:9 yaml-syntax',
      'partners/other.yaml:1:9 file-name',
      'partners/weak.example.yaml:5:17 plaintext-permitted',
      'partners/wrong.example.yaml:1:9 no-component-domain',
      'partners/wrong.example.yaml:2:14 schema',
      'partners/wrong.example.yaml:3:12 schema',
    ]);
  });

  it('with FILEs looks at those, from any folder, and says what that means', async () => {
    const repo = await example({ 'partners/weak.example.yaml': WEAK, 'partners/broken.example.yaml': 'domain: [' });
    const { code, stdout, stderr } = await run(repo, ['lint', 'weak.example.yaml', '-C', '..'], {
      cwd: join(repo.root, 'partners'),
    });
    expect(code).toBe(0);
    expect(stdout).toContain('partners/weak.example.yaml:5:17');
    expect(stderr).toBe('note: rules that compare files saw only this file\n');
    for (const missing of ['partners/nosuch.example.yaml', 'nosuch.example.yaml', 'partners/No.Such.yml'])
      expect((await lintJson(repo, missing)).diagnostics).toMatchObject([
        { code: 'unreadable-file', message: 'there is no such file' },
      ]);
  });

  it('with FILEs, but from partners/ itself, says where to stand instead of how to move them', async () => {
    const repo = await example({ 'partners/weak.example.yaml': WEAK });
    const { code, stdout } = await run(repo, ['lint', 'weak.example.yaml'], { cwd: join(repo.root, 'partners') });
    expect(code).toBe(1);
    expect(stdout).toContain('there is no folder partners/');
    expect(stdout).not.toContain('git mv');
  });

  it('--quiet tells what must be mended, and nothing else', async () => {
    const repo = await example({
      'partners/weak.example.yaml': WEAK,
      'partners/broken.example.yaml': 'domain: broken.example\npartnerType: federated\n',
    });
    const { code, stdout } = await run(repo, ['lint', '--quiet']);
    expect(code).toBe(1);
    expect(stdout).toContain('did you mean `Federated`?');
    expect(stdout).not.toContain('plaintext-permitted');
    const plan = await run(repo, ['plan', '--quiet']);
    expect(plan).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('`Federated`') as unknown });
  });

  it('--max-warnings', async () => {
    const repo = await example({ 'partners/weak.example.yaml': WEAK });
    expect(await run(repo, ['lint', '--max-warnings', '1'])).toMatchObject({ code: 0 });
    const failed = await run(repo, ['lint', '--max-warnings', '0']);
    expect(failed).toMatchObject({ code: 1, stderr: '1 warning: more than --max-warnings 0\n' });
  });

  it('in JSON, SARIF and as annotations', async () => {
    const repo = await example({ 'partners/weak.example.yaml': WEAK });
    const { summary } = await lintJson(repo);
    expect(summary).toEqual({ files: 3, errors: 0, warnings: 1, infos: 0 });
    const sarif = JSON.parse((await run(repo, ['lint', '--format', 'sarif'])).stdout) as {
      runs: { results: { ruleId: string }[] }[];
    };
    expect(sarif.runs[0]?.results.map(({ ruleId }) => ruleId)).toEqual(['plaintext-permitted']);
    const { stdout } = await run(repo, ['lint', '--format', 'github']);
    expect(stdout).toMatch(/^::warning file=partners\/weak.example.yaml,line=5,col=17,/);
  });

  it('judges by the day it is given', async () => {
    const repo = await example({ 'partners/e.example.yaml': partnerText('e.example', 'expires: 2027-01-31') });
    const codes = async (today: string) => (await lintJson(repo, '--today', today)).diagnostics.map(({ code }) => code);
    expect(await codes('2026-12-31')).toEqual([]);
    expect(await codes('2027-01-02')).toEqual(['expires-soon']);
    expect(await codes('2027-01-31')).toEqual(['expires-soon']);
    expect(await codes('2027-02-01')).toEqual(['expired']);
  });

  it('follows no link out of the repository', async () => {
    const repo = await example();
    symlinkSync('/etc/passwd', join(repo.root, 'partners/l.example.yaml'));
    expect((await lintJson(repo)).diagnostics).toMatchObject([
      { code: 'unreadable-file', file: 'partners/l.example.yaml' },
    ]);
  });

  it('without partners/ says where it looked and what to do', async () => {
    const repo = await example();
    rmSync(join(repo.root, 'partners'), { recursive: true });
    const { code, stdout } = await run(repo, ['lint']);
    expect(code).toBe(1);
    expect(stdout).toContain('partnerctl init');
  });
});
