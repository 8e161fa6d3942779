/**
 * TLS as the probe speaks it: whatever the other side has is accepted and written down, old versions and untrusted
 * certificates included; to judge them is not its business, and nothing secret is ever sent.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  type ConnectionOptions,
  createSecureContext,
  type DetailedPeerCertificate,
  rootCertificates,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { messageOf, UsageError } from '../model/errors.ts';
import type { TlsSeen, Transport, Trust } from '../model/probe.ts';
import type { CertificateSeen } from '../model/probe-certificate.ts';
import { certificateSeen } from './certificate.ts';
import { CHAIN_LENGTH } from './limits.ts';

/** PEM texts. */
export interface ClientCertificate {
  /** The certificate, then its intermediates. */
  readonly cert: string;
  readonly key: string;
}

export interface TlsClient {
  readonly certificate: CertificateSeen | null;
  readonly options: (domain: string, transport: Transport) => ConnectionOptions;
  readonly seen: (socket: TLSSocket) => TlsSeen;
}

/** ALPN of servers' direct TLS (XEP-0368 §3). */
const ALPN = 'xmpp-server';

/** `ownCa`: PEM certificates that are trusted besides the system's. Throws UsageError for what is no certificate or key. */
export function tlsClient(certificate: ClientCertificate | null, ownCa: string | null): TlsClient {
  const own = new Set(ownCa === null ? [] : certificatesIn(ownCa).map(({ fingerprint256 }) => fingerprint256));
  const context = secureContext(certificate, ownCa);
  return {
    certificate: certificate === null ? null : certificateSeen(ownCertificate(certificate)),
    options: (domain, transport) => ({
      secureContext: context,
      // the XMPP domain, never the host from the DNS
      servername: domain,
      ALPNProtocols: transport === 'direct-tls' ? [ALPN] : [],
      rejectUnauthorized: false,
      // names are judged elsewhere, all three kinds of them
      checkServerIdentity: () => undefined,
    }),
    seen: (socket) => tlsSeen(socket, own),
  };
}

function secureContext(certificate: ClientCertificate | null, ownCa: string | null): SecureContext {
  try {
    return createSecureContext({
      ...certificate,
      ...(ownCa !== null && { ca: [...rootCertificates, ownCa] }),
      minVersion: 'TLSv1',
      // weak keys and old hashes are to be seen, not to be refused
      ciphers: 'DEFAULT:@SECLEVEL=0',
    });
  } catch (error) {
    throw new UsageError(
      `the certificate and key cannot be used: ${messageOf(error)}`,
      'give a PEM certificate (with its intermediates) as --cert and its PEM key, not encrypted, as --key',
    );
  }
}

function ownCertificate({ cert, key }: ClientCertificate): X509Certificate {
  try {
    const certificate = new X509Certificate(cert);
    if (certificate.checkPrivateKey(createPrivateKey(key))) return certificate;
  } catch (error) {
    throw new UsageError(`--cert is not a certificate: ${messageOf(error)}`, 'give a file in PEM form');
  }
  throw new UsageError('--key is not the key of --cert', 'give the key that the certificate was made for');
}

function certificatesIn(pem: string): readonly X509Certificate[] {
  try {
    const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    if (blocks.length === 0) throw new Error('it holds none');
    return blocks.map((block) => new X509Certificate(block));
  } catch (error) {
    throw new UsageError(
      `the own authorities are not certificates: ${messageOf(error)}`,
      'give a file of PEM certificates',
    );
  }
}

function tlsSeen(socket: TLSSocket, own: ReadonlySet<string>): TlsSeen {
  const chain = chainOf(socket);
  const { standardName, name } = socket.getCipher();
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: standardName ?? name,
    alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null,
    chain: chain.map(certificateSeen),
    trust: trustOf(socket, chain, own),
  };
}

/** The older way to ask: only it completes the chain by the root that we trust. */
function chainOf(socket: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let seen: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (seen?.raw !== undefined && chain.length < CHAIN_LENGTH) {
    chain.push(new X509Certificate(seen.raw));
    // a root is its own issuer
    seen = seen.issuerCertificate === seen ? undefined : seen.issuerCertificate;
  }
  return chain;
}

function trustOf(socket: TLSSocket, chain: readonly X509Certificate[], own: ReadonlySet<string>): Trust {
  if (socket.authorized)
    return { kind: 'trusted', by: chain.some(({ fingerprint256 }) => own.has(fingerprint256)) ? 'own-ca' : 'system' };
  // typed as an error, but it is OpenSSL's code
  return { kind: 'untrusted', code: String((socket.authorizationError as Error | string | null) ?? 'UNKNOWN') };
}
