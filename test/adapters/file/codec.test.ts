/** The state file's text: what it looks like, and that whatever is not a state says where it is wrong. */

import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeState, encodeState, type StoredState } from '../../../src/adapters/file/codec.ts';
import { inFieldOrder, partnerProblem } from '../../../src/json/partner.ts';
import { PARTNER_FIELDS } from '../../../src/model/partner-fields.ts';
import { partner } from '../../support/partners.ts';
import { partnersArbitrary } from '../../support/partners-arbitrary.ts';
import { sorted } from '../contract/harness.ts';

const FABRIKAM = partner('fabrikam.com', { additionalDomains: ['corp.fabrikam.com', 'it.fabrikam.com'] });
const PLAIN = partner('a.example');
const BLOCK = {
  domain: 'b.example',
  reason: 'key stolen',
  actor: 'alice',
  at: '2030-01-01T12:00:00.000Z',
  until: null,
};
const RECORD = { workspace: 'contoso', commit: 'c0ffee', actor: 'ci', at: '2030-01-01T12:00:00.000Z' };

/** A good state with something changed, as text. */
function state(change: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ formatVersion: 1, partners: [PLAIN, FABRIKAM], blocks: [], ...change }, null, 2);
}
const withPartner = (change: Readonly<Record<string, unknown>>) =>
  state({ partners: [PLAIN, { ...FABRIKAM, ...change }] });
const withBlock = (change: Readonly<Record<string, unknown>>) => state({ blocks: [{ ...BLOCK, ...change }] });
const withRecord = (change: Readonly<Record<string, unknown>>) => state({ lastApplied: { ...RECORD, ...change } });

function problem(text: string): string {
  const decoded = decodeState(text);
  if ('state' in decoded) return 'fine';
  expect(decoded.problem.hint).toMatch(/./);
  return decoded.problem.message;
}

describe('the text of a state', () => {
  it('is sorted and indented, with the fields in the order of the table', async () => {
    const text = encodeState({ partners: [FABRIKAM, PLAIN], lastApplied: RECORD, blocks: [BLOCK] });
    expect(text).toBe(await readFile(new URL('golden/state.json', import.meta.url), 'utf8'));
    const written = JSON.parse(text) as { readonly partners: readonly object[] };
    for (const each of written.partners) expect(Object.keys(each)).toEqual(PARTNER_FIELDS.map(({ field }) => field));
  });

  it('says again what was written, for any partners', () => {
    fc.assert(
      fc.property(partnersArbitrary(), fc.boolean(), (partners, recorded) => {
        const stored: StoredState = { partners, lastApplied: recorded ? RECORD : null, blocks: [BLOCK] };
        const decoded = decodeState(encodeState(stored));
        expect(decoded).toEqual({ state: { ...stored, partners: sorted(partners) } });
        expect('state' in decoded && encodeState(decoded.state)).toBe(encodeState(stored));
      }),
    );
  });
});

describe('what people do to it by hand', () => {
  it.each([
    ['a byte order mark and CRLF', `\ufeff${state().replaceAll('\n', '\r\n')}`],
    ['other white space', JSON.stringify(JSON.parse(state()))],
    ['another order of partners', state({ partners: [FABRIKAM, PLAIN] })],
    ['another order of keys', state({ partners: [Object.fromEntries(Object.entries(FABRIKAM).reverse())] })],
    ['a record of null', state({ lastApplied: null })],
    ['a row that permits nothing', withPartner({ tlsNegotiation: 'NotSupported', dialbackNegotiation: false })],
  ])('%s is fine', (_, text) => {
    expect(problem(text)).toBe('fine');
  });

  it('additional domains in another order mean the same', () => {
    const decoded = decodeState(withPartner({ additionalDomains: ['it.fabrikam.com', 'corp.fabrikam.com'] }));
    expect(decoded).toEqual(decodeState(state()));
  });

  it.each([
    ['nothing at all', '', 'the file is empty'],
    ['white space', ' \n', 'the file is empty'],
    ['null', 'null', 'the file holds null'],
    ['a list', '[]', 'the file holds []'],
    ['a text', '"text"', 'the file holds "text"'],
    ['a beginning', '{"formatVersion": 1,', 'line 1, column 21: the text ends in the middle'],
    [
      'a comma that is missing',
      state().replace('"keepAlive": true,', '"keepAlive": true'),
      'line 12, column 7: "proxyFqdn" where a comma or the end belongs',
    ],
    ['an empty object', '{}', '"formatVersion" is nothing'],
    ['a newer format', state({ formatVersion: 2 }), '"formatVersion" is 2'],
    ['a format in quotes', state({ formatVersion: '1' }), '"formatVersion" is "1"'],
    ['a misspelt key', state({ partner: [] }), 'the key "partner" is unknown'],
    ['no partners', state({ partners: undefined }), '"partners" is nothing, not a list'],
    ['partners that are no list', state({ partners: { 0: 1 } }), '"partners" is {"0":1}, not a list'],
    ['no blocks', state({ blocks: undefined }), '"blocks" is nothing, not a list'],
    ['blocks that are no list', state({ blocks: null }), '"blocks" is null, not a list'],
    [
      'a list that stands twice',
      state().replace('"partners": [', '"partners": [],\n"partners": ['),
      'line 4, column 1: the key "partners" stands twice',
    ],
    [
      'a field that stands twice',
      state().replace('"keepAlive": true', '"keepAlive": true,\n"keepAlive": false'),
      'line 12, column 1: the key "keepAlive" stands twice',
    ],
    ['a prototype', state().replace('{', '{"__proto__": {"partners": []},'), 'the key "__proto__" is unknown'],
  ])('%s is a problem', (_, text, message) => {
    expect(problem(text)).toBe(message);
  });
});

