/** What a server keeps of its partners: through restarts, kill -9 at any moment, a full disk, damaged files. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { prosodyScript } from './support/installation.ts';
import { type PartnerApi, partner, partnerApi } from './support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from './support/rig.ts';
import { ownFile, runFolder } from './support/run-folder.ts';

interface Partners {
  readonly revision: string;
  readonly partners: readonly PartnerSettings[];
  readonly lastApplied: { readonly commit: string } | null;
}
interface Failure {
  readonly error: { readonly code: string; readonly message: string };
}

const many = (count: number, settings: Partial<PartnerSettings> = {}): readonly PartnerSettings[] =>
  Array.from({ length: count }, (_, index) => partner(`p${String(index).padStart(5, '0')}.test`, settings));

async function read(api: PartnerApi): Promise<Partners> {
  const { status, body } = await api.call<Partners>('/v1/partners');
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

async function apply(api: PartnerApi, partners: readonly PartnerSettings[], commit: string) {
  const changes = partners.map((each) => ({ domain: each.domain, partner: each }));
  const body = { changes, record: { workspace: 'w', commit, actor: 'a' } };
  const headers = { 'if-match': `"${await api.revision()}"` };
  return await api.call<Failure>('/v1/partners', { method: 'PATCH', headers, body });
}

for (const version of prosodyVersions()) {
  describe(`what Prosody ${version} keeps`, () => {
    let rig: Rig<'server'>;
    let api: PartnerApi;
    let directory: string;
    beforeAll(async () => {
      rig = await startServers({ server: { version, guarded: true, hosts: { 'a.test': {} } } });
      api = partnerApi(rig.server);
      directory = join(rig.server.folder, 'data/partner_policy');
    });
    afterAll(() => rig.stop());

    const restart = async (between?: () => void): Promise<void> => {
      await rig.server.kill();
      between?.();
      await rig.server.start();
    };

    test('killed at any moment of a change of hundreds, it has the old state or the new one, whole', async () => {
      const isPrepared = (number: number): boolean => existsSync(join(directory, 'new', String(number)));
      const counts = (): boolean => !readFileSync(join(directory, 'journal'), 'utf8').endsWith('\nidle\n');
      const moments: readonly [string, () => boolean, readonly string[]][] = [
        ['at once', () => true, ['old']],
        ['when the first text is written', () => isPrepared(1), ['old', 'new']],
        ['when half of them are written', () => isPrepared(150), ['old', 'new']],
        ['when nearly all are', () => isPrepared(299), ['old', 'new']],
        ['when the journal is there', counts, ['new']],
        ['when half of them are in their places', () => counts() && !isPrepared(150), ['new']],
        ['when nearly all are', () => counts() && !isPrepared(299), ['new']],
        ['when it is answered', () => false, ['new']],
      ];
      expect((await apply(api, many(300), 'c1')).status).toBe(200);
      let old = 'c1';
      for (const [index, [moment, hasCome, allowed]] of moments.entries()) {
        const wanted = `c2-${index}`;
        let answer: number | undefined;
        const call = apply(api, many(300, { description: wanted }), wanted).then(
          ({ status }) => {
            answer = status;
          },
          () => undefined,
        );
        while (answer === undefined && !hasCome()) await new Promise((resolve) => setTimeout(resolve, 1));
        await rig.server.kill();
        await call;
        await rig.server.start();
        const { partners, lastApplied } = await read(api);
        expect(partners).toHaveLength(300);
        const commit = lastApplied?.commit ?? '';
        expect([old, wanted], moment).toContain(commit);
        // it may have been answered before the kill arrived
        expect(answer === undefined ? allowed : ['new'], moment).toContain(commit === wanted ? 'new' : 'old');
        const description = commit === 'c1' ? null : commit;
        expect(new Set(partners.map((each) => each.description)), moment).toEqual(new Set([description]));
        old = commit;
      }
    });

    test('a thousand partners come in one change, and are there after a reload and a restart', async () => {
      expect((await apply(api, many(1000), 'c1')).status).toBe(200);
      const block = { reason: 'r', actor: 'a', until: null };
      await api.call('/v1/blocks/b.test', { method: 'PUT', body: block });
      const before = await read(api);
      const blocks = (await api.call('/v1/blocks')).body;
      expect(before.partners).toHaveLength(1000);
      await rig.server.lua('assert(modulemanager.reload("*", "partner_policy"))');
      expect(await read(api)).toEqual(before);
      await restart();
      expect(await read(api)).toEqual(before);
      expect((await api.call('/v1/blocks')).body).toEqual(blocks);
      expect(readdirSync(join(directory, 'new'))).toEqual([]);
    });

    describe('a file that cannot be read', () => {
      const saved = new Map<string, string>();
      beforeAll(async () => {
        expect((await apply(api, many(10), 'c9')).status).toBe(200);
        const block = { reason: 'r', actor: 'a', until: null };
        expect((await api.call('/v1/blocks/b.test', { method: 'PUT', body: block })).status).toBe(200);
      });
      const damage = (name: string, text: string): void => {
        const path = join(directory, name);
        saved.set(path, readFileSync(path, 'utf8'));
        writeFileSync(path, text);
      };
      afterEach(async () => {
        await restart(() => {
          for (const [path, text] of saved) ownFile(path, text);
          saved.clear();
        });
        expect((await api.call('/v1/partners')).status).toBe(200);
      });

      test.each(['partners/p00007.test', 'last-applied', 'journal'])(
        '%s makes reading and changing an error',
        async (name) => {
          await restart(() => damage(name, '{}\n'));
          await rig.server.line(new RegExp(`It cannot be read, and is refused: .*${name}`));
          const headers = { 'if-match': '"x"' };
          for (const call of [{}, { method: 'PATCH', headers, body: { changes: [] } }]) {
            const { status, body } = await api.call<Failure>('/v1/partners', call);
            expect(`${status} ${body.error.code}`).toBe('500 unreadable-state');
            expect(body.error.message).toContain(name);
            expect(body.error.message).not.toContain(rig.server.folder);
          }
        },
      );

      test('a block makes listing the blocks an error, and can be set anew', async () => {
        await restart(() => damage('blocks/b.test', ''));
        const { status, body } = await api.call<Failure>('/v1/blocks');
        expect(`${status} ${body.error.code}`).toBe('500 unreadable-state');
        expect((await api.call('/v1/partners')).status).toBe(200);
      });
    });
  });

  describe(`a full disk under Prosody ${version}`, () => {
    let rig: Rig<'server'>;
    beforeAll(async () => {
      rig = await startServers({ server: { version, guarded: true, hosts: { 'a.test': {} } } });
    });
    afterAll(() => rig.stop());

    // each file that a change of ten partners writes leads to a device that is always full
    test.each(['new/1', 'new/7', 'new/11', 'new/0', 'journal.new'])(
      'noticed at %s changes nothing, and says so',
      async (name) => {
        const api = partnerApi(rig.server);
        const place = join(rig.server.folder, 'data/partner_policy', name);
        expect((await apply(api, many(10), 'c1')).status).toBe(200);
        const before = await read(api);
        const refused = async () => {
          symlinkSync('/dev/full', place);
          const { status, body } = await apply(api, many(10, { description: name }), 'c2');
          expect(`${status} ${body.error.code}`).toBe('500 write-failed');
          expect(body.error.message).toContain('No space left on device');
          expect(await read(api)).toEqual(before);
        };
        await refused();
        await rig.server.kill();
        await rig.server.start();
        expect(await read(api)).toEqual(before);
        await refused();
        expect((await apply(api, many(10, { description: name }), 'c3')).status).toBe(200);
        expect((await read(api)).lastApplied?.commit).toBe('c3');
      },
    );

    test('leaves blocks as they are', async () => {
      const api = partnerApi(rig.server);
      symlinkSync('/dev/full', join(rig.server.folder, 'data/partner_policy/new/1'));
      const block = { reason: 'r', actor: 'a', until: null };
      expect((await api.call('/v1/blocks/b.test', { method: 'PUT', body: block })).status).toBe(500);
      expect((await api.call('/v1/blocks')).body).toEqual({ blocks: [] });
    });
  });

  describe(`tokens of Prosody ${version}`, () => {
    let rig: Rig<'server'>;
    let api: PartnerApi;
    let file: string;
    let text: string;
    beforeAll(async () => {
      rig = await startServers({ server: { version, guarded: true, hosts: { 'a.test': {} } } });
      api = partnerApi(rig.server);
      file = join(rig.server.folder, 'tokens');
      text = readFileSync(file, 'utf8');
    });
    afterAll(() => rig.stop());
    afterEach(() => ownFile(file, text));

    const status = async (token?: string): Promise<number> =>
      (await api.call('/v1/health', token === undefined ? {} : { token })).status;

    test('are rotated without a restart', async () => {
      const { line, token } = newToken(rig.server.folder);
      expect(await status(token)).toBe(401);
      ownFile(file, `${text}${line}\n`);
      expect([await status(), await status(token)]).toEqual([200, 200]);
      ownFile(file, `${line}\n`);
      expect([await status(), await status(token)]).toEqual([401, 200]);
    });

    test('are made by prosodyctl, which leaves the state alone', async () => {
      await rig.server.kill();
      rmSync(join(rig.server.folder, 'data/partner_policy'), { recursive: true });
      const script = prosodyScript(version, runFolder(), 'prosodyctl');
      const args = [
        script,
        '--config',
        join(rig.server.folder, 'prosody.cfg.lua'),
        'mod_partner_policy',
        'token',
        'made',
        'ro',
      ];
      const printed = execFileSync('lua5.4', args, { encoding: 'utf8' });
      expect(existsSync(join(rig.server.folder, 'data/partner_policy'))).toBe(false);
      const [token = '', line = ''] = [...printed.matchAll(/^ {2}(.+)$/gm)].map(([, found]) => found ?? '');
      ownFile(file, `${line}\n`);
      await rig.server.start();
      expect([await status(), await status(token)]).toEqual([401, 200]);
      expect((await api.call('/v1/blocks/b.test', { method: 'DELETE', token })).status).toBe(403);
    });

    /** As docs/prosody-api.md says to make one without Prosody. */
    function newToken(cwd: string): { readonly token: string; readonly line: string } {
      const token = execFileSync('openssl', ['rand', '-hex', '32'], { encoding: 'utf8', cwd }).trim();
      const digest = execFileSync('sha256sum', { encoding: 'utf8', input: token }).slice(0, 64);
      return { token, line: `new rw sha256:${digest}` };
    }

    test('in a file that is broken, missing, or that others may write, let nobody in, and the log says so', async () => {
      ownFile(file, `${text}what is this\n`);
      expect(await status()).toBe(401);
      await rig.server.line(/Nobody can use the partner API: tokens file: line 3/);
      ownFile(file, text);
      expect(await status()).toBe(200);
      chmodSync(file, 0o664);
      expect(await status()).toBe(401);
      await rig.server.line(/others than its owner may write it/);
      chmodSync(file, 0o644);
      expect(await status()).toBe(200);
      rmSync(file);
      expect(await status()).toBe(401);
      await rig.server.line(/there is no such file/);
    });

    test('that are wrong are asked to wait, logged once, and never locked out who has a right one', async () => {
      await rig.server.kill();
      await rig.server.start();
      const wrong = 'wrong-wrong-wrong-wrong-wrong-wrong-wrong';
      const answers = [];
      for (let time = 0; time < 15; time += 1) answers.push(await api.call<Failure>('/v1/partners', { token: wrong }));
      expect(answers.map((answer) => answer.status)).toEqual([
        ...Array<number>(10).fill(401),
        ...Array<number>(5).fill(429),
      ]);
      expect(Number(answers[14]?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answers[0]?.headers.get('www-authenticate')).toBe('Bearer');
      expect((await api.call('/v1/partners', { token: null })).status).toBe(429);
      expect((await read(api)).partners).toEqual([]);
      const lines = rig.server.log.all.filter((line) => line.includes('partner-api refused'));
      expect(lines).toHaveLength(1);
      expect(rig.server.log.all.filter((line) => line.includes(wrong))).toEqual([]);
    });
  });
}
