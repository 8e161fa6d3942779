/** `probe-weak-crypto`: keys, signatures and protocols that others can break, or soon will. */
import type { TlsSeen } from '../../model/probe.ts';
import type { CertificateKey } from '../../model/probe-certificate.ts';
import { certificatesSeen, type ProbeRule, placeFor, rangeAt } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

export const weakCrypto: ProbeRule = {
  ...factsOf('probe-weak-crypto'),
  check(context) {
    return certificatesSeen(context).flatMap(({ target, attempt }) =>
      weaknesses(attempt.tls).map((weakness) => ({
        message: `${placeFor(target, attempt)} uses ${weakness}`,
        hint: 'ask the partner for TLS 1.2 or newer, RSA of 2048 bits or an elliptic curve, and SHA-256',
        ...rangeAt(context, 'tlsNegotiation'),
      })),
    );
  },
};

/** NIST SP 800-131A, RFC 8996 (TLS 1.0 and 1.1), RFC 7465 (RC4). */
function weaknesses(tls: TlsSeen | null): readonly string[] {
  if (tls === null) return [];
  const [own] = tls.chain;
  const found: string[] = [];
  if (own !== undefined && isSmall(own.key))
    found.push(`a key that is too small: ${own.key.type}, ${own.key.bits} bits`);
  if (own !== undefined && /md[245]|sha-?1(?!\d)/i.test(own.signatureAlgorithm))
    found.push(`a certificate with a weak signature: ${own.signatureAlgorithm}`);
  if (/^(?:SSL|TLSv1(?:\.[01])?$)/.test(tls.version)) found.push(`an old TLS: ${tls.version}`);
  if (/RC4|3?DES|NULL|EXPORT|MD5|anon/i.test(tls.cipher)) found.push(`a weak cipher: ${tls.cipher}`);
  return found;
}

const SMALLEST: Readonly<Partial<Record<string, number>>> = { rsa: 2048, 'rsa-pss': 2048, dsa: 2048, ec: 224 };

function isSmall({ type, bits }: CertificateKey): boolean {
  const smallest = SMALLEST[type];
  return smallest !== undefined && bits !== null && bits < smallest;
}
