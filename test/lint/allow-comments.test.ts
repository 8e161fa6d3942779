/** `# partnerctl-allow <rule>: <reason>`: what it silences, and what is said where it does not. */
import { describe, expect, test } from 'vitest';
import { RULES } from '../../src/lint/rules.ts';
import { lintLines, lintTexts, partnerText } from './lint-texts.ts';

const told = (...lines: readonly string[]) => lintLines(...lines).map(({ code, message }) => [code, message]);
const codes = (...lines: readonly string[]) => lintLines(...lines).map(({ code }) => code);

describe('silences the rule in the whole file', () => {
  test.each([
    'connectionLimit: 2   # partnerctl-allow connection-limit-too-low: a pager',
    '# partnerctl-allow connection-limit-too-low: a pager\nconnectionLimit: 2',
    'connectionLimit: 2\n\n\n## partnerctl-allow   connection-limit-too-low :   a pager, noc@x  ',
    'connectionLimit: 2\ndescription: |\n  text\n# partnerctl-allow connection-limit-too-low: a pager',
  ])('%j', (line) => {
    expect(codes(line)).toEqual([]);
  });

  test('all findings of the rule, and only of that rule', () => {
    const lines = [
      '  - a.example',
      '  - b.example',
      'connectionLimit: 2',
      '# partnerctl-allow unrelated-domain: theirs',
    ];
    expect(codes(...lines)).toEqual(['connection-limit-too-low']);
  });

  test('only in its own file', () => {
    const found = lintTexts({
      'partners/a.example.yaml': partnerText(
        'a.example',
        'connectionLimit: 2  # partnerctl-allow connection-limit-too-low: x',
      ),
      'partners/b.example.yaml': partnerText('b.example', 'connectionLimit: 2'),
    });
    expect(found.map(({ range }) => range?.file)).toEqual(['partners/b.example.yaml']);
  });

  test('an info, too', () => {
    const text = 'domain: a.example\npartnerType: Federated\n# partnerctl-allow no-component-domain: no rooms there\n';
    expect(lintTexts({ 'partners/a.example.yaml': text })).toEqual([]);
  });

  test('what is no comment silences nothing', () => {
    expect(codes('connectionLimit: 2', 'description: "# partnerctl-allow connection-limit-too-low: x"')).toEqual([
      'connection-limit-too-low',
    ]);
    expect(codes('connectionLimit: 2', 'description: |', '  # partnerctl-allow connection-limit-too-low: x')).toEqual([
      'connection-limit-too-low',
    ]);
  });
});

