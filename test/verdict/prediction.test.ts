/** Two servers, one outcome: the table of XEP-0238, and what today's servers add to it. */
import { describe, expect, test } from 'vitest';
import { METHODS, type Method, NEGOTIATIONS, permittedMethods } from '../../src/model/negotiation.ts';
import { type Prediction, predict, type ServerPolicy } from '../../src/verdict/prediction.ts';

/** XEP-0238 §2: six kinds of services. */
const KINDS: readonly ServerPolicy[] = [
  // 1: verified only, no certificate
  { tls: 'NotSupported', permits: ['tcp-dialback'], certificate: 'none', manner: 'sufficient' },
  // 2: verified is acceptable, self-signed
  { tls: 'Optional', permits: METHODS, certificate: 'invalid', manner: 'sufficient' },
  // 3: verified is acceptable, issued by an authority
  { tls: 'Optional', permits: METHODS, certificate: 'valid', manner: 'sufficient' },
  // 4: encryption required, self-signed
  { tls: 'Required', permits: ['sasl-tls', 'tls-dialback'], certificate: 'invalid', manner: 'strongest' },
  // 5: encryption required, issued by an authority
  { tls: 'Required', permits: ['sasl-tls', 'tls-dialback'], certificate: 'valid', manner: 'strongest' },
  // 6: trust required, issued by an authority
  { tls: 'Required', permits: ['sasl-tls'], certificate: 'valid', manner: 'strongest' },
];

/** XEP-0238 §3: rows begin the stream. Verified, Encrypted, Trusted, Unsuccessful. */
const TABLE = ['VVVUUU', 'VVEEUU', 'VVEEET', 'UEEEEU', 'UETETT', 'UUTUTT'];

const LETTERS: Readonly<Record<Method, string>> = { 'sasl-tls': 'T', 'tls-dialback': 'E', 'tcp-dialback': 'V' };

function letter(prediction: Prediction): string {
  return prediction.kind === 'connects' ? LETTERS[prediction.method] : 'U';
}

test('the six by six table of XEP-0238', () => {
  const rows = KINDS.map((here) => KINDS.map((there) => letter(predict(here, there))).join(''));
  expect(rows).toEqual(TABLE);
});

const ROWS = NEGOTIATIONS.flatMap((tls) =>
  NEGOTIATIONS.flatMap((sasl) =>
    [true, false].map((dialback) => ({
      tls,
      permits: permittedMethods({ tlsNegotiation: tls, saslNegotiation: sasl, dialbackNegotiation: dialback }),
    })),
  ),
);
const CERTIFICATES = ['valid', 'invalid', 'none'] as const;
const SERVERS: readonly ServerPolicy[] = ROWS.flatMap(({ tls, permits }) =>
  CERTIFICATES.flatMap((certificate) =>
    (['strongest', 'sufficient'] as const).map((manner): ServerPolicy => ({ tls, permits, certificate, manner })),
  ),
);

describe('whatever the policies', () => {
  test('neither side goes by what it does not permit, and nothing stronger than both have is claimed', () => {
    for (const here of SERVERS)
      for (const there of SERVERS) {
        const prediction = predict(here, there);
        if (prediction.kind === 'fails') continue;
        expect(here.permits).toContain(prediction.initiator);
        expect(there.permits).toContain(prediction.receiver);
        if (prediction.method === 'sasl-tls') expect([here.certificate, there.certificate]).toEqual(['valid', 'valid']);
        if (prediction.method === 'tcp-dialback') expect([here.tls, there.tls]).not.toContain('Required');
        for (const other of prediction.forcible) expect(here.permits).toContain(other);
      }
  });

  test('a failure says of every method why not', () => {
    for (const here of SERVERS)
      for (const there of SERVERS) {
        const prediction = predict(here, there);
        if (prediction.kind === 'fails') expect(prediction.why.map(({ method }) => method)).toEqual(METHODS);
      }
  });
});

const OURS: ServerPolicy = { tls: 'Required', permits: ['sasl-tls'], certificate: 'valid', manner: 'strongest' };
const OPEN: ServerPolicy = { tls: 'Optional', permits: METHODS, certificate: 'valid', manner: 'strongest' };

describe('what a server does today', () => {
  test('EXTERNAL with a certificate that is not valid counts as dialback, where that is permitted', () => {
    const here: ServerPolicy = { ...OURS, permits: ['sasl-tls', 'tls-dialback'] };
    expect(predict(here, { ...OPEN, certificate: 'invalid' })).toEqual({
      kind: 'connects',
      method: 'tls-dialback',
      initiator: 'tls-dialback',
      receiver: 'sasl-tls',
      forcible: [],
    });
    expect(predict(OURS, { ...OPEN, certificate: 'invalid' })).toEqual({
      kind: 'fails',
      why: [
        { method: 'sasl-tls', obstacle: 'certificate-invalid-there' },
        { method: 'tls-dialback', obstacle: 'not-permitted-here' },
        { method: 'tcp-dialback', obstacle: 'tls-required-here' },
      ],
    });
  });

  test('somebody on the path can force what the caller permits, whatever the called server says', () => {
    const strict: ServerPolicy = { ...OPEN, tls: 'Required', permits: ['sasl-tls'] };
    expect(predict({ ...OPEN }, strict)).toMatchObject({
      method: 'sasl-tls',
      forcible: ['tls-dialback', 'tcp-dialback'],
    });
    expect(predict(OURS, strict)).toMatchObject({ method: 'sasl-tls', forcible: [] });
  });

  test('encryption that leads nowhere is not followed by a call without it', () => {
    const here: ServerPolicy = { ...OPEN, certificate: 'invalid' };
    const there: ServerPolicy = { ...OPEN, permits: ['sasl-tls', 'tcp-dialback'] };
    expect(predict(here, there)).toMatchObject({
      kind: 'fails',
      why: [
        { obstacle: 'certificate-invalid-here' },
        { obstacle: 'not-permitted-there' },
        { obstacle: 'encrypted-anyway' },
      ],
    });
  });
});
