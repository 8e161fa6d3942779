/** The partner API's answers: taken exactly as the OpenAPI document says, or not at all. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decodePartners, decodeProblem, encodeBlock, encodeChanges } from '../../../src/adapters/http/codec.ts';
import { decodeSessions } from '../../../src/adapters/http/report-codec.ts';
import { compareText } from '../../../src/model/diagnostic.ts';
import { partner } from '../../support/partners.ts';
import { partnersArbitrary } from '../../support/partners-arbitrary.ts';
import { add, remove, sorted } from '../contract/harness.ts';
import {
  ANSWERS,
  BLOCK,
  CHANGED,
  FABRIKAM,
  HEALTH,
  LITWARE,
  objectsIn,
  pathsOf,
  put,
  RECORD,
  renamed,
  SEEN,
  SESSION,
  valueAt,
  withMore,
  without,
} from './answers.ts';

describe.each(Object.entries(ANSWERS))('%s', (_, [decode, answer]) => {
  const problems = (value: unknown) => decode(JSON.stringify(value));

  it('is taken as it should be', () => {
    expect(problems(answer)).toHaveProperty('value');
  });

  it('with any key missing, unknown or standing twice is a problem', () => {
    for (const path of pathsOf(answer)) {
      expect(problems(without(answer, path)), `without ${path.join('.')}`).toHaveProperty('problem');
      expect(problems(renamed(answer, path)), `${path.join('.')} renamed`).toHaveProperty('problem');
    }
    for (const at of objectsIn(answer)) expect(problems(withMore(answer, at)), at.join('.')).toHaveProperty('problem');
    const twice = JSON.stringify(answer).replace(/"(\w+)":/, '"$1":null,"$1":');
    expect(decode(twice)).toHaveProperty('problem');
  });

  it('with any value of another kind is a problem, or is a text like any other', () => {
    for (const path of pathsOf(answer)) {
      for (const other of [7.5, -1, {}, [{}], [null], true]) {
        if (typeof other === 'boolean' && typeof valueAt(answer, path) === 'boolean') continue;
        expect(problems(put(answer, path, other)), `${path.join('.')} = ${JSON.stringify(other)}`).toHaveProperty(
          'problem',
        );
      }
    }
  });

  it('cut off anywhere is a problem', () => {
    const text = JSON.stringify(answer);
    for (let length = 0; length < text.length; length++)
      expect(decode(text.slice(0, length))).toHaveProperty('problem');
  });

  it('may be anything: it is taken or a problem, and never more', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.json({ maxDepth: 6 })), (text) => {
        expect(Object.keys(decode(text) as object)).toHaveLength(1);
      }),
    );
    expect(decode('['.repeat(100_000))).toHaveProperty('problem');
    expect(decode(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toHaveProperty('problem');
  });
});

/** The problem of an answer with something changed. */
function problemWith(name: string, change: object): string {
  const [decode, answer] = ANSWERS[name] ?? [() => undefined, {}];
  const decoded = decode(JSON.stringify({ ...answer, ...change })) as { readonly problem?: string };
  return decoded.problem ?? 'none';
}

