/** The limits are what docs/probe.md says they are. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ADDRESSES, ATTEMPTS, DEFAULT_LIMITS, PHASE_BYTES, TARGETS } from '../../src/probe/limits.ts';

const PAGE = readFileSync(new URL('../../docs/probe.md', import.meta.url), 'utf8');
const seconds = (ms: number): string => `${ms / 1_000} s`;

test.each([
  ['one DNS question', seconds(DEFAULT_LIMITS.dnsMs)],
  ['until a connection is made', seconds(DEFAULT_LIMITS.connectMs)],
  ['each phase', seconds(DEFAULT_LIMITS.phaseMs)],
  ['after the stanza', seconds(DEFAULT_LIMITS.stanzaMs)],
  ['one connection in all', seconds(DEFAULT_LIMITS.attemptMs)],
  ['one domain in all', seconds(DEFAULT_LIMITS.domainMs)],
  ['the whole run', `${DEFAULT_LIMITS.runMs / 60_000} min`],
  ['between two connections', `${DEFAULT_LIMITS.pauseMs} ms`],
  ['connections at once', String(DEFAULT_LIMITS.connections)],
  ['read in one phase', `${PHASE_BYTES / 1024} KiB`],
  ['targets of a domain', `${TARGETS}; ${ADDRESSES}`],
  ['connections for one domain', String(ATTEMPTS)],
])('%s: %s', (begins, value) => {
  const row = PAGE.split('\n').find((line) => line.startsWith(`| ${begins}`));
  expect(row?.split('|')[2]?.trim()).toBe(value);
});

test('the phases of one connection fit into it, and one connection into its domain', () => {
  const { connectMs, phaseMs, attemptMs, domainMs, runMs } = DEFAULT_LIMITS;
  expect(connectMs + phaseMs).toBeLessThan(attemptMs);
  expect(attemptMs).toBeLessThan(domainMs);
  expect(domainMs).toBeLessThan(runMs);
});
