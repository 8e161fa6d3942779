import { expect, test } from 'vitest';
import { type ImportInput, importPartners } from '../../src/adopt/import-partners.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { ALL_FIELDS } from '../../src/model/partner-fields.ts';
import { partner } from '../support/partners.ts';
import { deployments, workspaceOf } from './workspace.ts';

const MODELINE = '# yaml-language-server: $schema=../schemas/partner.schema.json\n';
const FABRIKAM = 'domain: fabrikam.com\nadditionalDomains: [it.fabrikam.com]\npartnerType: Federated\n';
const TWO = deployments('edge-eu', 'edge-us');

function imported(
  live: readonly PartnerSettings[],
  texts: Record<string, string> = {},
  more: Partial<ImportInput> = {},
) {
  return importPartners({ deployment: 'edge-eu', live, fields: ALL_FIELDS, workspace: workspaceOf(texts), ...more });
}

test('each live partner that has no file gets one, sorted by domain', () => {
  const { writes, ...rest } = imported([
    partner('b.example', { connectionLimit: 4 }),
    partner('a.example', { description: 'first: the "best"', additionalDomains: ['muc.a.example'] }),
  ]);
  expect(writes).toEqual([
    {
      domain: 'a.example',
      file: 'partners/a.example.yaml',
      text: `${MODELINE}domain: a.example\ndescription: "first: the \\"best\\""\nadditionalDomains:\n  - muc.a.example\npartnerType: Federated\n`,
    },
    {
      domain: 'b.example',
      file: 'partners/b.example.yaml',
      text: `${MODELINE}domain: b.example\npartnerType: Federated\nconnectionLimit: 4\n`,
    },
  ]);
  expect(rest).toEqual({ edits: [], different: [], diagnostics: [] });
});

test('with several deployments a new file names only the one it comes from', () => {
  const { writes } = imported([partner('a.example')], {}, { workspace: workspaceOf({}, TWO) });
  expect(writes[0]?.text).toBe(`${MODELINE}domain: a.example\npartnerType: Federated\ndeployments: [edge-eu]\n`);
});

const live = partner('fabrikam.com', { additionalDomains: ['it.fabrikam.com'] });

test('a partner that is declared for the deployment, and equal, needs nothing', () => {
  const nothing = { writes: [], edits: [], different: [], diagnostics: [] };
  expect(imported([live], { 'partners/fabrikam.com.yaml': FABRIKAM })).toEqual(nothing);
  expect(imported([live], { 'partners/fabrikam.com.yaml': `${FABRIKAM}deployments: [edge-eu]\n` })).toEqual(nothing);
});

test('an equal partner of another deployment gets the name added, everything else kept', () => {
  const before = `${FABRIKAM}# only there\ndeployments:   [edge-us] # c\n`;
  const { edits, ...rest } = imported([live], { 'partners/fabrikam.com.yaml': before });
  const after = before.replace('[edge-us]', '[edge-us, edge-eu]');
  expect(edits).toEqual([{ domain: 'fabrikam.com', file: 'partners/fabrikam.com.yaml', before, after }]);
  expect(rest).toEqual({ writes: [], different: [], diagnostics: [] });
});

test.each(['', 'deployments: [edge-us]\n', 'deployments: [edge-eu]\n'])(
  'a partner with other settings is told field by field, and never edited (%j)',
  (line) => {
    const changed = { ...live, tlsNegotiation: 'Optional', connectionLimit: 7 } as const;
    const { different, ...rest } = imported([changed], { 'partners/fabrikam.com.yaml': FABRIKAM + line });
    expect(different).toEqual([
      {
        domain: 'fabrikam.com',
        file: 'partners/fabrikam.com.yaml',
        fields: [
          { field: 'tlsNegotiation', file: 'Required', live: 'Optional' },
          { field: 'connectionLimit', file: null, live: 7 },
        ],
      },
    ]);
    expect(rest).toEqual({ writes: [], edits: [], diagnostics: [] });
  },
);

test('what the deployment cannot hold is not compared', () => {
  const text = `${FABRIKAM}description: ours\ndeployments: [edge-us]\n`;
  const fields = new Set([...ALL_FIELDS].filter((field) => field !== 'description'));
  const { edits, different } = imported([live], { 'partners/fabrikam.com.yaml': text }, { fields });
  expect([edits.length, different]).toEqual([1, []]);
});