describe('a partner that is not one', () => {
  it.each<[Readonly<Record<string, unknown>>, string]>([
    [{ domain: 'Fabrikam.COM' }, 'partners[1] (Fabrikam.COM): "domain" is "Fabrikam.COM"'],
    [{ domain: 'bücher.example' }, 'partners[1] (bücher.example): "domain" is "bücher.example"'],
    [{ domain: 'localhost' }, 'partners[1] (localhost): "domain" is "localhost"'],
    [{ domain: 7 }, 'partners[1]: "domain" is 7'],
    [{ domain: undefined }, 'partners[1]: "domain" is missing'],
    [{ domain: '"\u001b[2J' }, 'partners[1] (\\"\\u001b[2J): "domain" is "\\"\\u001b[2J"'],
    [{ description: '' }, 'partners[1] (fabrikam.com): "description" is ""'],
    [{ description: 'a\u0000b' }, 'partners[1] (fabrikam.com): "description" is "a\\u0000b"'],
    [{ description: '\ud800' }, 'partners[1] (fabrikam.com): "description" is "\\ud800"'],
    [{ description: ['x'] }, 'partners[1] (fabrikam.com): "description" is ["x"]'],
    [{ additionalDomains: null }, 'partners[1] (fabrikam.com): "additionalDomains" is null'],
    [
      { additionalDomains: 'corp.fabrikam.com' },
      'partners[1] (fabrikam.com): "additionalDomains" is "corp.fabrikam.com"',
    ],
    [
      { additionalDomains: ['corp.fabrikam.com', 'IT.fabrikam.com'] },
      'partners[1] (fabrikam.com): "additionalDomains" is "IT.fabrikam.com"',
    ],
    [{ partnerType: 'federated' }, 'partners[1] (fabrikam.com): "partnerType" is "federated"'],
    [{ tlsNegotiation: true }, 'partners[1] (fabrikam.com): "tlsNegotiation" is true'],
    [{ saslNegotiation: 'toString' }, 'partners[1] (fabrikam.com): "saslNegotiation" is "toString"'],
    [{ dialbackNegotiation: 'false' }, 'partners[1] (fabrikam.com): "dialbackNegotiation" is "false"'],
    [{ connectionLimit: '10' }, 'partners[1] (fabrikam.com): "connectionLimit" is "10"'],
    [{ connectionLimit: 0 }, 'partners[1] (fabrikam.com): "connectionLimit" is 0'],
    [{ connectionLimit: 1.5 }, 'partners[1] (fabrikam.com): "connectionLimit" is 1.5'],
    [{ connectionLimit: 4_294_967_296 }, 'partners[1] (fabrikam.com): "connectionLimit" is 4294967296'],
    [{ keepAlive: null }, 'partners[1] (fabrikam.com): "keepAlive" is null'],
    [{ keepAlive: undefined }, 'partners[1] (fabrikam.com): "keepAlive" is missing'],
    [{ proxyFqdn: '10.0.0.1' }, 'partners[1] (fabrikam.com): "proxyFqdn" is "10.0.0.1"'],
    [{ owner: 'uc-team' }, 'partners[1] (fabrikam.com): the key "owner" is unknown'],
    [{ ['constructor']: 1 }, 'partners[1] (fabrikam.com): the key "constructor" is unknown'],
  ])('%j: %s', (change, message) => {
    expect(problem(withPartner(change))).toBe(message);
  });

  it.each<[readonly unknown[], string]>([
    [[null], 'partners[0] is null'],
    [['fabrikam.com'], 'partners[0] is "fabrikam.com"'],
    [[[]], 'partners[0] is []'],
    [[PLAIN, PLAIN], 'partners[1] (a.example): "a.example" stands already in partners[0]'],
    [
      [FABRIKAM, partner('it.fabrikam.com')],
      'partners[1] (it.fabrikam.com): "it.fabrikam.com" stands already in partners[0]',
    ],
    [
      [PLAIN, { ...FABRIKAM, additionalDomains: ['a.example'] }],
      'partners[1] (fabrikam.com): "a.example" stands already in partners[0]',
    ],
    [
      [{ ...FABRIKAM, additionalDomains: ['x.example', 'x.example'] }],
      'partners[0] (fabrikam.com): "x.example" stands already in the same partner',
    ],
  ])('%j: %s', (partners, message) => {
    expect(problem(state({ partners }))).toBe(message);
  });
});

