/** Whatever a network may have shown, in any combination: every verdict has its reason, and nothing is thrown. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Attempt, type AttemptEnd, type DnsAnswer, type DomainEvidence, PHASES } from '../../src/model/probe.ts';
import { overall } from '../../src/model/probe-verdict.ts';
import { parseProbeFile } from '../../src/render/probe/probe-file.ts';
import { renderProbeJson } from '../../src/render/probe/probe-json.ts';
import { renderProbeMarkdown } from '../../src/render/probe/probe-markdown.ts';
import { renderProbePretty } from '../../src/render/probe/probe-pretty.ts';
import { reportOf } from '../render/probe/reports.ts';
import { expectValid } from '../render/support/schema.ts';
import { attempt, certificate, evidence, stream, target, tls, untrusted } from './evidence.ts';

const ENDS: readonly AttemptEnd[] = [
  { kind: 'complete' },
  { kind: 'refused' },
  { kind: 'unreachable', code: 'EHOSTUNREACH' },
  { kind: 'timeout', afterMs: 1000 },
  { kind: 'reset' },
  { kind: 'closed', properly: true },
  { kind: 'starttls-failure' },
  { kind: 'tls-failure', code: 'EPROTO', text: 'wrong version number' },
  { kind: 'not-xmpp', breach: 'not-xml', text: '' },
  { kind: 'too-much', bytes: 70_000 },
  { kind: 'not-tried', reason: 'same-address' },
  { kind: 'not-tried', reason: 'policy-error-before' },
  { kind: 'not-tried', reason: 'forbidden-address' },
  { kind: 'not-tried', reason: 'limit' },
  { kind: 'cut-short', by: 'interruption' },
  ...['host-unknown', 'policy-violation', 'not-authorized', 'see-other-host', 'invalid-from', 'x'].map(
    (condition): AttemptEnd => ({
      kind: 'stream-error',
      condition,
      text: null,
      application: null,
      otherHost: 'a.example',
    }),
  ),
];

const features = fc.record({
  startTls: fc.constantFrom('absent' as const, 'optional' as const, 'required' as const),
  mechanisms: fc.constantFrom([], ['EXTERNAL'], ['PLAIN']),
  dialback: fc.constantFrom('absent' as const, 'plain' as const, 'errors' as const),
});
const anyStream = fc.option(
  fc.oneof(
    features.map(stream),
    fc.constantFrom(null, '1.0', '0.9').map((version) => ({
      header: { from: null, id: null, version, dialbackNamespace: version === null },
      features: null,
    })),
  ),
);
const anyAttempt: fc.Arbitrary<Attempt> = fc
  .record({
    address: fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1'),
    phase: fc.constantFrom(...PHASES),
    end: fc.constantFrom(...ENDS),
    beforeTls: anyStream,
    afterTls: anyStream,
    onDirectTls: anyStream,
    tls: fc.option(fc.constantFrom(tls(), untrusted('CERT_HAS_EXPIRED'), tls({}, { chain: [] }))),
    authentication: fc.constantFrom(
      { kind: 'not-tried', reason: 'not-asked' } as const,
      { kind: 'not-offered' } as const,
      { kind: 'failed', condition: 'not-authorized', text: null } as const,
      { kind: 'no-answer' } as const,
      { kind: 'success-then-ended' } as const,
      { kind: 'accepted' } as const,
    ),
  })
  .map(attempt);
const anyAnswer = fc.constantFrom<DnsAnswer<string>>(
  { kind: 'no-records' },
  { kind: 'no-name' },
  { kind: 'failed', reason: 'timeout' },
  { kind: 'found', records: ['192.0.2.1'], omitted: 0 },
);
const anyTarget = fc
  .record({
    attempts: fc.array(anyAttempt, { maxLength: 3 }),
    transport: fc.constantFrom('starttls' as const, 'direct-tls' as const),
    ipv4: anyAnswer,
    ipv6: anyAnswer,
    origin: fc.constantFrom(
      { kind: 'fallback' } as const,
      { kind: 'proxy' } as const,
      { kind: 'see-other-host', by: 'x' } as const,
    ),
  })
  .map(({ attempts, ...differences }) => target(attempts, differences));
const anyEvidence: fc.Arbitrary<DomainEvidence> = fc
  .record({
    targets: fc.array(anyTarget, { maxLength: 3 }),
    presented: fc.record({
      from: fc.constantFrom(null, 'contoso.com'),
      certificate: fc.constantFrom(null, certificate()),
      authenticate: fc.boolean(),
    }),
    cutShort: fc.constantFrom(null, 'deadline' as const),
    domain: fc.constantFrom('fabrikam.com', 'northwind.example', 'stranger.example'),
  })
  .map(({ targets, ...differences }) => evidence(targets, differences));

test('every verdict has its reason, every rendering is made, and the evidence survives being saved', () => {
  fc.assert(
    fc.property(anyEvidence, (seen) => {
      const report = reportOf([seen]);
      const [verdict] = report.verdicts;
      if (verdict === undefined) throw new Error('no verdict');
      for (const outcome of [verdict.outbound, verdict.inbound]) {
        if (outcome.kind === 'connects') expect(outcome.methods).not.toEqual([]);
        if (outcome.kind === 'refused') expect(outcome.causes).not.toEqual([]);
        if (outcome.kind === 'unknown') expect(outcome.missing).not.toEqual([]);
      }
      const codes = report.diagnostics.map(({ code }) => code);
      if (overall(verdict) === 'refused')
        expect(codes.some((code) => /^probe-(?:refused|not-listed)$/.test(code))).toBe(true);
      if (overall(verdict) === 'unknown') expect(codes).toContain('probe-unknown');
      renderProbePretty(report, { color: true, verbose: true });
      renderProbeMarkdown(report);
      const text = renderProbeJson(report);
      expectValid('probe', text);
      expect(parseProbeFile(text)).toEqual({ kind: 'evidence', evidence: [seen] });
    }),
    { numRuns: 500 },
  );
});
