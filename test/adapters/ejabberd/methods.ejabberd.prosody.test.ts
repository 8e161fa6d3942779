/**
 * What each setting of a virtual host permits, on the wire: a real ejabberd and real partners, both ways. What the
 * adapter says of it is what happens, for every row of the negotiation matrix that a virtual host can be set to;
 * docs/ejabberd-matrix.md is what was measured (`-u` writes it; then read it).
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permittedBy } from '../../../src/adapters/ejabberd/methods.ts';
import { METHODS, type Method, sameMethods } from '../../../src/model/negotiation.ts';
import { agreement, PROOFS, type Side, stock } from '../../servers/matrix/oracle.ts';
import { LINTED_ROWS, ROWS } from '../../servers/matrix/rows.ts';
import { methodsDocument } from './methods/document.ts';
import { type Passage, runDirect, runMethods, startMethodsRig } from './methods/run.ts';
import { DIRECT, HOSTS, type Host } from './methods/settings.ts';

const DOCUMENT = '../../../docs/ejabberd-matrix.md';

const hostOf = (name: string) => ({ name, s2sAccess: 'all', overrides: [] });

function permitted({ domain, startTls, dialback }: Host): readonly Method[] {
  return permittedBy({ ...hostOf(domain), startTls, hasDialback: dialback !== 'without' }, false);
}

describe('a virtual host of ejabberd', () => {
  let rig: Awaited<ReturnType<typeof startMethodsRig>> | undefined;
  let passages: readonly Passage[];
  beforeAll(async () => {
    rig = await startMethodsRig();
    passages = await runMethods(rig);
  });
  afterAll(() => rig?.close());
  const of = (host: Host): readonly Passage[] => passages.filter((each) => each.host === host);

  test.each(HOSTS)('$startTls, $dialback dialback: it permits what the adapter says', (host) => {
    const seen = new Set(of(host).map(({ method }) => method));
    expect(METHODS.filter((method) => seen.has(method))).toEqual(permitted(host));
  });

  // with access: none it is stricter than any row, which the next test tells
  test.each(HOSTS.filter(({ dialback }) => dialback !== 'access: none'))(
    '$startTls, $dialback dialback: partners are known by what the rows say that permit the same',
    (host) => {
      const permits = permitted(host);
      expect(ROWS.some((row) => sameMethods(row.permits, permits))).toBe(true);
      for (const proof of PROOFS) {
        const ours: Side = { permits, proof: 'ca' };
        const expected = {
          outbound: agreement(ours, stock(proof))?.initiator,
          inbound: agreement(stock(proof), ours)?.responder,
        };
        const measured = of(host).filter(({ kind }) => kind.name === proof);
        expect(Object.fromEntries(measured.map(({ direction, method }) => [direction, method])), proof).toEqual(
          expected,
        );
      }
    },
  );

  test('access: none lets nobody in by TLS whose certificate is not valid', () => {
    const none = passages.filter(({ host, kind }) => host.dialback === 'access: none' && kind.name === 'self-signed');
    const methods = none.filter(({ host }) => host.startTls !== false).map(({ method }) => method);
    expect(methods).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('direct TLS lets partners in whatever the setting of STARTTLS is, and the adapter says so', async () => {
    const said = permittedBy({ ...hostOf(DIRECT.host), startTls: false, hasDialback: false }, true);
    expect(said).toEqual(['sasl-tls']);
    expect(rig && (await runDirect(rig))).toEqual({ fate: { arrived: true }, method: 'sasl-tls' });
  });

  test('no setting permits dialback inside TLS alone, nor dialback by whatever is not EXTERNAL', () => {
    const expressible = HOSTS.map(permitted);
    const rows = LINTED_ROWS.filter(({ permits }) => !expressible.some((methods) => sameMethods(methods, permits)));
    expect(rows.map(({ settings }) => settings.saslNegotiation)).toEqual(['NotSupported', 'NotSupported']);
    expect(rows.map(({ settings }) => settings.tlsNegotiation)).toEqual(['Required', 'Optional']);
  });

  test('docs/ejabberd-matrix.md has what was measured', async () => {
    const said = (domain: string): readonly Method[] =>
      HOSTS.filter((host) => host.domain === domain).flatMap(permitted);
    await expect(methodsDocument(passages, said)).toMatchFileSnapshot(DOCUMENT);
  });
});
