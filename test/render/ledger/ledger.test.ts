import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GUARDS } from '../../../src/model/guard.ts';
import type { Ledger, LedgerEntry, Outcome } from '../../../src/model/ledger.ts';
import { renderLedgersJson } from '../../../src/render/ledger/ledger-json.ts';
import { renderLedgersPretty } from '../../../src/render/ledger/ledger-pretty.ts';
import { expectGolden } from '../support/golden.ts';
import { COMMAND, hostileText, UNSAFE } from '../support/hostile.ts';
import { COMMIT } from '../support/plans.ts';
import { mixedPlan } from '../support/scenes.ts';
import { expectValid } from '../support/schema.ts';

const OUTCOMES = ['applied', 'failed', 'skipped', 'unknown'] as const;

function ledger(results: readonly LedgerEntry[], given: Partial<Omit<Ledger, 'results' | 'summary'>> = {}): Ledger {
  const count = (outcome: Outcome) => results.filter((entry) => entry.outcome === outcome).length;
  return {
    deployment: 'edge-eu',
    plan: mixedPlan.digest,
    verified: true,
    unverified: [],
    refused: [],
    recorded: null,
    ...given,
    results,
    summary: {
      applied: count('applied'),
      failed: count('failed'),
      skipped: count('skipped'),
      unknown: count('unknown'),
    },
  };
}

const done: readonly LedgerEntry[] = [
  {
    action: 'remove',
    domain: 'tailspintoys.com',
    outcome: 'applied',
    endedSessions: [{ domain: 'tailspintoys.com', direction: 'outbound', method: 'tls-dialback' }],
  },
  { action: 'add', domain: 'xn--bcher-kva.example', outcome: 'applied' },
];
const error = { code: 'write-failed', message: 'the server answered 409 (Conflict)', hint: 'plan again' };

const SCENES: Readonly<Record<string, readonly Ledger[]>> = {
  applied: [ledger(done, { recorded: COMMIT })],
  nothing: [ledger([], { recorded: COMMIT })],
  failed: [
    ledger(
      [
        ...done,
        { action: 'update', domain: 'fabrikam.com', outcome: 'failed', error },
        {
          action: 'update',
          domain: 'northwind.example',
          outcome: 'unknown',
          error: { ...error, message: 'the answer was lost' },
        },
        { action: 'add', domain: 'adatum.example', outcome: 'skipped' },
      ],
      {
        verified: false,
        unverified: [
          { domain: 'fabrikam.com', reason: 'live settings differ from the file: TLS negotiation' },
          { reason: 'conference.contoso.com does not enforce partners' },
        ],
      },
    ),
    ledger([], {
      deployment: 'edge-us',
      verified: false,
      plan: null,
      error,
      unverified: [{ reason: 'nothing was read' }],
    }),
  ],
  refused: [
    ledger([], {
      verified: false,
      unverified: [{ reason: 'nothing was applied' }],
      refused: [
        {
          guard: 'mass-removal',
          message: '5 of 12 live domains would lose access (42%)',
          override: 'partnerctl apply --deployment edge-eu --override 832d952a58f2',
        },
        { guard: 'stale', message: 'the plan is no longer the reviewed one', override: 'review the new plan' },
      ],
    }),
  ],
};

describe.each(Object.entries(SCENES))('%s', (name, ledgers) => {
  test('for people', async () => {
    await expectGolden(`ledger-${name}.txt`, renderLedgersPretty(ledgers, { color: false, columns: 80 }));
  });

  test('for machines', () => {
    expectValid('ledger', renderLedgersJson(ledgers));
  });
});

test('a ledger as JSON has the members of the contract', () => {
  expect(JSON.parse(renderLedgersJson([ledger(done)]))).toEqual({
    formatVersion: 1,
    ledgers: [
      {
        deployment: 'edge-eu',
        plan: mixedPlan.digest,
        verified: true,
        unverified: [],
        refused: [],
        results: done,
        summary: { applied: 2, failed: 0, skipped: 0, unknown: 0 },
        recorded: null,
      },
    ],
  });
});

