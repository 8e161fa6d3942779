/** What a probe's evidence means for the settings of a partner's file: per domain and direction, with what would mend it. */
import type { Diagnostic } from './diagnostic.ts';
import type { Method, NegotiationSettings } from './negotiation.ts';
import type { DomainEvidence, Presented, Vantage } from './probe.ts';

/** Who can mend it. */
export type Mender = 'us' | 'partner' | 'dns';

export type CauseCode =
  /** Nothing to connect to. */
  | 'no-service'
  | 'no-name'
  | 'no-address'
  | 'nothing-listens'
  | 'unreachable'
  /** It does not talk to us. */
  | 'closed'
  | 'not-xmpp'
  | 'host-unknown'
  | 'not-listed'
  | 'stream-error'
  /** It talks, and the settings do not fit. */
  | 'tls-missing'
  | 'tls-required'
  | 'tls-failed'
  | 'certificate-invalid'
  | 'own-certificate-refused'
  | 'external-not-offered'
  | 'dialback-not-offered';

/** One reason why nothing connects. */
export interface RefusalCause {
  readonly code: CauseCode;
  readonly mender: Mender;
  /** One sentence. */
  readonly message: string;
  readonly hint: string;
}

export type MissingCode =
  | 'no-certificate'
  | 'no-from'
  | 'no-ipv6'
  | 'no-ipv4'
  | 'port-blocked'
  | 'unreachable'
  | 'timeout'
  | 'dns-failed'
  | 'address-not-allowed'
  | 'cut-short'
  | 'names-omitted'
  | 'xmpp-addr-only'
  | 'client-purpose'
  | 'own-limit';

/** What this vantage could not see, and what would show it. */
export interface Missing {
  readonly code: MissingCode;
  readonly message: string;
  readonly hint: string;
}

export type StreamOutcome =
  | {
      readonly kind: 'connects';
      /** What a stream goes by, strongest first; several where that depends on something that was not seen. */
      readonly methods: readonly Method[];
      /** What somebody on the path could force instead, strongest first. */
      readonly forcible: readonly Method[];
    }
  | { readonly kind: 'refused'; readonly causes: readonly RefusalCause[] }
  | { readonly kind: 'unknown'; readonly missing: readonly Missing[] };

export type OutcomeKind = StreamOutcome['kind'];

/** Settings that would connect. */
export interface Suggestion {
  readonly settings: NegotiationSettings;
  /** The lines of YAML that differ from the file, such as `saslNegotiation: Optional`. */
  readonly lines: readonly string[];
  /** What would become of the partner's streams to us: `unknown` where that was not seen, never refused. */
  readonly inbound: 'connects' | 'unknown';
  /** By which a stream to the partner would authenticate, strongest first. */
  readonly methods: readonly Method[];
  /** Everything that these settings permit. */
  readonly permits: readonly Method[];
}

export interface DomainVerdict {
  readonly domain: string;
  /** The partner that covers it, and its file; null where no file does, and the settings of a new file are judged. */
  readonly partner: string | null;
  readonly file: string | null;
  readonly settings: NegotiationSettings;
  /** Streams of ours to the partner, as observed. */
  readonly outbound: StreamOutcome;
  /** Streams of the partner to us: inferred from what its server offers, never observed. */
  readonly inbound: StreamOutcome;
  /** The connection that a server of ours would use. */
  readonly server: ServerUsed | null;
  /** Strongest first; empty where no settings would help, or none are needed. */
  readonly suggestions: readonly Suggestion[];
  readonly evidence: DomainEvidence;
}

export interface ServerUsed {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly transport: 'starttls' | 'direct-tls';
}

export interface ProbeReport {
  readonly vantage: Vantage;
  readonly presented: Presented;
  /** Sorted by domain. */
  readonly verdicts: readonly DomainVerdict[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What a plan shows beside a change: what a probe says of the settings that it would bring. */
export interface ProbedDomain {
  readonly domain: string;
  readonly outbound: StreamOutcome;
  readonly inbound: StreamOutcome;
  /** When it was seen, ISO 8601, UTC; and from which host. */
  readonly at: string;
  readonly host: string;
}

/** The worse of both directions, which is what the file's settings are worth. */
export function overall({ outbound, inbound }: Pick<DomainVerdict, 'outbound' | 'inbound'>): OutcomeKind {
  const kinds = [outbound.kind, inbound.kind];
  if (kinds.includes('refused')) return 'refused';
  return kinds.includes('unknown') ? 'unknown' : 'connects';
}
