/** What a change comes to, and what became of it: tables, and which questions a run asks of a session. */
import { describe, expect, it } from 'vitest';
import { failing } from '../../../src/adapters/failure.ts';
import { openLyncSession } from '../../../src/adapters/lync/adapter.ts';
import type { Api } from '../../../src/adapters/lync/api.ts';
import { SCRIPT_DAMAGED } from '../../../src/adapters/lync/bootstrap.ts';
import { decodeRead, type LivePartner } from '../../../src/adapters/lync/codec.ts';
import { decide } from '../../../src/adapters/lync/decision.ts';
import { lost } from '../../../src/adapters/lync/problems.ts';
import { resultOf } from '../../../src/adapters/lync/results.ts';
import type { WriteChange } from '../../../src/model/adapter.ts';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import type { NoAnswerCode } from '../../../src/shell/launch.ts';
import { fabrikam, litware, plain } from '../contract/examples.ts';
import { add, neverAborted, remove, update } from '../contract/harness.ts';

const live = (...partners: readonly PartnerSettings[]): readonly LivePartner[] =>
  partners.map((settings) => ({ identity: settings.domain, settings }));
const silent = { ...plain, keepAlive: false };

describe('a change that cannot be one is refused', () => {
  it.each<readonly [string, WriteChange, string]>([
    ['a removal with a partner after it', { ...remove(plain), after: plain }, 'bad-change'],
    ['an addition without one', { ...add(plain), after: null }, 'bad-change'],
    ['another partner than it names', { ...add(plain), after: fabrikam }, 'bad-change'],
    ['its own domain once more', add({ ...plain, additionalDomains: [plain.domain] }), 'unrepresentable'],
    ['a domain twice', add({ ...plain, additionalDomains: ['a.example', 'a.example'] }), 'unrepresentable'],
    ['a limit of 0', add({ ...plain, connectionLimit: 0 }), 'unrepresentable'],
  ])('%s', (_, change, code) => {
    expect(decide(change, change.before === null ? [] : live(change.before))).toMatchObject({
      kind: 'refused',
      error: { code },
    });
  });
});

describe('what became of a change', () => {
  const problem = { message: 'Access is denied', id: 'AccessDenied', category: 'PermissionDenied' };
  const answer = (now: readonly LivePartner[], failed = true) => ({
    ...{ moved: false as const, problem: failed ? problem : null, state: '', warnings: ['soon', 'soon'] },
    partners: now,
  });
  const change = update(plain, silent);

  it.each([
    ['as before: the cmdlet’s word', live(plain), true, 'cmdlet-failed', /^Set-.*: Access is denied \(AccessDenied\)$/],
    [
      'neither: both',
      live({ ...plain, connectionLimit: 7 }),
      true,
      'not-as-wanted',
      /denied .*; and .* differs .* in /,
    ],
    ['not there any more', [], true, 'not-as-wanted', /denied .*; and plain\.example is not there$/],
    ['as before, and nothing was said', live(plain), false, 'not-as-wanted', /says nothing, and yet .* in keepAlive$/],
  ] as const)('%s', (_, now, failed, code, words) => {
    expect(resultOf(change, 'Set', answer(now, failed))).toMatchObject({
      outcome: 'failed',
      error: { code, message: expect.stringMatching(words) as string },
      warnings: ['soon'],
    });
  });

  it('still there after a removal', () => {
    expect(resultOf(remove(plain), 'Remove', answer(live(plain), false))).toMatchObject({
      outcome: 'failed',
      error: { message: 'Remove-CsXmppAllowedPartner says nothing, and yet plain.example is still there' },
    });
  });
});

describe('no answer to a write', () => {
  const about = {
    fail: failing('lync-1', 'write', 'pwsh'),
    options: { kind: 'session', shell: 'pwsh', timeoutMs: 2000, place: 'pwsh' },
    isChange: true,
  } as const;
  const codeOf = (code: NoAnswerCode, detail = '', isChange = true) =>
    lost({ kind: 'no-answer', code, detail }, { ...about, isChange }).code;

  it('is said to be unknown where it may still land', () => {
    const mayLand = ['TIMEOUT', 'ABORTED', 'LOST', 'TOO_LARGE'] as const;
    expect(mayLand.map((code) => codeOf(code))).toEqual(mayLand.map(() => 'no-answer'));
    expect(codeOf('TOO_LARGE', '', false)).toBe('answer-too-large');
    expect(codeOf('SSH')).toBe('unreachable');
  });

  it('because the script did not arrive whole is told apart', () => {
    expect(codeOf('ENDED', `exit ${SCRIPT_DAMAGED}`)).toBe('script-damaged');
    expect(codeOf('ENDED', 'exit 1: something')).toBe('session-ended');
  });
});