describe('long lists', () => {
  const many = (count: number, outcome: Outcome) =>
    Array.from({ length: count }, (_, index): LedgerEntry => ({ action: 'add', domain: `p${index}.example`, outcome }));
  const pretty = (results: readonly LedgerEntry[], verbose = false) =>
    renderLedgersPretty([ledger(results)], { color: false, verbose });

  test('what was applied is folded, what failed is shown', () => {
    const text = pretty([...many(4_331, 'applied'), ...many(50, 'failed')]);
    expect(text).toContain('edge-eu: 50 failed, 4,331 applied');
    expect(text.match(/^ {2}FAILED/gm)).toHaveLength(50);
    expect(text.match(/^ {2}applied/gm)).toHaveLength(10);
    expect(text).toContain('… and 4,321 more (--verbose shows all)');
  });

  test('--verbose shows all', () => {
    expect(pretty(many(300, 'applied'), true).match(/^ {2}applied/gm)).toHaveLength(300);
  });
});

describe('the same error with every partner', () => {
  const entries = ['a.example', 'b.example'].map(
    (domain): LedgerEntry => ({ action: 'add', domain, outcome: 'failed', error }),
  );

  test('is said once', () => {
    expect(renderLedgersPretty([ledger(entries, { verified: false })], { color: false })).toContain(
      [
        '  FAILED   + a.example',
        '  FAILED   + b.example',
        '             each: the server answered 409 (Conflict)',
        '             hint: plan again',
      ].join('\n'),
    );
  });

  test.each([1, 2])('is not repeated where the headline tells it, of %i', (count) => {
    const reason = `nothing was written: ${error.message}`;
    const results = entries.slice(0, count).map((entry) => ({ ...entry, error: { ...error, message: reason } }));
    const text = renderLedgersPretty([ledger(results, { verified: false, error, unverified: [{ reason }] })], {
      color: false,
    });
    expect(text.match(/the server answered/g)).toHaveLength(1);
    expect(text).toContain('NOT VERIFIED');
    expect(text).not.toContain('not verified:');
  });

  test('is repeated where one of them failed otherwise', () => {
    const [first, second] = entries;
    const other = { ...error, hint: 'wait' };
    const results = [first, { ...second, error: other }] as readonly LedgerEntry[];
    const text = renderLedgersPretty([ledger(results, { verified: false })], { color: false });
    expect(text.match(/the server answered/g)).toHaveLength(2);
  });
});

test('colours add nothing but colours', () => {
  const ledgers = Object.values(SCENES).flat();
  const painted = renderLedgersPretty(ledgers, { color: true });
  expect(painted.replace(/\u001b\[\d+m/g, '')).toBe(renderLedgersPretty(ledgers, { color: false }));
});

const hostileLedger = fc
  .tuple(
    fc.array(
      fc.record({
        action: fc.constantFrom('add' as const, 'update' as const, 'remove' as const),
        domain: hostileText,
        outcome: fc.constantFrom(...OUTCOMES),
        error: fc.record({ code: hostileText, message: hostileText, hint: hostileText }),
        endedSessions: fc.array(
          fc.record({ domain: hostileText, direction: fc.constant('inbound' as const), method: fc.constant(null) }),
        ),
      }),
      { maxLength: 4 },
    ),
    fc.array(fc.record({ domain: hostileText, reason: hostileText }), { maxLength: 2 }),
    fc.array(fc.record({ guard: fc.constantFrom(...GUARDS), message: hostileText, override: hostileText }), {
      maxLength: 2,
    }),
    hostileText,
  )
  .map(([results, unverified, refused, text]) =>
    ledger(results, { verified: false, unverified, refused, deployment: text, recorded: text }),
  );

test('whatever servers say, the output is printable and keeps to the schema', () => {
  fc.assert(
    fc.property(fc.array(hostileLedger, { maxLength: 2 }), (ledgers) => {
      const text = renderLedgersPretty(ledgers, { color: false, columns: 60 });
      expect(text).not.toMatch(UNSAFE);
      expect(text).not.toMatch(COMMAND);
      const json = renderLedgersJson(ledgers);
      expect(json).not.toMatch(UNSAFE);
      expectValid('ledger', json);
    }),
  );
});
