/** Severities to the letter of the contract, and what `rules:` makes of them. */
import { describe, expect, test } from 'vitest';
import { RULES } from '../../src/lint/rules.ts';
import { LOAD_RULES } from '../../src/load/rules.ts';
import { PLAN_RULES } from '../../src/plan/rules.ts';
import { lintTexts, partnerText } from './lint-texts.ts';

const codesOf = (severity: string, configurable: boolean) =>
  [...LOAD_RULES, ...RULES]
    .filter((rule) => rule.severity === severity && rule.configurable === configurable)
    .map(({ code }) => code)
    .sort();

test('errors that nobody can change', () => {
  expect(codesOf('error', false)).toEqual(
    [
      'unreadable-file',
      'yaml-syntax',
      'plain-yaml',
      'schema',
      'file-name',
      'domain-syntax',
      'domain-form',
      'duplicate-domain',
      'own-domain',
      'unknown-deployment',
      'sasl-requires-tls',
      'no-authentication-method',
    ].sort(),
  );
});

test('errors that a policy can change', () => {
  expect(codesOf('error', true)).toEqual(['public-suffix', 'weakest-method']);
});

test('warnings, infos, and what is off', () => {
  expect(codesOf('warning', true)).toEqual(
    [
      'dialback-ineffective',
      'tls-optional-with-sasl',
      'plaintext-permitted',
      'connection-limit-too-low',
      'unrelated-domain',
      'expires-soon',
      'expired',
      'invalid-allow',
      'unused-allow',
    ].sort(),
  );
  expect(codesOf('info', true)).toEqual(['no-component-domain']);
  expect(codesOf('off', true)).toEqual(['missing-owner']);
  expect([...codesOf('warning', false), ...codesOf('info', false), ...codesOf('off', false)]).toEqual([]);
});

test('nothing that a plan finds can be configured', () => {
  expect(PLAN_RULES.filter(({ configurable }) => configurable)).toEqual([]);
});

describe('rules: in partnerctl.yaml', () => {
  const text = partnerText('fabrikam.com', 'expires: 2020-01-01');
  const severities = (setting: string) =>
    lintTexts({ 'partnerctl.yaml': `rules: { ${setting} }\n`, 'partners/fabrikam.com.yaml': text }).map(
      ({ code, severity }) => `${severity} ${code}`,
    );

  test.each([
    ['', ['warning expired']],
    ['expired: error', ['error expired']],
    ['expired: info', ['info expired']],
    ['expired: off', []],
    ['missing-owner: info', ['info missing-owner', 'warning expired']],
  ])('{ %s }', (setting, expected) => {
    expect(severities(setting)).toEqual(expected);
  });
});
