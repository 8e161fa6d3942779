/**
 * What a probe costs, whoever is on the other side: a process of its own asks peers that want its time and its memory,
 * one after another and then 500 at once.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/probe/limits.ts';
import { bundleChild, startChild } from '../support/child-process.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { certificateFor, testAuthority } from './support/certificates.ts';
import { startDns, type Zone } from './support/dns-responder.ts';
import type { Cost, Job } from './support/probe-process.ts';
import { SHORT } from './support/probing.ts';
import { parseTranscript, type ScriptedPeer, startPeer } from './support/scripted-peer.ts';

const MOST_MEBIBYTES = 32;
const USUAL = readFileSync(new URL('transcripts/starttls-and-dialback.txt', import.meta.url), 'utf8').replace(
  "to='partner.test' ",
  '',
);

const folders = temporaryFolders();

async function costOf(job: Omit<Job, 'dnsServer' | 'ownCa'>, zone: Zone): Promise<Cost> {
  const script = await bundleChild(new URL('support/probe-process.ts', import.meta.url), await folders());
  const dns = await startDns(zone);
  try {
    const child = startChild(script, [
      JSON.stringify({ ...job, dnsServer: dns.address, ownCa: testAuthority().cert } satisfies Job),
    ]);
    const [line, { code, stderr }] = await Promise.all([child.firstLine, child.ended]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(line) as Cost;
  } finally {
    await dns.close();
  }
}

function hosting(domain: string, ports: readonly number[], address: string, service = '_xmpp-server._tcp'): Zone {
  return {
    [`${service}.${domain}`]: { srv: ports.map((port, index) => [index, 0, port, `host.${domain}`] as const) },
    [`host.${domain}`]: { a: [address] },
  };
}

const certificates = {
  partner: certificateFor('partner.test'),
  // above OpenSSL's limit, and below it but above ours
  huge: certificateFor('huge.test', { names: Array.from({ length: 12_000 }, (_, n) => `DNS:a${n}.huge.test`) }),
  large: certificateFor('huge.test', { names: Array.from({ length: 4_500 }, (_, n) => `DNS:a${n}.huge.test`) }),
};

describe('one hostile peer', () => {
  const PEERS: readonly (readonly [string, string])[] = [
    ['a megabyte of spaces', "C: version='1.0'\nS: {header}\n! repeat 1048576 {space}"],
    ['spaces without end', '! forever {space}'],
    ['features without end', "C: version='1.0'\nS: {header}<stream:features>\n! forever <a xmlns='urn:x'>aaaaaaaa</a>"],
    ['elements without end', "C: version='1.0'\nS: {header}<stream:features/>\n! forever <a/>"],
    ['nesting without end', "C: version='1.0'\nS: {header}<stream:features>\n! forever <a>"],
    ['an attribute without end', "C: version='1.0'\nS: <a b='\n! forever aaaaaaaaaaaaaaaa"],
    ['attributes without end', "C: version='1.0'\nS: <a\n! forever {space}a='b'"],
    ['a DTD without end', "C: version='1.0'\nS: <!DOCTYPE a [\n! forever <!ENTITY a 'b'>"],
    ['a CDATA section without end', "C: version='1.0'\nS: {header}<a><![CDATA[\n! forever ]]"],
    ['one byte at a time', "C: version='1.0'\n! drip 20 {header}"],
    ['silence', ''],
    ['TLS that stalls', 'C: starttls'],
    ['a flood inside TLS', "! tls partner\nC: version='1.0'\nS: {header}\n! forever {space}"],
    ['a certificate of 300 KiB', '! tls huge'],
    ['a certificate of 90 KiB', "! tls large\nC: version='1.0'\nS: {header}<stream:features/>"],
  ];
  const TLS_AT_ONCE = /^! tls/;
  let usual: ScriptedPeer;
  beforeAll(async () => {
    usual = await startPeer([parseTranscript(USUAL).steps], { certificates });
  });
  afterAll(async () => await usual.close());

  test.each(PEERS)('%s', async (_, script) => {
    const peer = await startPeer([parseTranscript(script).steps], { certificates });
    const service = TLS_AT_ONCE.test(script) ? '_xmpps-server._tcp' : '_xmpp-server._tcp';
    const zone = {
      ...hosting('usual.test', [usual.port], '127.0.0.1'),
      ...hosting('hostile.test', [peer.port], '127.0.0.1', service),
    };
    const cost = await costOf({ warmUp: ['usual.test'], domains: ['hostile.test'], limits: SHORT }, zone);
    await peer.close();
    expect(cost.mebibytes).toBeLessThan(MOST_MEBIBYTES);
    expect(cost.milliseconds).toBeLessThan(SHORT.phaseMs + 500);
    expect(cost.ends).not.toHaveProperty(script === '' ? 'complete' : 'none');
  });
});

describe('500 domains', () => {
  /** When a domain has been given up whose two servers take the connection and are silent. */
  const LIMIT_MS = 2 * DEFAULT_LIMITS.phaseMs;

  test('with the default limits, of which a tenth never answer: within 1.5 times the limit of one', async () => {
    const usual = await startPeer([parseTranscript(USUAL).steps], { certificates, host: '0.0.0.0' });
    const silent = await startPeer([[]], { host: '0.0.0.0' });
    const silentToo = await startPeer([[]], { host: '0.0.0.0' });
    const domains = Array.from({ length: 500 }, (_, index) => `d${index}.test`);
    const zone = Object.assign(
      {},
      ...domains.map((domain, index) => {
        // an address of its own for each
        const address = `127.2.${index >> 8}.${index & 255}`;
        const ports = index % 10 === 3 ? [silent.port, silentToo.port] : [usual.port];
        return hosting(domain, ports, address);
      }),
    ) as Zone;
    const cost = await costOf({ warmUp: [], domains, limits: {} }, zone);
    await Promise.all([usual, silent, silentToo].map(async (peer) => await peer.close()));
    expect(cost.ends).toEqual({ complete: 450, timeout: 50 });
    expect(cost.milliseconds).toBeGreaterThanOrEqual(LIMIT_MS);
    expect(cost.milliseconds).toBeLessThan(1.5 * LIMIT_MS);
    expect(cost.peak).toBeLessThan(200);
  }, 60_000);
});
