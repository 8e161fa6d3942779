/** 5,000 partners: applied, read again, changed, and right on the wire. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Deployment, partnerFile, startDeployment } from './deployment.ts';

const COUNT = 5_000;

describe('an ejabberd with 5,000 partners', () => {
  let at: Deployment;
  beforeAll(async () => {
    at = await startDeployment({ 'first.test': {}, 'last.test': {}, 'stranger.test': {} });
  });
  afterAll(() => at?.stop());

  test('is written and read whole; one of them is thrown out, the others stay', async () => {
    const many = Array.from({ length: COUNT - 2 }, (_, index) => `p${index}.example`);
    const made = await at.repository(
      ['first.test', ...many, 'last.test'].reduce<Record<string, string>>(
        (files, domain) => Object.assign(files, partnerFile(domain)),
        {},
      ),
    );
    const applied = await at.run(made, ['apply', '--yes']);
    expect(applied.stdout).toContain('edge: 5,000 applied, verified');
    expect(await at.talks('first.test')).toBe(true);
    expect(await at.talks('last.test')).toBe(true);
    expect((await at.there('stranger.test')).arrived).toBe(false);
    made.commit('One fewer', { 'partners/last.test.yaml': null });
    const removed = await at.run(made, ['apply', '--yes']);
    expect(removed.stdout).toMatch(/edge: 1 to remove, 4,999 unchanged[\s\S]*edge: 1 applied, verified/);
    expect((await at.there('last.test')).arrived).toBe(false);
    expect(await at.talks('first.test')).toBe(true);
  }, 180_000);
});
