/** The rules about which domains may stand where. */
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { lintLines, lintTexts, partnerText, quotedBy, type Texts } from './lint-texts.ts';

const only = (code: string, found: readonly Diagnostic[]) => found.filter((finding) => finding.code === code);
const place = ({ range }: Diagnostic) => `${range?.file}:${range?.start.line}:${range?.start.column}`;
const partners = (...texts: readonly string[]): Texts =>
  Object.fromEntries(texts.map((text) => [`partners/${/domain: (\S+)/.exec(text)?.[1]}.yaml`, text]));

describe('domain-syntax and domain-form look at every name of a partner', () => {
  test.each([
    ['-a.b', 'domain-syntax'],
    ['a..b', 'domain-syntax'],
    ['a_b.c', 'domain-syntax'],
    ['10.0.0.1', 'domain-syntax'],
    ['"[::1]"', 'domain-syntax'],
    ['localhost', 'domain-syntax'],
    ['https://fabrikam.com/', 'domain-syntax'],
    ['noc@fabrikam.com', 'domain-syntax'],
    ['""', 'domain-syntax'],
    [`${'a'.repeat(64)}.com`, 'domain-syntax'],
    [`${'a.'.repeat(125)}comm`, 'domain-syntax'],
    ['Fabrikam.COM', 'domain-form'],
    ['fabrikam.com.', 'domain-form'],
    ['bücher.example', 'domain-form'],
    ['"\\ufefffabrikam.com"', 'domain-form'],
  ])('%s', (name, code) => {
    const file = 'partners/x.yaml';
    const primary = { [file]: `domain: ${name}\npartnerType: Federated\n` };
    const additional = {
      [file]: `domain: x.example\npartnerType: Federated\nadditionalDomains: [ok.x.example, ${name}]\n`,
    };
    const proxy = { [file]: `domain: x.example\npartnerType: Federated\nproxyFqdn: ${name}\n` };
    for (const texts of [primary, additional, proxy]) {
      const found = lintTexts(texts).filter((finding) => finding.severity === 'error' && finding.code !== 'file-name');
      expect(found.map((finding) => [finding.code, quotedBy(finding, texts)])).toEqual([[code, name]]);
    }
  });
});

describe('duplicate-domain', () => {
  test('in two files: the later file is to blame, and names the earlier', () => {
    const found = lintTexts({
      'partners/a.example.yaml': partnerText('fabrikam.com'),
      'partners/fabrikam.com.yaml': partnerText('fabrikam.com'),
    });
    expect(only('duplicate-domain', found)).toMatchObject([
      {
        message: '"fabrikam.com" is already a domain of partners/a.example.yaml',
        range: { file: 'partners/fabrikam.com.yaml', start: { line: 1, column: 9 } },
        related: [{ file: 'partners/a.example.yaml', start: { line: 1, column: 9 } }],
      },
      { message: '"conference.fabrikam.com" is already a domain of partners/a.example.yaml' },
    ]);
  });

  test('primary here and additional there, whichever comes first', () => {
    const a = lintTexts(partners(partnerText('a.example', '  - z.example'), partnerText('z.example')));
    expect(only('duplicate-domain', a).map(place)).toEqual(['partners/z.example.yaml:1:9']);
    const b = lintTexts(partners(partnerText('a.example'), partnerText('z.example', '  - a.example')));
    expect(only('duplicate-domain', b).map(place)).toEqual(['partners/z.example.yaml:5:5']);
  });

  test('in one file twice, and the primary domain among the additional ones', () => {
    const found = only('duplicate-domain', lintLines('  - it.fabrikam.com', '  - fabrikam.com', '  - it.fabrikam.com'));
    expect(found.map((finding) => [finding.range?.start.line, finding.message])).toEqual([
      [6, '"fabrikam.com" is the primary domain already'],
      [7, '"it.fabrikam.com" stands twice'],
    ]);
    expect(found[1]?.related).toMatchObject([{ start: { line: 5, column: 5 } }]);
  });

  test('three times: every later place points at the first', () => {
    const texts = partners(
      partnerText('a.example', '  - x.example'),
      partnerText('b.example', '  - x.example'),
      partnerText('c.example', '  - x.example'),
    );
    const found = only('duplicate-domain', lintTexts(texts));
    expect(found.map((finding) => finding.related?.[0]?.file)).toEqual(Array(2).fill('partners/a.example.yaml'));
  });

  test('for different deployments is an error all the same', () => {
    const texts = {
      'partnerctl.yaml': `deployments:\n  a: { adapter: file, path: a.json }\n  b: { adapter: file, path: b.json }\n`,
      ...partners(
        partnerText('a.example', '  - x.example', 'deployments: [a]'),
        partnerText('x.example', 'deployments: [b]'),
      ),
    };
    expect(only('duplicate-domain', lintTexts(texts))).toHaveLength(1);
  });

  test('two spellings are one domain', () => {
    const found = lintTexts(partners(partnerText('a.example', '  - X.Example.'), partnerText('x.example')));
    expect(only('duplicate-domain', found).map(place)).toEqual(['partners/x.example.yaml:1:9']);
  });

  test('a file with other errors counts', () => {
    const found = lintTexts(
      partners(partnerText('a.example', '  - x.example', 'keepAlive: yes'), partnerText('x.example')),
    );
    expect(only('duplicate-domain', found)).toHaveLength(1);
  });
});

