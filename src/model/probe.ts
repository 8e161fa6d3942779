/**
 * What a probe saw of a partner's server: evidence, never a judgement. Plain JSON, so that it can be saved and judged
 * later. Every text that came over the wire is hostile and bounded; renderers escape it.
 *
 * Sources: RFC 6120 (streams), XEP-0368 (direct TLS), XEP-0220 (dialback), XEP-0178 (EXTERNAL), XEP-0288 (bidi).
 */
import type { CertificateSeen } from './probe-certificate.ts';

/** From where was looked: what another place may see otherwise. */
export interface Vantage {
  readonly host: string;
  /** The DNS servers that were asked, `ADDRESS:PORT`. */
  readonly resolvers: readonly string[];
  /** Does this host have a route to the internet of that family? */
  readonly families: { readonly ipv4: boolean; readonly ipv6: boolean };
}

/** As whom the probe spoke: a server offers EXTERNAL only to a certificate that matches `from`. */
export interface Presented {
  /** A-labels; null: the stream had no `from`. */
  readonly from: string | null;
  readonly certificate: CertificateSeen | null;
  /** `--authenticate`: was the probe to go on to SASL EXTERNAL? */
  readonly authenticate: boolean;
}

/** One answer of the DNS. */
export type DnsAnswer<Records> =
  | { readonly kind: 'found'; readonly records: readonly Records[] /** Above our limits. */; readonly omitted: number }
  /** The name exists (or another type below it), without records of this type. */
  | { readonly kind: 'no-records' }
  /** NXDOMAIN. */
  | { readonly kind: 'no-name' }
  /** Nothing is known: SERVFAIL, REFUSED, no answer in time, no DNS server there, an answer that makes no sense. */
  | { readonly kind: 'failed'; readonly reason: DnsFailure };

export type DnsFailure = 'servfail' | 'refused' | 'timeout' | 'unreachable' | 'malformed' | 'cut-short';

export interface SrvRecord {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** Lower case, without the last dot; empty for `.`: "no such service here" (RFC 2782). */
  readonly host: string;
}

export interface Discovery {
  /** `_xmpps-server._tcp` and `_xmpp-server._tcp`; null: not asked, since the partner's `proxyFqdn` takes their place. */
  readonly directTls: DnsAnswer<SrvRecord> | null;
  readonly startTls: DnsAnswer<SrvRecord> | null;
  readonly proxyFqdn: string | null;
  /** Targets above our limit, which were not tried. */
  readonly omittedTargets: number;
}

export type Transport = 'starttls' | 'direct-tls';

/** Where a target comes from. `fallback`: no SRV record at all, so the domain itself on port 5269. */
export type TargetOrigin =
  | { readonly kind: 'srv'; readonly priority: number; readonly weight: number }
  | { readonly kind: 'fallback' }
  | { readonly kind: 'proxy' }
  /** The server there answered `see-other-host`; followed at most once per domain. */
  | { readonly kind: 'see-other-host'; readonly by: string };

export interface Target {
  readonly origin: TargetOrigin;
  readonly transport: Transport;
  /** A domain, or an address where `see-other-host` named one. */
  readonly host: string;
  readonly port: number;
  readonly ipv4: DnsAnswer<string>;
  readonly ipv6: DnsAnswer<string>;
  /** One for each address: IPv6 first, then in the order of the DNS. */
  readonly attempts: readonly Attempt[];
}

/**
 * The phases of one connection, in order. Direct TLS goes from `connect` to `tls`. `secure-…` are inside TLS,
 * `final-…` after SASL.
 */
export const PHASES = [
  'wait',
  'connect',
  'stream',
  'features',
  'starttls',
  'tls',
  'secure-stream',
  'secure-features',
  'sasl',
  'final-stream',
  'final-features',
  'stanza',
  'close',
] as const;
export type Phase = (typeof PHASES)[number];

/** One connection to one address. */
export interface Attempt {
  readonly address: string;
  /**
   * Null: it was made. Otherwise nothing was sent: the attempt of this other domain at the same address and port had
   * ended so before it could speak of any domain, and asking again would be a retry.
   */
  readonly sameAs: string | null;
  /** The phase in which it ended. */
  readonly phase: Phase;
  readonly end: AttemptEnd;
  /** How long each phase took that was entered, and all of it, waiting for our turn not counted. Milliseconds. */
  readonly milliseconds: Readonly<Partial<Record<Phase, number>>> & { readonly total: number };
  /** Each null where it was not seen. Only STARTTLS has a stream before TLS. */
  readonly beforeTls: StreamSeen | null;
  readonly tls: TlsSeen | null;
  /** Inside TLS after STARTTLS. */
  readonly afterTls: StreamSeen | null;
  /** Inside direct TLS. */
  readonly onDirectTls: StreamSeen | null;
  readonly authentication: AuthenticationSeen;
}

