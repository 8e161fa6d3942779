/** An apply that is killed, and a server that dies under one: afterwards a plan tells the truth, and an apply mends it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BadProxy, badProxy, handOn } from '../../support/bad-proxy.ts';
import { atOnce } from '../../support/cli.ts';
import { type GitRepository, ISOLATED_ENVIRONMENT } from '../../support/git-repository.ts';
import { type Deployment, partnerFile, startDeployment } from './deployment.ts';

const BIN = fileURLToPath(new URL('../../../dist/bin.js', import.meta.url));
const RELOAD = 'POST /api/reload_config';

describe('killed in the middle', () => {
  let at: Deployment;
  let proxy: BadProxy;
  beforeAll(async () => {
    at = await startDeployment({ 'before.test': {}, 'one.test': {}, 'gone.test': {} });
  });
  beforeEach(async () => {
    await at.empty();
    proxy = await badProxy(at.ours.api);
  });
  afterEach(() => proxy.close());
  afterAll(() => at?.stop());

  /** One partner is in force and recorded, a second one is committed. */
  const begun = async (): Promise<GitRepository> => {
    const made = await at.repository(partnerFile('before.test'), { api: proxy.url });
    expect((await at.run(made, ['apply', '--yes'])).code).toBe(0);
    made.commit('One more', partnerFile('one.test'));
    return made;
  };
  /** Runs until the moment, where it is killed as by a power cut. */
  const killedApply = async ({ root }: GitRepository, atMoment: (kill: () => Promise<never>) => void) => {
    const child = spawn(process.execPath, [BIN, 'apply', '--yes'], { cwd: root, env: ISOLATED_ENVIRONMENT });
    const ended = once(child, 'exit');
    atMoment(async () => {
      child.kill('SIGKILL');
      await ended;
      proxy.before = undefined;
      proxy.spoil = undefined;
      throw new Error('nobody is there any more');
    });
    expect(await ended).toEqual([null, 'SIGKILL']);
  };
  /** The n-th request of that name. */
  const nth = (name: string, count: number, run: () => Promise<never>) => {
    let seen = 0;
    return async (what: string): Promise<void> => {
      if (what === name) seen += 1;
      if (what === name && seen === count) await run();
    };
  };

  interface Moment {
    readonly moment: string;
    readonly arm: (kill: () => Promise<never>) => void;
    /** Whether the new partner is let in afterwards; whether the file says otherwise than what is in force. */
    readonly isIn: boolean;
    readonly isEdited: boolean;
  }

  const MOMENTS: readonly Moment[] = [
    {
      moment: 'before it replaces the fragment',
      // it has planned and looked again
      arm: (kill) => {
        proxy.before = nth('POST /api/dump_config', 4, kill);
      },
      isIn: false,
      isEdited: false,
    },
    {
      moment: 'after it has replaced the fragment, before the reload',
      arm: (kill) => {
        proxy.before = nth(RELOAD, 1, kill);
      },
      isIn: false,
      isEdited: true,
    },
    {
      moment: 'after the reload, before it knows',
      arm: (kill) => {
        proxy.spoil = async (response, passed, what) => {
          await (what === RELOAD ? kill() : handOn(response, passed));
        };
      },
      isIn: true,
      isEdited: false,
    },
    {
      moment: 'when all is done, before the record of it is read',
      arm: (kill) => {
        proxy.before = nth(RELOAD, 2, kill);
      },
      isIn: true,
      isEdited: false,
    },
  ];

  test.each(MOMENTS)('the command, $moment', async ({ arm, isIn, isEdited }) => {
    const made = await begun();
    await killedApply(made, arm);
    expect((await at.there('one.test')).arrived).toBe(isIn);
    const planned = await at.run(made, ['plan', '--format', 'json']);
    const [plan] = (JSON.parse(planned.stdout) as { plans: { summary: unknown; diagnostics: { code: string }[] }[] })
      .plans;
    expect(plan?.summary).toMatchObject({ add: isIn ? 0 : 1, unchanged: isIn ? 2 : 1 });
    expect(plan?.diagnostics.some(({ code }) => code === 'not-enforcing')).toBe(isEdited);
    const again = await at.run(made, ['apply', '--yes', '--format', 'json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ ledgers: [{ verified: true }] });
    expect(again.code).toBe(0);
    expect(at.text()).toContain(made.git('rev-parse', 'HEAD'));
    expect(await at.talks('one.test')).toBe(true);
    // nothing lies about
    expect(readdirSync(dirname(at.fragment))).toEqual(['federation.yml']);
    expect(readdirSync(at.ours.folder).filter((name) => name.startsWith('.partnerctl'))).toEqual([]);
  });

  test('the command, after a removal is in force and before it ends the streams: the next one ends them', async () => {
    const made = await begun();
    made.commit('And one that goes', partnerFile('gone.test'));
    expect((await at.run(made, ['apply', '--yes'])).code).toBe(0);
    expect(await at.talks('gone.test')).toBe(true);
    made.commit('Gone', { 'partners/gone.test.yaml': null });
    await killedApply(made, (kill) => {
      proxy.before = nth('POST /api/stop_s2s_connections', 1, kill);
    });
    expect(await at.talks('gone.test')).toBe(true);
    const planned = await at.run(made, ['plan', '--detailed-exitcode']);
    expect(planned.stdout).toMatch(/edge: no changes[\s\S]*of gone\.test may go on/);
    expect(planned.code).toBe(2);
    const again = await at.run(made, ['apply', '--yes']);
    expect(again.stdout).toContain('edge: nothing to do, verified');
    expect(again.code).toBe(0);
    expect(await at.there('gone.test')).toMatchObject({ arrived: false, condition: 'forbidden' });
    expect(await at.back('gone.test')).toEqual({ arrived: false, condition: 'invalid-from' });
    expect((await at.run(made, ['plan', '--detailed-exitcode'])).code).toBe(0);
  });

  test('the server, while it reloads', async () => {
    const made = await begun();
    proxy.before = nth(RELOAD, 1, async () => {
      await at.ours.kill();
      await at.ours.start();
      throw new Error('the connection is gone');
    });
    // the answer was lost, and what the server says later settles it: it has started with the new fragment
    const applied = await at.run(made, ['apply', '--yes'], { delay: atOnce });
    expect(applied.stdout).toContain('edge: 1 applied, verified');
    expect(applied.code).toBe(0);
    expect(await at.talks('one.test')).toBe(true);
  });

  test('the server is down: nothing is planned, nothing is taken for empty', async () => {
    const made = await begun();
    await at.ours.kill();
    for (const argv of [['plan'], ['apply', '--yes']]) {
      const { code, stdout } = await at.run(made, argv, { delay: atOnce });
      expect(stdout).toMatch(/edge: could not be planned\n.*no answer/);
      expect(code).toBe(1);
    }
  });
});