describe('own-domain', () => {
  const own = (...lines: readonly string[]) =>
    only(
      'own-domain',
      lintTexts(partners(partnerText('fabrikam.com', ...lines)), { localDomains: ['contoso.com', 'x.org'] }),
    );

  test.each([
    ['contoso.com', 'error'],
    ['Contoso.COM', 'error'],
    ['lab.contoso.com', 'warning'],
    ['a.b.x.org', 'warning'],
  ])('%s: %s', (domain, severity) => {
    expect(own(`  - ${domain}`)).toMatchObject([{ severity, range: { start: { line: 5, column: 5 } } }]);
  });

  test.each(['notcontoso.com', 'contoso.com.example', 'org'])('%s is somebody else', (domain) => {
    expect(own(`  - ${domain}`)).toEqual([]);
  });
});

describe('public-suffix', () => {
  test.each([
    ['co.uk', true],
    ['CO.UK', true],
    ['kobe.jp', true],
    ['x.kobe.jp', true],
    ['city.kobe.jp', false],
    ['fabrikam.co.uk', false],
    // the private section: a partner may be a provider of names
    ['github.io', false],
    // no list knows this one
    ['unheard.of', false],
  ])('%s: %s', (domain, expected) => {
    const found = lintTexts({ 'partners/x.yaml': `domain: ${domain}\npartnerType: Federated\n` });
    expect(only('public-suffix', found)).toHaveLength(expected ? 1 : 0);
  });
});

describe('unrelated-domain goes by what the partner registered', () => {
  test.each([
    ['fabrikam.com', 'it.fabrikam.com', true],
    ['im.fabrikam.com', 'fabrikam.com', true],
    ['im.fabrikam.co.uk', 'chat.fabrikam.co.uk', true],
    ['fabrikam.com', 'notfabrikam.com', false],
    ['fabrikam.com', 'fabrikam.com.evil.example', false],
    ['fabrikam.co.uk', 'contoso.co.uk', false],
    ['fabrikam.github.io', 'evil.github.io', false],
    ['fabrikam.github.io', 'chat.fabrikam.github.io', true],
    ['github.io', 'evil.github.io', false],
    ['xn--bcher-kva.example', 'CHAT.bücher.example', true],
  ])('%s and %s: related is %s', (domain, additional, related) => {
    const text = `domain: ${domain}\nadditionalDomains:\n  - ${additional}\npartnerType: Federated\n`;
    const found = only('unrelated-domain', lintTexts(partners(text)));
    expect(found.map((finding) => finding.range?.start)).toEqual(related ? [] : [{ line: 3, column: 5 }]);
  });
});

describe('unknown-deployment', () => {
  const config =
    'deployments:\n  edge-eu: { adapter: file, path: a.json }\n  edge-us: { adapter: file, path: b.json }\n';
  const unknown = (name: string, text = config) =>
    only(
      'unknown-deployment',
      lintTexts({
        'partnerctl.yaml': text,
        ...partners(partnerText('fabrikam.com', `deployments: [edge-us, ${name}]`)),
      }),
    );

  test.each([
    ['edge-e', 'did you mean `edge-eu`?'],
    ['Edge-EU', 'did you mean `edge-eu`?'],
    ['production', 'its deployments are edge-eu, edge-us'],
  ])('%s: %s', (name, hint) => {
    expect(unknown(name)).toMatchObject([{ hint, range: { start: { line: 5, column: 24 } } }]);
  });

  test('nothing is said where partnerctl.yaml has errors itself', () => {
    expect(unknown('edge-e', `${config}nonsense: 1\n`)).toEqual([]);
  });
});

describe('no-component-domain', () => {
  test.each([
    ['additionalDomains: [muc.fabrikam.com]', 0],
    ['additionalDomains: [fabrikam.net]', 1],
    ['additionalDomains: []', 1],
    ['', 1],
  ])('%s', (line, count) => {
    const text = `domain: fabrikam.com\npartnerType: Federated\n${line}\n`;
    expect(only('no-component-domain', lintTexts(partners(text)))).toHaveLength(count);
  });
});
