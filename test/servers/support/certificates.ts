/**
 * Certificates for tests, made here in a millisecond each: a CA of this process, certificates that it signed, and
 * those that nobody should trust. EC P-256; names as subject alternative names only (RFC 9525).
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { bits, boolean, explicit, ia5, implicit, integer, octets, oid, sequence, set, time, utf8 } from './der.ts';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

/** `wrong-name`: signed by the CA, for another domain. */
export type CertificateKind = 'ca' | 'self-signed' | 'expired' | 'wrong-name';

export interface CertificateOptions {
  readonly kind?: CertificateKind;
  /** In place of one dNSName with the domain's A-label; none: the domain is in the subject alone. */
  readonly names?: readonly AlternativeName[];
}

export type AlternativeName =
  | { readonly dns: string }
  /** XEP-0178's old form. */
  | { readonly xmppAddr: string }
  /** `_xmpp-server.example.org` */
  | { readonly srv: string }
  /** Of IPv4 or IPv6, as bytes. */
  | { readonly ip: readonly number[] };

interface Issuer {
  readonly name: string;
  readonly key: KeyObject;
}

interface Authority extends Issuer {
  readonly pem: string;
}

const DAY = 86_400_000;
const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
let authority: Authority | undefined;

/** The CA's certificate, PEM. Servers trust it. */
export function authorityPem(): string {
  return ours().pem;
}

export function certificateFor(domain: string, { kind = 'ca', names }: CertificateOptions = {}): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const named = kind === 'wrong-name' ? `not.${domain}` : domain;
  const subject = domainToASCII(named) || named;
  const issuer = kind === 'self-signed' ? { name: subject, key: privateKey } : ours();
  const alternatives = (names ?? [{ dns: subject }]).map(alternativeName);
  const extensions = [
    ...(alternatives.length === 0 ? [] : [extension('2.5.29.17', sequence(...alternatives))]),
    // serverAuth and clientAuth: each side of a stream shows it
    extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2'))),
  ];
  const end = kind === 'expired' ? -DAY : 30 * DAY;
  return {
    certificate: signed({ subject, publicKey, issuer, extensions, end }),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function ours(): Authority {
  if (authority !== undefined) return authority;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { name: 'Test authority', key: privateKey };
  const extensions = [
    extension('2.5.29.19', sequence(boolean(true)), 'critical'),
    // keyCertSign and cRLSign
    extension('2.5.29.15', bits(Buffer.from([0x06]), 1), 'critical'),
  ];
  authority = { ...issuer, pem: signed({ subject: issuer.name, publicKey, issuer, extensions, end: 30 * DAY }) };
  return authority;
}

interface Unsigned {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly issuer: Issuer;
  readonly extensions: readonly Buffer[];
  /** Milliseconds from now. */
  readonly end: number;
}

function signed({ subject, publicKey, issuer, extensions, end }: Unsigned): string {
  const now = Date.now();
  const content = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    distinguishedName(issuer.name),
    sequence(time(new Date(now - 2 * DAY)), time(new Date(now + end))),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  );
  const certificate = sequence(content, ECDSA_SHA256, bits(sign('sha256', content, issuer.key)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function distinguishedName(commonName: string): Buffer {
  return sequence(set(sequence(oid('2.5.4.3'), utf8(commonName))));
}

function extension(id: string, value: Buffer, critical?: 'critical'): Buffer {
  return sequence(oid(id), ...(critical === undefined ? [] : [boolean(true)]), octets(value));
}

function alternativeName(name: AlternativeName): Buffer {
  if ('ip' in name) return implicit(7, Buffer.from(name.ip));
  if ('dns' in name) return implicit(2, Buffer.from(name.dns, 'latin1'));
  const [id, value] = 'srv' in name ? ['1.3.6.1.5.5.7.8.7', ia5(name.srv)] : ['1.3.6.1.5.5.7.8.5', utf8(name.xmppAddr)];
  return explicit(0, oid(id as string), explicit(0, value as Buffer));
}
