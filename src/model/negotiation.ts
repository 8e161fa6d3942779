/**
 * The negotiation matrix: which authentication methods each of the 18 combinations of settings permits.
 *
 * Source: Microsoft, "Negotiation settings for XMPP federated partners in Lync Server 2013" (2012-10-21).
 * It is the single truth for lint, `explain` and what a server must enforce: every gate is derived from a row's
 * `methods`, never from the three settings one by one (Optional/Required/true, for one, permits dialback).
 */

export const NEGOTIATIONS = ['Required', 'Optional', 'NotSupported'] as const;
/** A `tlsNegotiation` or `saslNegotiation` value. */
export type Negotiation = (typeof NEGOTIATIONS)[number];

/** How two servers authenticate, strongest first: XEP-0178 over TLS, XEP-0220 over TLS, XEP-0220 over plain TCP. */
export const METHODS = ['sasl-tls', 'tls-dialback', 'tcp-dialback'] as const;
export type Method = (typeof METHODS)[number];

export const METHOD_LABELS: Readonly<Record<Method, string>> = {
  'sasl-tls': 'SASL EXTERNAL over TLS',
  'tls-dialback': 'Server Dialback over TLS',
  'tcp-dialback': 'Server Dialback over plain TCP',
};

/** The three settings that decide how a stream may authenticate. */
export interface NegotiationSettings {
  readonly tlsNegotiation: Negotiation;
  readonly saslNegotiation: Negotiation;
  readonly dialbackNegotiation: boolean;
}

const SASL: readonly Method[] = ['sasl-tls'];
const SASL_OR_TLS_DIALBACK: readonly Method[] = ['sasl-tls', 'tls-dialback'];
const ANY_DIALBACK: readonly Method[] = ['tls-dialback', 'tcp-dialback'];
const TLS_DIALBACK: readonly Method[] = ['tls-dialback'];
const TCP_DIALBACK: readonly Method[] = ['tcp-dialback'];
const NONE: readonly Method[] = [];

interface Row {
  readonly withDialback: readonly Method[];
  readonly withoutDialback: readonly Method[];
}

/** By TLS, then SASL. */
const MATRIX: Readonly<Record<Negotiation, Readonly<Record<Negotiation, Row>>>> = {
  Required: {
    Required: { withDialback: SASL, withoutDialback: SASL },
    Optional: { withDialback: SASL_OR_TLS_DIALBACK, withoutDialback: SASL },
    NotSupported: { withDialback: TLS_DIALBACK, withoutDialback: NONE },
  },
  Optional: {
    Required: { withDialback: METHODS, withoutDialback: SASL },
    Optional: { withDialback: METHODS, withoutDialback: SASL },
    NotSupported: { withDialback: ANY_DIALBACK, withoutDialback: NONE },
  },
  NotSupported: {
    Required: { withDialback: TCP_DIALBACK, withoutDialback: NONE },
    Optional: { withDialback: TCP_DIALBACK, withoutDialback: NONE },
    NotSupported: { withDialback: TCP_DIALBACK, withoutDialback: NONE },
  },
};

/** The methods a combination permits, strongest first; empty means that everybody is refused. */
export function permittedMethods(settings: NegotiationSettings): readonly Method[] {
  const row = MATRIX[settings.tlsNegotiation][settings.saslNegotiation];
  return settings.dialbackNegotiation ? row.withDialback : row.withoutDialback;
}

/** 0 is the strongest method. */
export function methodRank(method: Method): number {
  return METHODS.indexOf(method);
}

/** The weakest method of a row, or undefined where the row permits none. */
export function weakestOf(methods: readonly Method[]): Method | undefined {
  return methods.at(-1);
}

export function sameMethods(a: readonly Method[], b: readonly Method[]): boolean {
  return a.length === b.length && a.every((method, index) => method === b[index]);
}

/** True where the row contradicts itself: SASL EXTERNAL exists only inside TLS (RFC 6120 §13.8, XEP-0178). */
export function saslWithoutTls(settings: NegotiationSettings): boolean {
  return settings.tlsNegotiation === 'NotSupported' && settings.saslNegotiation !== 'NotSupported';
}

export function permitsDialback(settings: NegotiationSettings): boolean {
  return permittedMethods(settings).some((method) => method !== 'sasl-tls');
}
