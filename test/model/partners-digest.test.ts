/** The digest of partners is the RFC 8785 digest of their sorted list, as any canonicalizer computes it. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { partnersDigest } from '../../src/model/digest.ts';
import { sorted } from '../adapters/contract/harness.ts';
import { partner } from '../support/partners.ts';
import { partnersArbitrary } from '../support/partners-arbitrary.ts';

it('equals the digest of the canonical JSON, whatever the order of partners and keys', () => {
  fc.assert(
    fc.property(partnersArbitrary(), (partners) => {
      const canonical = canonicalize(sorted(partners)) ?? '';
      const expected = `sha256:${createHash('sha256').update(canonical, 'utf8').digest('hex')}`;
      const shuffled = [...partners].reverse().map((each) => Object.fromEntries(Object.entries(each).reverse()));
      expect(partnersDigest(partners)).toBe(expected);
      expect(partnersDigest(shuffled as unknown as typeof partners)).toBe(expected);
    }),
  );
});

it.each([499, 500, 501, 1000, 1003])('of %d partners, which are hashed some at a time', (count) => {
  const partners = Array.from({ length: count }, (_, index) => partner(`d${index}.example`));
  const canonical = canonicalize(sorted(partners)) ?? '';
  expect(partnersDigest(partners)).toBe(`sha256:${createHash('sha256').update(canonical, 'utf8').digest('hex')}`);
});