test.each<readonly [string, string, object, string]>([
  [
    'a domain of two partners',
    'partners',
    { partners: [FABRIKAM, partner('it.fabrikam.com')] },
    'partners[1] (it.fabrikam.com): "it.fabrikam.com" stands already in partners[0]',
  ],
  [
    'a list that is not sorted',
    'partners',
    { partners: [LITWARE, FABRIKAM] },
    'partners is not sorted: fabrikam.com stands after litware.example',
  ],
  [
    'domains that are not sorted',
    'partners',
    { partners: [{ ...FABRIKAM, additionalDomains: ['it.fabrikam.com', 'corp.fabrikam.com'] }] },
    'partners[0].additionalDomains is not sorted: corp.fabrikam.com stands after it.fabrikam.com',
  ],
  [
    'upper case',
    'partners',
    { partners: [{ ...FABRIKAM, domain: 'Fabrikam.com' }] },
    'partners[0] (Fabrikam.com): "domain" is "Fabrikam.com"',
  ],
  [
    'a row that does not exist',
    'partners',
    { partners: [{ ...FABRIKAM, tlsNegotiation: 'Maybe' }] },
    'partners[0] (fabrikam.com): "tlsNegotiation" is "Maybe"',
  ],
  ['a revision with a quote', 'partners', { revision: 'a"b' }, 'revision is no revision'],
  [
    'a time of no zone',
    'partners',
    { lastApplied: { ...RECORD, at: '2030-01-01 12:00' } },
    'lastApplied: "at" is "2030-01-01 12:00"',
  ],
  ['a block twice', 'blocks', { blocks: [BLOCK, BLOCK] }, 'blocks[1]: "b.example" is blocked twice'],
  [
    'an answer to something else',
    'change',
    { changes: [...CHANGED.changes].reverse() },
    'changes does not answer what was asked, change by change',
  ],
  [
    'an answer to a part',
    'change',
    { changes: CHANGED.changes.slice(1) },
    'changes does not answer what was asked, change by change',
  ],
  [
    'a session of nobody',
    'sessions',
    { sessions: [{ ...SESSION, remoteDomain: null }] },
    'sessions[0] is authenticated for no domain',
  ],
  ['enforcing with a reason', 'health', { reasons: [{ code: 'x', message: 'y' }] }, 'enforcing contradicts reasons'],
  ['not enforcing without one', 'health', { enforcing: false }, 'enforcing contradicts reasons'],
  ['enforcing while it observes', 'health', { mode: 'observe' }, 'enforcing contradicts mode or revision'],
  ['enforcing nobody knows what', 'health', { revision: null }, 'enforcing contradicts mode or revision'],
  [
    'enforcing with a host left out',
    'health',
    { hosts: [{ ...HEALTH.hosts[0], enforced: false }] },
    'enforcing contradicts contoso.com',
  ],
  [
    'a limit that excludes nothing',
    'health',
    { limits: [{ ...HEALTH.limits[0], excludes: [] }] },
    'limits[0].excludes is empty',
  ],
  [
    'a reason that ends a comment',
    'observed',
    { observations: [{ ...SEEN, tls: 'TLS\n' }] },
    'observations[0].tls is no TLS version',
  ],
])('%s', (_, name, change, expected) => {
  expect(problemWith(name, change)).toBe(expected);
});

test('whatever partners a server holds, they are read as they are', () => {
  fc.assert(
    fc.property(partnersArbitrary(), (set) => {
      const partners = sorted(set);
      const text = JSON.stringify({ revision: 'r', partners, lastApplied: null });
      expect(decodePartners(text)).toEqual({ value: { revision: 'r', partners, lastApplied: null } });
    }),
  );
});

test('whatever partners are sent, they arrive as they are, with the record exactly where there is a commit', () => {
  fc.assert(
    fc.property(partnersArbitrary(), fc.boolean(), (partners, records) => {
      const record = { workspace: null, commit: 'c0ffee', actor: 'ci' };
      const text = encodeChanges(partners.map(add), { ...record, commit: records ? record.commit : null });
      const changes = partners.map((each) => ({ domain: each.domain, partner: each }));
      expect(JSON.parse(text)).toEqual(records ? { changes, record } : { changes });
      expect(JSON.parse(encodeChanges(partners.map(remove), { ...record, commit: null }))).toEqual({
        changes: partners.map(({ domain }) => ({ domain, partner: null })),
      });
    }),
  );
});

test('a set of domains is sent sorted', () => {
  const mixed = { ...FABRIKAM, additionalDomains: ['z.example', 'a.example'] };
  const sent = JSON.parse(encodeChanges([add(mixed)], { workspace: null, commit: null, actor: 'a' })) as {
    readonly changes: readonly { readonly partner: { readonly additionalDomains: readonly string[] } }[];
  };
  expect(sent.changes[0]?.partner.additionalDomains).toEqual([...mixed.additionalDomains].sort(compareText));
});

test('a block is sent without its domain, which stands in the address', () => {
  const { domain: _, ...rest } = BLOCK;
  expect(JSON.parse(encodeBlock(BLOCK))).toEqual(rest);
});

test('sessions are those that have said whose they are', () => {
  const nameless = { ...SESSION, remoteDomain: null, method: null };
  const unproved = { ...SESSION, remoteDomain: 'stranger.example', method: null, partner: null, tls: null };
  expect(decodeSessions(JSON.stringify({ sessions: [nameless, unproved, SESSION] }))).toEqual({
    value: [
      { domain: 'stranger.example', direction: 'inbound', method: null },
      { domain: 'fabrikam.com', direction: 'inbound', method: 'sasl-tls' },
    ],
  });
});

test('an error of the API says who is to blame; anything else is none', () => {
  const error = { code: 'invalid', message: 'no', hint: 'yes' };
  expect(decodeProblem(JSON.stringify({ error: { ...error, change: 2, field: 'domain' } }))).toEqual({
    ...error,
    change: 2,
  });
  for (const other of ['', '<html>', '{}', '{"error":"x"}', JSON.stringify({ error: { ...error, code: 'No!' } })])
    expect(decodeProblem(other)).toBeUndefined();
  expect(decodeProblem(JSON.stringify({ error: { ...error, message: 'x'.repeat(9999) } }))?.message).toHaveLength(500);
});
