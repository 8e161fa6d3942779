/**
 * A certificate's bytes → what stands in it. The extensions are read from the DER itself: OpenSSL's texts of them are
 * for people, and a name chosen by the other side could pretend to be several. Pure; never throws.
 *
 * Sources: RFC 5280 (certificates), RFC 4985 (SRVName), RFC 6120 §13.7.1 (XmppAddr).
 */
import { Buffer } from 'node:buffer';
import type { X509Certificate } from 'node:crypto';
import type { CertificateKey, CertificateNames, CertificateSeen } from '../model/probe-certificate.ts';
import { boundedText } from './bounded-text.ts';
import { type DerValue, oidOf, TAG, valueIn, valuesIn } from './der.ts';
import { CERTIFICATE_NAMES, LIST_LENGTH, NAME_LENGTH, TEXT_LENGTH } from './limits.ts';

const OID = {
  xmppAddr: '1.3.6.1.5.5.7.8.5',
  srvName: '1.3.6.1.5.5.7.8.7',
  san: '2.5.29.17',
  eku: '2.5.29.37',
} as const;

const PURPOSES: Readonly<Record<string, string>> = {
  '2.5.29.37.0': 'anyExtendedKeyUsage',
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
};

const SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'md5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.10': 'rsassaPss',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.10045.4.1': 'ecdsa-with-SHA1',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.3.101.112': 'ED25519',
  '1.3.101.113': 'ED448',
};

const NO_NAMES: CertificateNames = { dns: [], srv: [], xmpp: [], omitted: 0 };

export function certificateSeen(certificate: X509Certificate): CertificateSeen {
  const { extensions, signatureAlgorithm } = readable(certificate.raw);
  const san = extensions.get(OID.san);
  const eku = extensions.get(OID.eku);
  return {
    subject: distinguishedName(certificate.subject),
    issuer: distinguishedName(certificate.issuer),
    names: san === undefined ? NO_NAMES : orElse(() => namesIn(san), NO_NAMES),
    notBefore: isoTime(certificate.validFrom),
    notAfter: isoTime(certificate.validTo),
    extendedKeyUsage: eku === undefined ? null : orElse(() => purposesIn(eku), []),
    key: orElse(() => keyOf(certificate), { type: 'unknown', bits: null, curve: null }),
    signatureAlgorithm,
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

/** OpenSSL has accepted the certificate as a whole; a part that we cannot read is left out. */
function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

interface Readable {
  /** By object identifier, the content of the extension's value. */
  readonly extensions: ReadonlyMap<string, Uint8Array>;
  readonly signatureAlgorithm: string;
}

/** Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signature } */
function readable(raw: Uint8Array): Readable {
  const [body, algorithm] = orElse(() => valuesIn(valueIn(raw, TAG.sequence)), []);
  const number = orElse(() => oidOf(valueIn(algorithm?.content ?? raw, TAG.oid)), 'unknown');
  return {
    extensions: orElse(() => extensionsIn(body?.content ?? raw), new Map<string, Uint8Array>()),
    signatureAlgorithm: boundedText(SIGNATURES[number] ?? number, NAME_LENGTH),
  };
}

const EXTENSIONS = 0xa3;

function extensionsIn(body: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const field = valuesIn(body).find(({ tag }) => tag === EXTENSIONS);
  const extensions = new Map<string, Uint8Array>();
  if (field === undefined) return extensions;
  for (const { content } of valuesIn(valueIn(field.content, TAG.sequence))) {
    const parts = valuesIn(content);
    const [oid, value] = [parts[0], parts.at(-1)];
    if (oid?.tag === TAG.oid && value?.tag === TAG.octetString) extensions.set(oidOf(oid.content), value.content);
  }
  return extensions;
}

const OTHER_NAME = 0xa0;
const DNS_NAME = 0x82;

/** GeneralNames ::= SEQUENCE OF GeneralName */
function namesIn(extension: Uint8Array): CertificateNames {
  const found = { dns: [] as string[], srv: [] as string[], xmpp: [] as string[] };
  for (const { tag, content } of valuesIn(valueIn(extension, TAG.sequence))) {
    if (tag === DNS_NAME) found.dns.push(ascii(content));
    if (tag === OTHER_NAME) orElse(() => otherName(content, found), undefined);
  }
  const bounded = (names: readonly string[]): readonly string[] =>
    names.slice(0, CERTIFICATE_NAMES).map((name) => boundedText(name, NAME_LENGTH));
  const kinds = [found.dns, found.srv, found.xmpp];
  const omitted = kinds.reduce((sum, { length }) => sum + Math.max(0, length - CERTIFICATE_NAMES), 0);
  return { dns: bounded(found.dns), srv: bounded(found.srv), xmpp: bounded(found.xmpp), omitted };
}

/** OtherName ::= SEQUENCE { type-id, value [0] EXPLICIT } */
function otherName(content: Uint8Array, found: { readonly srv: string[]; readonly xmpp: string[] }): void {
  const [type, value] = valuesIn(content);
  if (type?.tag !== TAG.oid || value === undefined) return;
  const [text] = valuesIn(value.content);
  const kind = oidOf(type.content);
  if (kind === OID.srvName && text?.tag === TAG.ia5String) found.srv.push(ascii(text.content));
  if (kind === OID.xmppAddr && text?.tag === TAG.utf8String) found.xmpp.push(utf8(text));
}

function ascii(content: Uint8Array): string {
  return Buffer.from(content).toString('latin1');
}

function utf8({ content }: DerValue): string {
  return Buffer.from(content).toString('utf8');
}

function purposesIn(extension: Uint8Array): readonly string[] {
  return valuesIn(valueIn(extension, TAG.sequence))
    .slice(0, LIST_LENGTH)
    .map(({ content }) => oidOf(content))
    .map((number) => boundedText(PURPOSES[number] ?? number, NAME_LENGTH));
}

function keyOf({ publicKey }: X509Certificate): CertificateKey {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  return {
    type: publicKey.asymmetricKeyType ?? 'unknown',
    bits: modulusLength ?? CURVE_BITS[namedCurve ?? ''] ?? null,
    curve: namedCurve ?? null,
  };
}

const CURVE_BITS: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
};

/** `CN=…` lines → one line. */
function distinguishedName(text: string | undefined): string {
  return boundedText((text ?? '').split('\n').filter(Boolean).join(', '), TEXT_LENGTH);
}

/** `Nov 24 20:00:00 2026 GMT`, as OpenSSL writes it. */
function isoTime(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? boundedText(text, NAME_LENGTH) : time.toISOString();
}
