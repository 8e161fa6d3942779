/** Which settings would connect, strongest first, nothing that is no better, nothing that the policy forbids. */
import { describe, expect, test } from 'vitest';
import type { Method, NegotiationSettings } from '../../src/model/negotiation.ts';
import type { DomainEvidence } from '../../src/model/probe.ts';
import { directionsOf } from '../../src/verdict/directions.ts';
import { reachOf } from '../../src/verdict/reach.ts';
import { SOUND_ROWS, suggestionsFor } from '../../src/verdict/suggestions.ts';
import { attempt, evidence, failed, stream, target, untrusted, withoutCertificate } from './evidence.ts';

const STRICT: NegotiationSettings = {
  tlsNegotiation: 'Required',
  saslNegotiation: 'Required',
  dialbackNegotiation: false,
};
const SELF_SIGNED = evidence([target([attempt({ tls: untrusted('DEPTH_ZERO_SELF_SIGNED_CERT') })])]);
const NO_TLS = evidence([target([attempt({ beforeTls: stream(), tls: null, afterTls: null })])]);
const SILENT = evidence([target([failed({ kind: 'timeout', afterMs: 1 }, 'stream')])]);

function suggested(seen: readonly DomainEvidence[], settings = STRICT, weakestMethod: Method = 'tcp-dialback') {
  return suggestionsFor(seen, { settings, weakestMethod, reach: reachOf(seen) }).map(
    ({ lines, methods, permits }) => `${lines.join(', ') || 'as it is'}: ${methods.join(' ')} of ${permits.join(' ')}`,
  );
}

test('there are eleven rows that lint accepts', () => {
  expect(SOUND_ROWS).toHaveLength(11);
});

test('the strongest comes first, and what permits more without connecting better is left out', () => {
  expect(suggested([evidence()])).toEqual([
    'as it is: sasl-tls of sasl-tls',
    'saslNegotiation: NotSupported, dialbackNegotiation: true: tls-dialback of tls-dialback',
  ]);
  expect(suggested([SELF_SIGNED])[0]).toBe(
    'saslNegotiation: Optional, dialbackNegotiation: true: tls-dialback of sasl-tls tls-dialback',
  );
  expect(suggested([NO_TLS])[0]).toBe(
    'tlsNegotiation: Optional, dialbackNegotiation: true: tcp-dialback of sasl-tls tls-dialback tcp-dialback',
  );
});

test('nothing weaker than the policy permits is suggested', () => {
  expect(suggested([NO_TLS], STRICT, 'tls-dialback')).toEqual([]);
});

test('one file has one set of settings: it must connect with all domains', () => {
  const both = [evidence(), { ...SELF_SIGNED, domain: 'corp.fabrikam.com' }];
  expect(suggested(both)[0]).toMatch(/^saslNegotiation: Optional, dialbackNegotiation: true/);
  expect(suggested([evidence(), SILENT])).toEqual([]);
});

test('what needs a certificate that was not shown is not suggested', () => {
  for (const suggestion of suggested([withoutCertificate()])) expect(suggestion).not.toMatch(/of sasl-tls$/);
});

describe('whatever was seen', () => {
  const seen = [evidence(), SELF_SIGNED, NO_TLS, SILENT, withoutCertificate(), evidence([])];

  test('every suggestion connects; a refusal has a cause, and what is unknown something that is missing', () => {
    for (const each of seen) {
      const reach = reachOf([each]);
      for (const { settings } of suggestionsFor([each], { settings: STRICT, weakestMethod: 'tcp-dialback', reach }))
        expect(directionsOf(each, settings, reach).outbound.kind).toBe('connects');
      for (const row of SOUND_ROWS) {
        const { outbound, inbound } = directionsOf(each, row, reach);
        for (const outcome of [outbound, inbound]) {
          if (outcome.kind === 'refused') expect(outcome.causes.length).toBeGreaterThan(0);
          if (outcome.kind === 'unknown') expect(outcome.missing.length).toBeGreaterThan(0);
          if (outcome.kind === 'connects') expect(outcome.methods.length).toBeGreaterThan(0);
        }
      }
    }
  });
});