export type AttemptEnd =
  /** Everything that was asked was seen, and the stream closed by us. */
  | { readonly kind: 'complete' }
  /** Nothing listens there. */
  | { readonly kind: 'refused' }
  /** No route, a firewall that says so, no permission: the system's code, such as ENETUNREACH. */
  | { readonly kind: 'unreachable'; readonly code: string }
  | { readonly kind: 'timeout'; readonly afterMs: number }
  | { readonly kind: 'reset' }
  /** The connection was closed, with or without `</stream:stream>` before. */
  | { readonly kind: 'closed'; readonly properly: boolean }
  | StreamErrorEnd
  /** `<failure/>` instead of `<proceed/>`. */
  | { readonly kind: 'starttls-failure' }
  /** The handshake failed: OpenSSL's or our code and text. */
  | { readonly kind: 'tls-failure'; readonly code: string; readonly text: string }
  /** Something else than an XMPP server, or one that breaks the protocol. */
  | { readonly kind: 'not-xmpp'; readonly breach: Breach; readonly text: string }
  /** More than the limit of one phase. */
  | { readonly kind: 'too-much'; readonly bytes: number }
  /** No connection was made, for this reason of ours. */
  | { readonly kind: 'not-tried'; readonly reason: NotTried }
  /** The probe was interrupted, or its time was over. */
  | { readonly kind: 'cut-short'; readonly by: 'interruption' | 'deadline' };

export interface StreamErrorEnd {
  readonly kind: 'stream-error';
  /** RFC 6120 §4.9.3; `undefined-condition` where it named none. */
  readonly condition: string;
  readonly text: string | null;
  /** The application's own condition, `{namespace}name`. */
  readonly application: string | null;
  /** Of `see-other-host`: `HOST[:PORT]`. */
  readonly otherHost: string | null;
}

/** `not-xml`: no well-formed XML. `forbidden-xml`: a DTD, a processing instruction, an entity of its own (RFC 6120 §11.1). */
export type Breach = 'not-xml' | 'forbidden-xml' | 'not-a-stream' | 'wrong-namespace' | 'unexpected-element';

export type NotTried =
  /** Loopback, private, link-local …: needs `--allow-private`. */
  | 'forbidden-address'
  /** A target of the same transport has refused us by policy: asking on would be a retry. */
  | 'policy-error-before'
  /** Another target of this domain has the same address, port and transport. */
  | 'same-address'
  /** More addresses than the limit of one domain. */
  | 'limit';

/** A stream as the other side opened it. */
export interface StreamSeen {
  readonly header: StreamHeader;
  /** Null: none came, or none can come, since the header has no version 1.0. */
  readonly features: FeaturesSeen | null;
}

export interface StreamHeader {
  /** As written; null: absent. */
  readonly from: string | null;
  readonly id: string | null;
  /** Null: a server before XMPP 1.0, which knows dialback only. */
  readonly version: string | null;
  /** Is the namespace `jabber:server:dialback` declared: all that a server before 1.0 says of dialback? */
  readonly dialbackNamespace: boolean;
}

export interface FeaturesSeen {
  readonly startTls: 'absent' | 'optional' | 'required';
  /** SASL mechanisms, as written. */
  readonly mechanisms: readonly string[];
  /** `errors`: with `<errors/>`, it answers failures without ending the stream. */
  readonly dialback: 'absent' | 'plain' | 'errors';
  readonly bidi: boolean;
  /** Every other feature, `{namespace}name`. */
  readonly others: readonly string[];
}

export interface TlsSeen {
  /** `TLSv1.3` */
  readonly version: string;
  /** The name in IANA's registry: `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** The protocol that the server chose by ALPN; null: none. */
  readonly alpn: string | null;
  /** The server's own first; completed by the root where we trust one. */
  readonly chain: readonly CertificateSeen[];
  readonly trust: Trust;
}

/** Is the chain good for a TLS server today? Names are not judged here. */
export type Trust =
  | { readonly kind: 'trusted'; readonly by: 'system' | 'own-ca' }
  /** OpenSSL's code: `CERT_HAS_EXPIRED`, `DEPTH_ZERO_SELF_SIGNED_CERT`, … */
  | { readonly kind: 'untrusted'; readonly code: string };

/** `--authenticate`: SASL EXTERNAL at most once per domain and run, then one stanza that nobody answers. */
export type AuthenticationSeen =
  /** Not asked for, not possible without a certificate, or not got that far. */
  | { readonly kind: 'not-tried'; readonly reason: 'not-asked' | 'no-certificate' | 'not-reached' | 'tried-before' }
  | { readonly kind: 'not-offered' }
  /** The server's SASL `<failure/>`. */
  | { readonly kind: 'failed'; readonly condition: string; readonly text: string | null }
  /** Neither `<success/>` nor `<failure/>`: the attempt's end says what came instead. */
  | { readonly kind: 'no-answer' }
  /** `<success/>`, but then the stream ended before the stanza was seen to be taken: the attempt's end says how. */
  | { readonly kind: 'success-then-ended' }
  /** `<success/>`, and no stream error within the wait after the stanza. */
  | { readonly kind: 'accepted' };

/** Everything that was seen of one domain. */
export interface DomainEvidence {
  /** A-labels. */
  readonly domain: string;
  /** As the streams named it: U-labels (RFC 7622 §3.2). */
  readonly addressedAs: string;
  /** When it began; ISO 8601, UTC. */
  readonly at: string;
  readonly vantage: Vantage;
  readonly presented: Presented;
  readonly discovery: Discovery;
  /**
   * In the order in which servers would try them: both SRV families by priority, then weight, the heaviest first
   * (servers draw by weight), direct TLS first where both are equal. A followed `see-other-host` comes last.
   */
  readonly targets: readonly Target[];
  /** Was the probe of this domain cut short, so that something may be missing? */
  readonly cutShort: 'interruption' | 'deadline' | null;
}
