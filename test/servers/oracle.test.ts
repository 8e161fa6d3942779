/** The oracle against what others wrote down: XEP-0238's table, and the strongest common method. */
import { describe, expect, test } from 'vitest';
import { METHODS, type Method } from '../../src/model/negotiation.ts';
import { agreement, PROOFS, type Side, stock } from './matrix/oracle.ts';
import { LINTED_ROWS, ROWS } from './matrix/rows.ts';

test('18 rows, of which files may say 11', () => {
  expect([ROWS.length, LINTED_ROWS.length]).toEqual([18, 11]);
});

/** XEP-0238 §4, policies 1 to 6. */
const POLICIES: readonly Side[] = [
  { proof: 'none', permits: ['tcp-dialback'] },
  { proof: 'self-signed', permits: METHODS },
  { proof: 'ca', permits: METHODS },
  { proof: 'self-signed', permits: ['sasl-tls', 'tls-dialback'] },
  { proof: 'ca', permits: ['sasl-tls', 'tls-dialback'] },
  { proof: 'ca', permits: ['sasl-tls'] },
];
/** Rows initiate: V verified by dialback, E encrypted, T trusted, U fails. */
const TABLE = ['VVVUUU', 'VVEEUU', 'VVEEET', 'UEEEEU', 'UETETT', 'UUTUTT'];
const LEAST: Readonly<Record<string, Method>> = { V: 'tcp-dialback', E: 'tls-dialback', T: 'sasl-tls' };

/** There the XEP has 2 withhold a certificate that 5 did not ask for; Prosody shows it, and dialback does the rest. */
const WITHHELD = '2 to 5';

describe('XEP-0238', () => {
  test.each(TABLE.map((line, index) => ({ initiator: index + 1, line })))('policy $initiator initiates', (row) => {
    for (const [index, letter] of row.line.split('').entries()) {
      const seen = agreement(POLICIES[row.initiator - 1] ?? stock('none'), POLICIES[index] ?? stock('none'));
      const pair = `${row.initiator} to ${index + 1}`;
      if (pair === WITHHELD) continue;
      if (letter === 'U') expect(seen, pair).toBeUndefined();
      // a server for which dialback is enough stops at E; ours prefer the strongest that they can have
      else expect(METHODS.slice(0, METHODS.indexOf(LEAST[letter] ?? 'sasl-tls') + 1), pair).toContain(seen?.initiator);
    }
  });
});

test('with certificates on both sides the strongest common method is agreed on', () => {
  for (const left of ROWS)
    for (const right of ROWS) {
      const common = METHODS.find((method) => left.permits.includes(method) && right.permits.includes(method));
      const seen = agreement({ ...left, proof: 'ca' }, { ...right, proof: 'ca' });
      expect(seen, `${left.name} to ${right.name}`).toEqual(common && { initiator: common, responder: common });
    }
});

test('with a server without rules, whoever begins, we know it by the strongest method that it can prove', () => {
  const provable = { ca: METHODS, 'self-signed': METHODS.slice(1), none: METHODS.slice(2) } as const;
  for (const { name, permits } of ROWS)
    for (const proof of PROOFS) {
      const strongest = METHODS.find((method) => permits.includes(method) && provable[proof].includes(method));
      const ours: Side = { permits, proof: 'ca' };
      expect(agreement(ours, stock(proof))?.initiator, `we open, ${name} ${proof}`).toBe(strongest);
      expect(agreement(stock(proof), ours)?.responder, `${proof} opens, ${name}`).toBe(strongest);
    }
});
