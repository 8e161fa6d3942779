/** Who did what: causes and guards from the record in the fragment, import of what was set by hand, blocks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CliRun } from '../../support/cli.ts';
import { type Deployment, partnerFile, startDeployment } from './deployment.ts';

describe('the record in the fragment of an ejabberd', () => {
  let at: Deployment;
  beforeAll(async () => {
    at = await startDeployment({ 'one.test': {}, 'two.test': {} });
  });
  beforeEach(() => at.empty());
  afterAll(() => at?.stop());

  interface PlanJson {
    readonly plans: readonly { readonly changes: readonly { readonly domain: string; readonly causes: string[] }[] }[];
  }
  const causesOf = ({ stdout }: CliRun) =>
    Object.fromEntries(
      (JSON.parse(stdout) as PlanJson).plans[0]?.changes.map((each) => [each.domain, each.causes]) ?? [],
    );

  test('what a pull request proposes, what waits and what was done by hand are told apart', async () => {
    const two = partnerFile('two.test', 'connectionLimit: 3');
    const made = await at.repository({ ...partnerFile('one.test'), ...two, ...partnerFile('waits.test') });
    await at.run(made, ['apply', '--yes']);
    const base = made.commit('On the base, not applied', partnerFile('waits.test', 'description: Waits'));
    made.commit('Proposed', partnerFile('one.test', 'additionalDomains: [corp.one.test]'));
    at.edit((text) => text.replace(/(max_s2s_connections\w*): 1\n/g, '$1: [2: partnerctl_two.test]\n'));
    await at.ours.reload();
    expect(causesOf(await at.run(made, ['plan', '--base', base, '--format', 'json']))).toEqual({
      'one.test': ['proposed'],
      'two.test': ['drift'],
      'waits.test': ['pending'],
    });
  });

  test('another workspace, an old job, a history without the recorded commit: each needs an override', async () => {
    const made = await at.repository(partnerFile('one.test', 'description: Old'));
    await at.run(made, ['apply', '--yes']);
    const old = await made.clone();
    made.commit('One more', { ...partnerFile('one.test', 'description: New'), ...partnerFile('two.test') });
    await at.run(made, ['apply', '--yes']);
    const late = await at.run(old, ['apply', '--yes']);
    expect(late.stdout).toContain('refused (history)');
    expect(late.code).toBe(3);
    const other = await at.repository(partnerFile('two.test', 'additionalDomains: [chat.two.test]'), {}, 'litware');
    const foreign = await at.run(other, ['apply', '--yes']);
    expect(foreign.stdout).toContain('refused (ownership): it was last applied by the workspace "contoso", this is');
    expect(foreign.code).toBe(3);
    expect((await at.run(made, ['plan', '--detailed-exitcode'])).code).toBe(0);
  });

  test('descriptions are kept, whatever is in them, and nothing of them leaves its comment', async () => {
    const hostile = 'A "firm" # - allow: all \\u000a é *x &y !z %d';
    const made = await at.repository(partnerFile('one.test', `description: ${JSON.stringify(hostile)}`));
    const applied = await at.run(made, ['apply', '--yes']);
    expect(applied.stdout).toContain('edge: 1 applied, verified');
    expect((await at.run(made, ['plan', '--detailed-exitcode'])).code).toBe(0);
    expect(await at.talks('one.test')).toBe(true);
    expect(await at.there('two.test')).toMatchObject({ arrived: false, condition: 'forbidden' });
  });

  test('partners set by hand are imported, and then there is nothing to change', async () => {
    at.write(
      [
        'acl:',
        '  partnerctl_one.test: {server: [one.test, chat.one.test]}',
        '  partnerctl_two.test: {server: two.test}',
        'access_rules: {partnerctl: [allow: partnerctl_one.test, allow: partnerctl_two.test, deny: all]}',
        '',
      ].join('\n'),
    );
    expect((await at.ours.reload()).status).toBe(200);
    const made = await at.repository({ 'partners/README.md': 'One file for each partner.\n' });
    const imported = await at.run(made, ['import', '--deployment', 'edge']);
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    const text = readFileSync(join(made.root, 'partners/one.test.yaml'), 'utf8');
    expect(text).toContain('domain: one.test\nadditionalDomains:\n  - chat.one.test\npartnerType: Federated\n');
    made.commit('Import');
    expect((await at.run(made, ['plan', '--detailed-exitcode'])).code).toBe(0);
    const applied = await at.run(made, ['apply', '--yes']);
    expect(applied.stdout).toContain('edge: nothing to do, verified');
    expect(at.text()).toContain(made.git('rev-parse', 'HEAD'));
    expect(await at.talks('one.test')).toBe(true);
  });

  test('there are no blocks, and the word says what to do instead', async () => {
    const made = await at.repository(partnerFile('one.test'));
    const blocked = await at.run(made, ['block', 'one.test', '--deployment', 'edge', '--reason', 'abuse']);
    expect(blocked.stdout).toContain('edge (ejabberd) cannot hold blocks (cut the partner off on the server itself');
    expect(blocked.code).toBe(1);
  });
});