describe('what stands beside the partners', () => {
  it.each([
    ['blocks[0] is 7, not a block', state({ blocks: [7] })],
    ['blocks[0]: "domain" is "B.example"', withBlock({ domain: 'B.example' })],
    ['blocks[0]: "until" is "2030-02-30"', withBlock({ until: '2030-02-30' })],
    ['blocks[0]: "until" is missing', withBlock({ until: undefined })],
    ['blocks[0]: "at" is "1 January"', withBlock({ at: '1 January' })],
    ['blocks[0]: "reason" is null', withBlock({ reason: null })],
    ['blocks[0]: the key "by" is unknown', withBlock({ by: 'alice' })],
    ['blocks[1]: "b.example" is blocked twice', state({ blocks: [BLOCK, BLOCK] })],
    ['lastApplied is "c0ffee"', state({ lastApplied: 'c0ffee' })],
    ['lastApplied: "commit" is 7', withRecord({ commit: 7 })],
    ['lastApplied: "workspace" is missing', withRecord({ workspace: undefined })],
    ['lastApplied: "at" is "2030-13-01T00:00:00Z"', withRecord({ at: '2030-13-01T00:00:00Z' })],
  ])('%s', (message, text) => {
    expect(problem(text)).toBe(message);
  });

  it('a block with a last day, and a record without a workspace, are fine', () => {
    expect(problem(withBlock({ until: '2030-01-31' }))).toBe('fine');
    expect(problem(withRecord({ workspace: null }))).toBe('fine');
  });
});

describe('a description', () => {
  it('is fit for the state exactly where it is fit for a partner file', async () => {
    const schema = await readFile(new URL('../../../schemas/partner.schema.json', import.meta.url), 'utf8');
    const { description } = (JSON.parse(schema) as { properties: { description: { pattern: string } } }).properties;
    const pattern = new RegExp(description.pattern, 'u');
    for (let code = 0; code <= 0xffff; code++) {
      const text = `a${String.fromCharCode(code)}b`;
      const isFit = partnerProblem(inFieldOrder({ ...FABRIKAM, description: text })) === undefined;
      if (isFit !== pattern.test(text)) expect.fail(`they disagree on U+${code.toString(16)}`);
    }
  });
});

describe('hostile text', () => {
  it('any JSON, and any state with one value replaced by it, decodes or is refused, without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(9), (value, at) => {
        const field = PARTNER_FIELDS[at]?.field ?? 'domain';
        for (const text of [
          JSON.stringify(value),
          withPartner({ [field]: value }),
          state({ partners: value, blocks: value }),
        ])
          expect(['state', 'problem']).toContain(Object.keys(decodeState(text))[0]);
      }),
    );
  });

  it('a state that lost its end anywhere is never a state', () => {
    const text = encodeState({ partners: [PLAIN, FABRIKAM], lastApplied: RECORD, blocks: [BLOCK] }).trimEnd();
    for (let length = 0; length < text.length; length++) expect(problem(text.slice(0, length))).not.toBe('fine');
  });

  it('a message quotes only the beginning of a long value', () => {
    expect(problem(withPartner({ keepAlive: 'x'.repeat(10_000) })).length).toBeLessThan(200);
  });
});
