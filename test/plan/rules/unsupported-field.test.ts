/** `unsupported-field`: what a deployment cannot express is an error or a note, never a silent loss. */
import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../../../src/model/adapter.ts';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import { ALL_FIELDS, type PartnerField } from '../../../src/model/partner-fields.ts';
import { unsupportedFields } from '../../../src/plan/rules/unsupported-field.ts';
import { declared, declaredIn } from '../../support/declared.ts';
import { partner } from '../../support/partners.ts';
import { ROWS, type Row } from '../rows.ts';
import { planOf } from '../situation.ts';

type Expressible = Pick<Capabilities, 'fields' | 'fixed' | 'partly'>;

function lacking(fields: readonly PartnerField[], fixed: Partial<PartnerSettings> = {}): Expressible {
  return { fields: new Set([...ALL_FIELDS].filter((field) => !fields.includes(field))), fixed, partly: {} };
}

const DEPLOYMENT = { name: 'edge-eu', adapter: 'ejabberd' };

/** `error connectionLimit 10`, what is found about partners on a deployment. */
function found(partners: readonly ReturnType<typeof declared>[], expressible: Expressible): readonly string[] {
  return unsupportedFields(partners, DEPLOYMENT, expressible).map(({ severity, message }) => {
    const [, field = '', value = ''] = /cannot express (\w+): (?:(\S+) of )?/.exec(message) ?? [];
    return `${severity} ${field} ${value}`.trim();
  });
}

const one = (settings: Partial<PartnerSettings>, stated: readonly PartnerField[] = []) =>
  declared(partner('fabrikam.com', settings), { stated });

describe('a setting that is not a default', () => {
  it.each<readonly [PartnerField, Partial<PartnerSettings>, string]>([
    ['connectionLimit', { connectionLimit: 10 }, '10'],
    ['keepAlive', { keepAlive: false }, 'false'],
    ['proxyFqdn', { proxyFqdn: 'p.example' }, '"p.example"'],
    ['description', { description: 'notes' }, '"notes"'],
    ['additionalDomains', { additionalDomains: ['corp.fabrikam.com'] }, '["corp.fabrikam.com"]'],
    ['partnerType', { partnerType: 'PublicUnverified' }, '"PublicUnverified"'],
  ])('%s is an error', (field, settings, value) => {
    expect(found([one(settings)], lacking([field]))).toEqual([`error ${field} ${value}`]);
    expect(found([one(settings)], lacking([]))).toEqual([]);
  });

  it('is fine where the deployment does just that for every partner', () => {
    expect(found([one({ connectionLimit: 10 })], lacking(['connectionLimit'], { connectionLimit: 10 }))).toEqual([]);
    expect(found([one({ connectionLimit: 10 })], lacking(['connectionLimit'], { connectionLimit: 20 }))).toEqual([
      'error connectionLimit 10',
    ]);
  });

  it('is an error of each partner that has it', () => {
    const partners = ['a.example', 'b.example'].map((domain) => declared(partner(domain, { keepAlive: false })));
    expect(found(partners, lacking(['keepAlive']))).toHaveLength(2);
  });
});

