/** What a DNS server answers, and what that means: asked over a real socket. */
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/model/errors.ts';
import { invalidDnsServer, openDns } from '../../src/probe/dns.ts';
import { startDns, type Zone } from './support/dns-responder.ts';

const FAST_MS = 600;
const ZONE: Zone = {
  'found.test': {
    srv: [
      [10, 5, 5269, 'XMPP.Found.Test'],
      [20, 0, 5270, 'b.found.test'],
    ],
    a: ['192.0.2.1', '192.0.2.2'],
    aaaa: ['2001:db8::1'],
  },
  'no-service.test': { srv: [[0, 0, 0, '.']] },
  'empty.test': {},
  'servfail.test': { fails: 'SERVFAIL' },
  'refused.test': { fails: 'REFUSED' },
  'silent.test': { fails: 'silent' },
  'garbage.test': { fails: 'garbage' },
  'crowded.test': {
    srv: Array.from({ length: 20 }, (_, index) => [index, 0, 5269, `h${index}.test`] as const),
    a: Array.from({ length: 12 }, (_, index) => `192.0.2.${index}`),
  },
};
const FOREVER = new AbortController().signal;

async function asking<T>(ask: (dns: ReturnType<typeof openDns>) => Promise<T>): Promise<T> {
  const responder = await startDns(ZONE);
  try {
    return await ask(openDns(responder.address, FAST_MS));
  } finally {
    await responder.close();
  }
}

describe('SRV', () => {
  test('records as they stand, hosts in lower case', async () => {
    expect(await asking(async (dns) => await dns.srv('found.test', FOREVER))).toEqual({
      kind: 'found',
      records: [
        { priority: 10, weight: 5, port: 5269, host: 'xmpp.found.test' },
        { priority: 20, weight: 0, port: 5270, host: 'b.found.test' },
      ],
      omitted: 0,
    });
  });

  test('a single dot is a record, with no host', async () => {
    expect(await asking(async (dns) => await dns.srv('no-service.test', FOREVER))).toEqual({
      kind: 'found',
      records: [{ priority: 0, weight: 0, port: 0, host: '' }],
      omitted: 0,
    });
  });

  test.each([
    ['empty.test', { kind: 'no-records' }],
    ['nobody.test', { kind: 'no-name' }],
    ['servfail.test', { kind: 'failed', reason: 'servfail' }],
    ['refused.test', { kind: 'failed', reason: 'refused' }],
    ['silent.test', { kind: 'failed', reason: 'timeout' }],
    ['garbage.test', { kind: 'failed', reason: 'malformed' }],
    ['a b.test', { kind: 'failed', reason: 'malformed' }],
    ['..', { kind: 'failed', reason: 'malformed' }],
    [`${'a'.repeat(64)}.test`, { kind: 'failed', reason: 'malformed' }],
  ] as const)('%s', async (name, answer) => {
    expect(await asking(async (dns) => await dns.srv(name, FOREVER))).toEqual(answer);
  });

  test('more than the limit are counted, not kept', async () => {
    const answer = await asking(async (dns) => await dns.srv('crowded.test', FOREVER));
    expect(answer).toMatchObject({ kind: 'found', omitted: 4 });
  });
});

describe('addresses', () => {
  test('of each family', async () => {
    const both = await asking(async (dns) => [
      await dns.addresses('found.test', 4, FOREVER),
      await dns.addresses('found.test', 6, FOREVER),
    ]);
    expect(both).toEqual([
      { kind: 'found', records: ['192.0.2.1', '192.0.2.2'], omitted: 0 },
      { kind: 'found', records: ['2001:db8::1'], omitted: 0 },
    ]);
  });

  test('more than the limit are counted, not kept', async () => {
    const answer = await asking(async (dns) => await dns.addresses('crowded.test', 4, FOREVER));
    expect(answer).toMatchObject({ kind: 'found', omitted: 4 });
  });
});

describe('bounds', () => {
  test('a silent server costs no more than the limit', async () => {
    const began = performance.now();
    await asking(async (dns) => await dns.srv('silent.test', FOREVER));
    expect(performance.now() - began).toBeLessThan(FAST_MS + 200);
  });

  test('an interruption ends a question at once', async () => {
    const stop = new AbortController();
    const began = performance.now();
    const answer = await asking(async (dns) => {
      const asked = dns.srv('silent.test', stop.signal);
      stop.abort();
      return await asked;
    });
    expect(answer).toEqual({ kind: 'failed', reason: 'cut-short' });
    expect(performance.now() - began).toBeLessThan(FAST_MS / 2);
  });

  test('nobody listens there', async () => {
    const responder = await startDns({});
    await responder.close();
    expect(await openDns(responder.address, FAST_MS).srv('found.test', FOREVER)).toEqual({
      kind: 'failed',
      reason: 'unreachable',
    });
  });
});

test('servers are named with their ports', () => {
  expect(openDns('192.0.2.53', FAST_MS).servers).toEqual(['192.0.2.53:53']);
  expect(openDns('192.0.2.53:5353', FAST_MS).servers).toEqual(['192.0.2.53:5353']);
  expect(openDns('[2001:db8::53]:5353', FAST_MS).servers).toEqual(['[2001:db8::53]:5353']);
  expect(openDns('2001:db8::53', FAST_MS).servers).toEqual(['[2001:db8::53]:53']);
});

test.each(['127.0.0.1', '127.0.0.1:53', '::1', '[::1]:53'])('%s is a server', (text) => {
  expect(invalidDnsServer(text)).toBeUndefined();
});

test.each(['', 'dns.example', '127.0.0.1:99999', '127.0.0.1:0', '[::1', '300.1.1.1'])('%s is none', (text) => {
  expect(invalidDnsServer(text)).toMatch(/^the IP address/);
  expect(() => openDns(text, FAST_MS)).toThrow(UsageError);
});
