/** Whatever bytes come, in whatever pieces: they end in evidence, never in a crash. */
import { isUtf8 } from 'node:buffer';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PHASES } from '../../src/model/probe.ts';
import { certificateSeen } from '../../src/probe/certificate.ts';
import { DerError, valuesIn } from '../../src/probe/der.ts';
import { PHASE_BYTES } from '../../src/probe/limits.ts';
import { type XmlEvent, XmlStream } from '../../src/probe/xml-stream.ts';
import { certificateFor, srvName, xmppAddr } from './support/certificates.ts';
import type { Zone } from './support/dns-responder.ts';
import { probeZone } from './support/probing.ts';
import { HEADER } from './support/scripted-peer.ts';

/** What servers say, whole or cut anywhere, and what nobody says. */
const PIECES = [
  HEADER,
  "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' version='0.9'>",
  "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>",
  "<stream:features><dialback xmlns='urn:xmpp:features:dialback'/></stream:features>",
  "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
  "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
  "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>127.0.0.1</see-other-host></stream:error>",
  '</stream:stream>',
  "<!DOCTYPE a [<!ENTITY b 'c'>]>",
  '<![CDATA[ ]]>',
  '&lt;&#x0;&foo;',
  '\u{1f600}ö\u0000\ufeff',
  '\u0016\u0003\u0001\u0000\u0005\u0001',
] as const;

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...PIECES).map((text) => Buffer.from(text)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...PIECES), fc.nat(200))
      .map(([text, length]) => Buffer.from(text).subarray(0, length)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)) },
);
const bytes = fc.array(piece, { maxLength: 8 }).map((pieces) => Buffer.concat(pieces));

function inPieces(whole: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(whole.subarray(at, at + size));
    at += size;
  }
  return [...pieces, whole.subarray(at)];
}

const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 });

describe('XML', () => {
  const read = (pieces: readonly Buffer[]): readonly XmlEvent[] => {
    const events: XmlEvent[] = [];
    const stream = new XmlStream((event) => events.push(event));
    for (const each of pieces) stream.write(each);
    return events;
  };

  test('the same events, however the bytes are cut; what is no UTF-8 spoils the piece that it comes with', () => {
    fc.assert(
      fc.property(bytes, cuts, (whole, sizes) => {
        const inOne = read([whole]).filter(({ kind }) => kind !== 'breach');
        const cut = read(inPieces(whole, sizes)).filter(({ kind }) => kind !== 'breach');
        expect(cut.slice(0, inOne.length)).toEqual(inOne);
        if (isUtf8(whole)) expect(cut).toHaveLength(inOne.length);
      }),
      { numRuns: 1_000 },
    );
  });

  test('nothing after the end or a breach', () => {
    fc.assert(
      fc.property(bytes, (whole) => {
        const kinds = read([whole, Buffer.from(HEADER)]).map(({ kind }) => kind);
        const over = kinds.findIndex((kind) => kind === 'close' || kind === 'breach');
        expect(over === -1 || over === kinds.length - 1).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a connection', () => {
  interface Speech {
    readonly pieces: readonly Buffer[];
    readonly finally: 'end' | 'reset' | 'silence';
  }
  let speech: Speech = { pieces: [], finally: 'end' };
  let server: Server;
  let port = 0;
  const open = new Set<Socket>();

  beforeAll(async () => {
    server = createServer((socket) => void speak(socket, speech));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as { port: number });
  });
  afterAll(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });

  async function speak(socket: Socket, { pieces, finally: ending }: Speech): Promise<void> {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
    socket.resume();
    for (const each of pieces) {
      if (socket.destroyed) return;
      socket.write(each);
      await new Promise(setImmediate);
    }
    if (ending === 'end') socket.end();
    if (ending === 'reset') socket.resetAndDestroy();
  }

  test('ends in evidence', async () => {
    const spoken = fc.record({
      pieces: fc.tuple(bytes, cuts).map(([whole, sizes]) => inPieces(whole, sizes)),
      finally: fc.constantFrom('end', 'end', 'reset', 'reset', 'silence'),
    });
    await fc.assert(
      fc.asyncProperty(spoken, fc.constantFrom('_xmpp-server._tcp', '_xmpps-server._tcp'), async (said, service) => {
        speech = said;
        const zone: Zone = { [`${service}.a.test`]: { srv: [[0, 0, port, 'b.test']] }, 'b.test': { a: ['127.0.0.1'] } };
        const limits = { phaseMs: 40, attemptMs: 200, domainMs: 500, closeMs: 20 };
        const { evidence } = await probeZone(zone, ['a.test'], { limits });
        const attempt = evidence[0]?.targets[0]?.attempts[0];
        expect(PHASES).toContain(attempt?.phase);
        expect(attempt?.end.kind).toBeTypeOf('string');
        expect(JSON.stringify(evidence).length).toBeLessThan(PHASE_BYTES);
        expect(JSON.parse(JSON.stringify(evidence))).toEqual(evidence);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

describe('certificates', () => {
  test('any bytes: DerError and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (any) => {
        try {
          for (const { content } of valuesIn(any)) expect(content.length).toBeLessThan(any.length);
        } catch (error) {
          expect(error).toBeInstanceOf(DerError);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('a certificate with any of its bytes changed is read, or refused by OpenSSL', () => {
    const names = ['DNS:partner.test', srvName('partner.test'), xmppAddr('partner.test')];
    const { raw } = new X509Certificate(certificateFor('partner.test', { names }).cert);
    let read = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(raw.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
        const changed = Buffer.from(raw);
        for (const [at, byte] of changes) changed[at] = byte;
        let certificate: X509Certificate;
        try {
          certificate = new X509Certificate(changed);
        } catch {
          return;
        }
        read += 1;
        expect(certificateSeen(certificate).fingerprint).toMatch(/^[0-9a-f]{64}$/);
      }),
      { numRuns: 1_000 },
    );
    expect(read).toBeGreaterThan(100);
  });
});