describe('the finding', () => {
  const text = 'domain: fabrikam.com\npartnerType: Federated\nkeepAlive: true\n';
  const file = 'partners/fabrikam.com.yaml';

  it('names field, partner and deployment, and points at the value', () => {
    const [finding] = unsupportedFields(
      [declaredIn(file, text)],
      DEPLOYMENT,
      lacking(['keepAlive'], { keepAlive: false }),
    );
    expect(finding).toEqual({
      code: 'unsupported-field',
      severity: 'error',
      message: 'edge-eu (ejabberd) cannot express keepAlive: true of fabrikam.com (it does false for every partner)',
      hint: 'leave the setting out, or keep this partner off that deployment with `deployments:`',
      range: { file, start: { line: 3, column: 12 }, end: { line: 3, column: 16 } },
    });
  });

  it('of a setting that the file leaves to its default points at the domain, and does not say to leave it out', () => {
    const plain = declaredIn(file, 'partnerType: Federated\ndomain: fabrikam.com\n');
    const [finding] = unsupportedFields(
      [plain],
      DEPLOYMENT,
      lacking(['tlsNegotiation'], { tlsNegotiation: 'Optional' }),
    );
    expect(finding).toMatchObject({
      hint: 'keep this partner off that deployment with `deployments:`',
      range: { file, start: { line: 2, column: 9 } },
    });
  });

  it('makes the plan one that cannot be applied', () => {
    const plan = planOf({ desired: [one({ keepAlive: false })], capabilities: lacking(['keepAlive']) });
    expect(plan.diagnostics).toMatchObject([{ code: 'unsupported-field', severity: 'error' }]);
  });
});

describe('a field that is enforced in part', () => {
  const limited = { ...lacking([]), partly: { connectionLimit: 'it counts outgoing sessions only' } };

  it('is a note where a partner uses it, once for all of them', () => {
    const partners = ['a.example', 'b.example'].map((domain) => declared(partner(domain, { connectionLimit: 5 })));
    expect(unsupportedFields(partners, DEPLOYMENT, limited)).toEqual([
      {
        code: 'unsupported-field',
        severity: 'info',
        message: 'edge-eu (ejabberd) enforces connectionLimit only in part: it counts outgoing sessions only',
      },
    ]);
  });

  it('is not spoken of where nobody uses it', () => {
    expect(unsupportedFields([one({})], DEPLOYMENT, limited)).toEqual([]);
  });
});

describe('a default', () => {
  it('that asks for nothing is fine, stated or not', () => {
    const fields = ['description', 'additionalDomains', 'connectionLimit', 'proxyFqdn'] as const;
    expect(found([one({})], lacking(fields))).toEqual([]);
    expect(found([one({}, ['additionalDomains'])], lacking(fields))).toEqual([]);
  });

  it('that the deployment lacks is a note, once, however many partners rely on it', () => {
    const partners = ['a.example', 'b.example', 'c.example'].map((domain) => declared(partner(domain)));
    const [note, ...others] = unsupportedFields(partners, DEPLOYMENT, lacking(['keepAlive']));
    expect(others).toEqual([]);
    expect(note).toEqual({
      code: 'unsupported-field',
      severity: 'info',
      message:
        'edge-eu (ejabberd) cannot express keepAlive: where a file leaves it out, its default (true) is not what happens there',
    });
  });

  it('that the deployment is known to do otherwise is a note, too, and says what it does', () => {
    const [note] = unsupportedFields([one({})], DEPLOYMENT, lacking(['keepAlive'], { keepAlive: false }));
    expect(note?.severity).toBe('info');
    expect(note?.message).toContain('(it does false for every partner)');
    expect(found([one({})], lacking(['connectionLimit'], { connectionLimit: 20 }))).toEqual(['info connectionLimit']);
  });

  it('that the file states is an error: somebody means it', () => {
    expect(found([one({}, ['keepAlive'])], lacking(['keepAlive']))).toEqual(['error keepAlive true']);
    expect(found([one({}, ['keepAlive'])], lacking(['keepAlive'], { keepAlive: true }))).toEqual([]);
  });

  it('noted of one partner does not hide the error of another', () => {
    const partners = [declared(partner('a.example')), one({ keepAlive: false }), declared(partner('z.example'))];
    expect(found(partners, lacking(['keepAlive']))).toEqual(['info keepAlive', 'error keepAlive false']);
  });
});

