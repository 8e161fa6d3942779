/** A lost answer is settled by what is really there; and what an adapter answers is read with care. */
import { describe, expect, it } from 'vitest';
import { answersOf, byDomain, type Result, settle, standing } from '../../src/apply/settle.ts';
import type { WriteChange } from '../../src/model/adapter.ts';
import { ALL_FIELDS, type PartnerField } from '../../src/model/partner-fields.ts';
import { partner } from '../support/partners.ts';

const before = partner('fabrikam.com', { connectionLimit: 10 });
const after = partner('fabrikam.com', { connectionLimit: 20 });
const update: WriteChange = { action: 'update', domain: 'fabrikam.com', before, after };
const add: WriteChange = { action: 'add', domain: 'fabrikam.com', before: null, after };
const remove: WriteChange = { action: 'remove', domain: 'fabrikam.com', before, after: null };

describe('how a partner stands', () => {
  it.each([
    { write: update, there: [after], now: 'after' },
    { write: update, there: [before], now: 'before' },
    { write: update, there: [], now: 'neither' },
    { write: update, there: [partner('fabrikam.com')], now: 'neither' },
    { write: add, there: [after], now: 'after' },
    { write: add, there: [], now: 'before' },
    { write: add, there: [before], now: 'neither' },
    { write: remove, there: [], now: 'after' },
    { write: remove, there: [before], now: 'before' },
    { write: remove, there: [after], now: 'neither' },
  ])('$write.action, then reading $there.length partner: $now', ({ write, there, now }) => {
    expect(standing(ALL_FIELDS, write, byDomain(there))).toBe(now);
  });

  it('fields that the deployment cannot hold say nothing', () => {
    const fields: ReadonlySet<PartnerField> = new Set(['domain', 'connectionLimit']);
    const there = [partner('fabrikam.com', { connectionLimit: 20, description: 'lost', keepAlive: false })];
    expect(standing(fields, update, byDomain(there))).toBe('after');
  });

  it('what is done for every partner alike is compared by the methods that come of it', () => {
    const fields: ReadonlySet<PartnerField> = new Set(['domain', 'tlsNegotiation', 'dialbackNegotiation']);
    const wanted = partner('fabrikam.com', { saslNegotiation: 'Required', dialbackNegotiation: false });
    const write: WriteChange = { ...add, after: wanted };
    const now = (there: Parameters<typeof partner>[1]) =>
      standing(fields, write, byDomain([partner('fabrikam.com', { dialbackNegotiation: false, ...there })]));
    expect(now({ saslNegotiation: 'Optional' })).toBe('after');
    expect(now({ saslNegotiation: 'NotSupported' })).toBe('neither');
  });
});

describe('an unknown result', () => {
  const error = { code: 'answer-lost', message: 'the line broke', hint: 'wait' };
  const unknown: Result = { outcome: 'unknown', error };

  it.each([
    { result: unknown, now: 'after', becomes: { outcome: 'applied' } },
    { result: unknown, now: 'before', becomes: { outcome: 'failed', error } },
    { result: unknown, now: 'neither', becomes: unknown },
  ] as const)('is $becomes.outcome where the partner is as $now', ({ result, now, becomes }) => {
    expect(settle(result, now)).toEqual(becomes);
  });

  it('stays unknown where the partner is as before but the call may still land', () => {
    const pending: Result = { ...unknown, mayStillLand: true };
    expect(settle(pending, 'before')).toBe(pending);
    expect(settle(pending, 'after').outcome).toBe('applied');
  });

  it.each(['applied', 'failed', 'skipped'] as const)('a result that is known (%s) is left alone', (outcome) => {
    for (const now of ['after', 'before', 'neither'] as const) expect(settle({ outcome }, now)).toEqual({ outcome });
  });
});

describe('answers', () => {
  const other: WriteChange = { action: 'add', domain: 'litware.com', before: null, after: partner('litware.com') };
  const endedSessions = [{ domain: 'fabrikam.com', direction: 'inbound', method: 'sasl-tls' }] as const;

  it('are matched by partner, whatever their order', () => {
    const answers = answersOf(
      [update, other],
      [
        { action: 'add', domain: 'litware.com', outcome: 'failed', error: { code: 'no', message: 'no', hint: '' } },
        { action: 'update', domain: 'fabrikam.com', outcome: 'applied', endedSessions },
      ],
    );
    expect(answers).toEqual([
      { outcome: 'applied', endedSessions },
      { outcome: 'failed', error: { code: 'no', message: 'no', hint: '' } },
    ]);
  });

  it.each([
    { case: 'a missing one', results: [] },
    { case: 'one for another action', results: [{ action: 'remove', domain: 'fabrikam.com', outcome: 'applied' }] },
    { case: 'one that says unknown', results: [{ action: 'update', domain: 'fabrikam.com', outcome: 'unknown' }] },
  ] as const)('$case is unknown', ({ results }) => {
    expect(answersOf([update], results)).toMatchObject([{ outcome: 'unknown', error: { code: 'answer-missing' } }]);
  });
});
