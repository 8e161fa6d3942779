/** A certificate as evidence: what stands in it, not what it is worth. */

/** Whom the certificate names, as written in it; the common name is not looked at (RFC 9525). */
export interface CertificateNames {
  /** dNSName, wildcards as they are. */
  readonly dns: readonly string[];
  /** SRVName (RFC 4985), such as `_xmpp-server.fabrikam.com`. */
  readonly srv: readonly string[];
  /** XmppAddr (RFC 6120 §13.7.1.4). */
  readonly xmpp: readonly string[];
  /** How many more there are, above our limit. */
  readonly omitted: number;
}

export interface CertificateKey {
  /** `rsa`, `ec`, `ed25519`, `rsa-pss`, … */
  readonly type: string;
  /** Null where the size says nothing, as for ed25519. */
  readonly bits: number | null;
  /** Of an `ec` key: `prime256v1`, … */
  readonly curve: string | null;
}

export interface CertificateSeen {
  /** For people: `CN=fabrikam.com, O=Fabrikam`. */
  readonly subject: string;
  readonly issuer: string;
  readonly names: CertificateNames;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** `serverAuth`, `clientAuth`, …, the number where we know no name; null: no such extension, good for everything. */
  readonly extendedKeyUsage: readonly string[] | null;
  readonly key: CertificateKey;
  /** `sha256WithRSAEncryption`, …, the number where we know no name. */
  readonly signatureAlgorithm: string;
  /** SHA-256 of the whole certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
}