describe('the partner type', () => {
  it.each<readonly [PartnerSettings['partnerType'], PartnerSettings['partnerType'] | undefined, boolean]>([
    ['Federated', undefined, true],
    ['PublicVerified', undefined, true],
    ['PublicUnverified', undefined, false],
    ['PublicVerified', 'Federated', true],
    ['Federated', 'PublicVerified', true],
    ['PublicUnverified', 'Federated', false],
    ['Federated', 'PublicUnverified', false],
    ['PublicUnverified', 'PublicUnverified', true],
  ])('%s where it does %s for all: fine is %s', (partnerType, there, fine) => {
    const expressible = lacking(['partnerType'], there === undefined ? {} : { partnerType: there });
    expect(found([one({ partnerType })], expressible)).toEqual(fine ? [] : [`error partnerType "${partnerType}"`]);
  });
});

describe('negotiation is compared by the methods it permits', () => {
  const NEGOTIATION = ['tlsNegotiation', 'saslNegotiation', 'dialbackNegotiation'] as const;
  const files = new Map(ROWS.map((row) => [row, one(row.settings)]));
  const inFile = (row: Row) => files.get(row) ?? one(row.settings);

  it.each(ROWS)('$name: fine exactly where the deployment’s row permits the same', (wanted) => {
    const expected = ROWS.map((there) => `${there.name} ${there.methods.join() === wanted.methods.join()}`);
    const judged = ROWS.map((there) => {
      const findings = found([inFile(wanted)], lacking(NEGOTIATION, there.settings));
      return `${there.name} ${findings.length === 0}`;
    });
    expect(judged).toEqual(expected);
  });

  it.each(NEGOTIATION)('where only %s is fixed, the rest is the file’s', (field) => {
    for (const wanted of ROWS) {
      for (const there of ROWS) {
        const fixed = { [field]: there.settings[field] };
        const mixed = { ...wanted.settings, ...fixed };
        const methods = ROWS.find(({ settings }) => JSON.stringify(settings) === JSON.stringify(mixed))?.methods;
        const fine = found([inFile(wanted)], lacking([field], fixed)).length === 0;
        expect([wanted.name, there.name, fine]).toEqual([
          wanted.name,
          there.name,
          methods?.join() === wanted.methods.join(),
        ]);
      }
    }
  });

  it('where it is not known what the deployment does, it must not matter', () => {
    const strict = { tlsNegotiation: 'Required', saslNegotiation: 'Required' } as const;
    expect(found([one(strict)], lacking(['dialbackNegotiation']))).toEqual([]);
    expect(
      found([one({ ...strict, dialbackNegotiation: false }, ['tlsNegotiation'])], lacking(['dialbackNegotiation'])),
    ).toEqual([]);
    // whether dialback is permitted decides whether a weak method is
    const loose = { tlsNegotiation: 'Required', saslNegotiation: 'Optional' } as const;
    expect(found([one({ ...loose, dialbackNegotiation: false })], lacking(['dialbackNegotiation']))).toEqual([
      'error dialbackNegotiation false',
    ]);
    expect(found([one(loose)], lacking(['dialbackNegotiation']))).toEqual(['error dialbackNegotiation true']);
    // a default, too: nobody knows whether streams must be encrypted
    expect(found([one(strict)], lacking(['tlsNegotiation']))).toEqual(['error tlsNegotiation "Required"']);
  });

  it('what the deployment can express for each partner is not taken from what it does for all', () => {
    const expressible = { fields: ALL_FIELDS, fixed: { tlsNegotiation: 'NotSupported' }, partly: {} } as const;
    expect(found([one({})], expressible)).toEqual([]);
    const partly = { ...lacking(['dialbackNegotiation']), fixed: { tlsNegotiation: 'NotSupported' } } as const;
    expect(found([one({})], partly)).toEqual([]);
  });
});

describe('what a deployment cannot hold', () => {
  it('is not compared: a plan has no change that cannot be made', () => {
    const live = partner('fabrikam.com', { keepAlive: false });
    const plan = planOf({
      live: [live],
      desired: [one({})],
      capabilities: lacking(['keepAlive'], { keepAlive: false }),
    });
    expect(plan.changes).toEqual([]);
    expect(plan.summary.unchanged).toBe(1);
  });
});
