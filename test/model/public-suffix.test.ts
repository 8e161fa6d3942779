import { describe, expect, test } from 'vitest';
import { isPublicSuffix, registrableDomain } from '../../src/model/public-suffix.ts';

describe('a public suffix of the ICANN section', () => {
  test.each([
    ['com', true],
    ['co.uk', true],
    ['x.kobe.jp', true],
    ['city.kobe.jp', false],
    ['www.ck', false],
    ['x.ck', true],
    ['xn--p1ai', true],
    ['fabrikam.com', false],
    ['chat.fabrikam.co.uk', false],
    // private section
    ['github.io', false],
    // in no section
    ['localhost', false],
    ['unheard.of', false],
  ])('%s: %s', (domain, expected) => {
    expect(isPublicSuffix(domain)).toBe(expected);
  });
});

describe('what somebody registered', () => {
  test.each([
    ['fabrikam.com', 'fabrikam.com'],
    ['a.b.fabrikam.com', 'fabrikam.com'],
    ['chat.fabrikam.co.uk', 'fabrikam.co.uk'],
    ['chat.fabrikam.github.io', 'fabrikam.github.io'],
    ['github.io', undefined],
    ['co.uk', undefined],
    ['chat.xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['a.b.corp', 'b.corp'],
  ])('%s: %s', (domain, expected) => {
    expect(registrableDomain(domain)).toBe(expected);
  });
});