test('a live partner whose domains another file covers is a conflict, told and not written', () => {
  const texts = { 'partners/fabrikam.com.yaml': `${FABRIKAM}deployments: [edge-us]\n` };
  const range = expect.objectContaining({
    file: 'partners/fabrikam.com.yaml',
    start: { line: 2, column: 21 },
  }) as unknown;
  expect(imported([partner('it.fabrikam.com')], texts)).toEqual({
    writes: [],
    edits: [],
    different: [],
    diagnostics: [
      {
        code: 'domain-conflict',
        severity: 'error',
        message: 'live partner it.fabrikam.com of edge-eu is covered by partners/fabrikam.com.yaml',
        hint: 'decide to whom the domain belongs, and edit that file or the partner on the server',
        range,
      },
    ],
  });
  const sharing = partner('a.example', { additionalDomains: ['b.example', 'it.fabrikam.com'] });
  expect(imported([sharing], texts)).toMatchObject({
    writes: [],
    diagnostics: [
      {
        message:
          'live partner a.example of edge-eu is covered (its domain it.fabrikam.com) by partners/fabrikam.com.yaml',
      },
    ],
  });
});

test('a file that spells the domain in another form is still its file', () => {
  const texts = {
    'partners/x.yaml': 'domain: Fabrikam.COM\npartnerType: Federated\nadditionalDomains: [Muc.A.example]\n',
  };
  const { different, diagnostics, writes } = imported([partner('fabrikam.com'), partner('muc.a.example')], texts);
  expect(writes).toEqual([]);
  expect(different).toMatchObject([
    { file: 'partners/x.yaml', fields: [{ field: 'domain' }, { field: 'additionalDomains' }] },
  ]);
  expect(diagnostics).toMatchObject([{ code: 'domain-conflict' }]);
});

test('a file that is in the way is never overwritten, whatever it holds and however it is spelled', () => {
  const texts = { 'partners/A.Example.yaml': 'domain: other.example\npartnerType: Federated\n' };
  expect(imported([partner('a.example')], texts)).toMatchObject({
    writes: [],
    diagnostics: [{ code: 'file-name', message: 'partners/a.example.yaml exists already' }],
  });
});

test.each([
  ['../../etc/cron.d/x', 'domain-syntax', '"../../etc/cron.d/x" of edge-eu is not named by a domain'],
  ['..', 'domain-syntax', 'an empty label'],
  ['/etc/passwd', 'domain-syntax', 'may not occur'],
  ['a\\b.example', 'domain-syntax', 'may not occur'],
  ['con\u0000.example', 'domain-syntax', '"con\\u0000.example"'],
  ['.hidden.example', 'domain-syntax', 'an empty label'],
  ['localhost', 'domain-syntax', 'a single label'],
  ['', 'domain-syntax', '""'],
  ['Fabrikam.com', 'domain-form', 'upper-case letters'],
  ['bücher.example', 'domain-form', 'A-labels'],
  [`${'a.'.repeat(124)}exam`, 'file-name', 'too long for the name of a file'],
])('a live partner named %j is reported (%s) and gets no file', (domain, code, message) => {
  const { writes, diagnostics } = imported([partner(domain), partner('z.example')]);
  expect(writes.map(({ file }) => file)).toEqual(['partners/z.example.yaml']);
  expect(diagnostics).toMatchObject([
    { code, severity: 'error', message: expect.stringContaining(message) as unknown },
  ]);
});

test('what breaks a rule is written as it is', () => {
  const odd = partner('a.example', {
    additionalDomains: ['../x', 'Upper.Example', 'co.uk'],
    tlsNegotiation: 'NotSupported',
    proxyFqdn: '10.0.0.1',
    description: 'a\u0007b',
  });
  expect(imported([odd]).writes[0]?.text).toBe(
    `${MODELINE}domain: a.example\ndescription: "a\\u0007b"\nadditionalDomains:\n  - "../x"\n  - Upper.Example\n  - co.uk\npartnerType: Federated\ntlsNegotiation: NotSupported\nproxyFqdn: "10.0.0.1"\n`,
  );
});

test('a server that lists a partner twice is told so, and one of the two is written', () => {
  const { writes, diagnostics } = imported([partner('a.example'), partner('a.example', { connectionLimit: 1 })]);
  expect(writes).toHaveLength(1);
  expect(diagnostics).toMatchObject([{ code: 'duplicate-domain' }]);
});