/** A session that has these partners, or after each write the next ones, and counts what it is asked. */
function sessionWith(states: readonly (readonly PartnerSettings[])[], written: () => unknown = () => {}) {
  const asked: string[] = [];
  const left = [...states];
  const now = () => ({ state: String(left.length), partners: live(...(left[0] ?? [])), warnings: [] });
  const api: Api = {
    start: async () => {
      const value = { shell: '5.1', module: { name: 'Lync', version: '5' }, failure: null, warnings: [] };
      return await Promise.resolve({ kind: 'answer', value });
    },
    ask: async <T>(request: Parameters<Api['ask']>[0]) => {
      asked.push(request.ask === 'write' ? request.verb : request.ask);
      if (request.ask !== 'write') return await Promise.resolve({ kind: 'answer', value: now() as T });
      if (request.state !== String(left.length)) return { kind: 'answer', value: { moved: true, warnings: [] } as T };
      left.shift();
      const instead = written();
      if (instead !== undefined) return instead as Awaited<ReturnType<typeof api.ask<T>>>;
      return { kind: 'answer', value: { moved: false, problem: null, ...now() } as T };
    },
    close: async () => {},
  };
  const options = { kind: 'session', shell: 'pwsh', timeoutMs: 1, place: 'pwsh' } as const;
  const write = async (changes: readonly WriteChange[], signal = neverAborted) =>
    await adapter.write(changes, { revision: '', workspace: null, commit: null, actor: 'a', signal });
  const adapter = openLyncSession('lync-1', options, api);
  return { adapter, asked, left, write };
}

describe('a run asks', () => {
  it('for the state once, and then knows it from each write’s own answer', async () => {
    const { adapter, asked, write } = sessionWith([[], [plain], [plain, litware]]);
    await adapter.read(neverAborted);
    expect((await write([add(plain), add(litware)])).map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
    expect(asked).toEqual(['read', 'New', 'New']);
  });

  it('again before it says that something is done already, or has moved', async () => {
    const { adapter, asked, left, write } = sessionWith([[plain]]);
    await adapter.read(neverAborted);
    // removed by hand, and written anew
    left.splice(0, 1, [], [plain]);
    expect(await write([add(plain)])).toMatchObject([{ outcome: 'applied' }]);
    expect(asked).toEqual(['read', 'read', 'New']);
  });

  it('once, where it has not read yet and nothing is to be done', async () => {
    const { asked, write } = sessionWith([[plain]]);
    expect(await write([add(plain)])).toMatchObject([{ outcome: 'applied' }]);
    expect(asked).toEqual(['read']);
  });

  it('again after an answer that was lost or cannot be trusted, which is told as what it is', async () => {
    const bad = [{ kind: 'undecodable', problem: 'moved is missing' }, undefined];
    const { adapter, asked, write } = sessionWith([[], [plain], [plain, litware]], () => bad.shift());
    await adapter.read(neverAborted);
    await expect(write([add(plain)])).rejects.toMatchObject({ operation: 'write', code: 'unreadable-answer' });
    expect(await write([add(litware)])).toMatchObject([{ outcome: 'applied' }]);
    expect(asked).toEqual(['read', 'New', 'read', 'New']);
  });

  it('nothing more after it was given up: the rest is skipped', async () => {
    const giveUp = new AbortController();
    const { asked, write } = sessionWith([[], [plain]], () => giveUp.abort(new Error('stopped by the test')));
    const results = await write([add(plain), add(litware)], giveUp.signal);
    expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'skipped']);
    expect(asked).toEqual(['read', 'New']);
  });
});

it('what a server says of itself is bounded', () => {
  const said = { state: '0'.repeat(64), partners: [], warnings: ['x'.repeat(5000)] };
  expect(decodeRead(JSON.stringify(said))).toMatchObject({ value: { warnings: ['x'.repeat(1000)] } });
});