describe('invalid-allow', () => {
  test.each([
    ['# partnerctl-allow connection-limit-too-low', /gives no reason/],
    ['# partnerctl-allow connection-limit-too-low:', /gives no reason/],
    ['# partnerctl-allow connection-limit-too-low because of a pager', /gives no reason/],
    ['# partnerctl-allow', /names no rule/],
    ['# partnerctl-allow: a pager', /there is no rule "a"/],
    ['# partnerctl-allow : a pager', /there is no rule "a"/],
    ['# partnerctl-allow conection-limit-too-low: a pager', /there is no rule "conection-limit-too-low"/],
  ])('%s', (comment, message) => {
    expect(told('connectionLimit: 2', comment)).toEqual([
      ['connection-limit-too-low', expect.any(String)],
      ['invalid-allow', expect.stringMatching(message)],
    ]);
  });

  test('the hint names the rule that was meant, or the form', () => {
    const hints = (comment: string) => lintLines(comment).map(({ hint }) => hint);
    expect(hints('# partnerctl-allow expird: x')).toEqual(['did you mean `expired`?']);
    expect(hints('# partnerctl-allow')).toEqual(['write # partnerctl-allow <rule>: <reason>']);
    expect(hints('# partnerctl-allow expired')).toEqual([
      'write why, after a colon: # partnerctl-allow expired: <reason>',
    ]);
  });

  test.each(['duplicate-domain', 'weakest-method', 'yaml-syntax', 'schema', 'unsupported-field'])(
    '%s is an error, which no comment can silence',
    (rule) => {
      expect(told(`# partnerctl-allow ${rule}: please`)).toEqual([
        ['invalid-allow', `${rule} is an error here, which no comment can silence`],
      ]);
    },
  );

  test('a guard cannot be lifted by a comment', () => {
    expect(told('# partnerctl-allow guard-mass-removal: please')).toEqual([
      ['invalid-allow', 'guard-mass-removal comes from the plan, where no comment can silence it'],
    ]);
  });

  test('a warning that the configuration made an error', () => {
    const texts = {
      'partners/fabrikam.com.yaml': partnerText('fabrikam.com', 'expires: 2020-01-01 # partnerctl-allow expired: x'),
    };
    expect(lintTexts(texts, { rules: { expired: 'error' } }).map(({ code, severity }) => [code, severity])).toEqual([
      ['expired', 'error'],
      ['invalid-allow', 'warning'],
    ]);
    expect(lintTexts(texts, { rules: { expired: 'info' } })).toEqual([]);
  });

  test('an error that the configuration made a warning', () => {
    const lines = ['tlsNegotiation: Optional', 'saslNegotiation: NotSupported'];
    const comments = ['# partnerctl-allow weakest-method: agreed', '# partnerctl-allow plaintext-permitted: agreed'];
    const texts = { 'partners/fabrikam.com.yaml': partnerText('fabrikam.com', ...lines, ...comments) };
    expect(lintTexts(texts, { weakestMethod: 'sasl-tls', rules: { 'weakest-method': 'warning' } })).toEqual([]);
  });

  test('the rule with two severities: its warning can be silenced, its error not', () => {
    const config = { localDomains: ['contoso.com'] };
    const comment = '# partnerctl-allow own-domain: leased';
    const below = {
      'partners/fabrikam.com.yaml': partnerText('fabrikam.com', '  - lab.contoso.com', comment, 'owner: x'),
    };
    expect(lintTexts(below, config).map(({ code }) => code)).toEqual(['unrelated-domain']);
    const equal = { 'partners/fabrikam.com.yaml': partnerText('fabrikam.com', '  - contoso.com', comment, 'owner: x') };
    expect(lintTexts(equal, config).map(({ code }) => code)).toEqual([
      'own-domain',
      'unrelated-domain',
      'invalid-allow',
    ]);
  });
});

describe('unused-allow', () => {
  test('what silences nothing is to be removed', () => {
    expect(lintLines('# partnerctl-allow expired: x')).toMatchObject([
      { code: 'unused-allow', range: { start: { line: 5, column: 1 }, end: { line: 5, column: 30 } } },
    ]);
  });

  test('the second of two for one rule', () => {
    const found = lintLines(
      'connectionLimit: 2',
      ...Array<string>(2).fill('# partnerctl-allow connection-limit-too-low: x'),
    );
    expect(found).toMatchObject([{ code: 'unused-allow', range: { start: { line: 7 } } }]);
  });

  test('a rule that is off says so', () => {
    expect(told('# partnerctl-allow missing-owner: x')).toEqual([
      ['unused-allow', 'partnerctl-allow missing-owner silences nothing: the rule is off'],
    ]);
  });

  test('nothing is said of a file that has other errors: who knows what the comment will silence', () => {
    expect(codes('# partnerctl-allow expired: x', 'expires: tomorrow')).toEqual(['schema']);
  });
});

describe('comments about comments', () => {
  test('unused-allow can be silenced, wherever the two stand', () => {
    const pair = ['# partnerctl-allow unused-allow: generated', '# partnerctl-allow expired: x'];
    expect(codes(...pair)).toEqual([]);
    expect(codes(...pair.toReversed())).toEqual([]);
  });

  test('but not by the comment itself', () => {
    expect(codes('# partnerctl-allow unused-allow: x')).toEqual(['unused-allow']);
  });
});

test('every configurable rule can be named', () => {
  for (const { code } of RULES.filter(({ configurable }) => configurable))
    expect(told(`# partnerctl-allow ${code}: x`).map(([, message]) => message)).not.toContain(
      `partnerctl-allow: there is no rule "${code}"`,
    );
});
