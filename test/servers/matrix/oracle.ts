/**
 * What must happen when one server opens a stream to another: pure, written from the protocols and not from any
 * server. XEP-0178: the responder offers EXTERNAL where the initiator's certificate is valid. XEP-0220: dialback needs
 * no certificate. Each side knows the other by what the other proved, so each has a method of its own for the stream.
 */
import { METHODS, type Method } from '../../../src/model/negotiation.ts';

/** What a server can show for itself: a certificate of the CA, one of its own, or no TLS at all. */
export const PROOFS = ['ca', 'self-signed', 'none'] as const;
export type Proof = (typeof PROOFS)[number];

export interface Side {
  readonly permits: readonly Method[];
  readonly proof: Proof;
}

/** The method by which each side knows the other. */
export interface Agreement {
  readonly initiator: Method;
  readonly responder: Method;
}

/** A server without rules, which takes what it gets. */
export function stock(proof: Proof): Side {
  return { permits: METHODS, proof };
}

/** Undefined: no stanza passes. */
export function agreement(initiator: Side, responder: Side): Agreement | undefined {
  const sides = [initiator, responder];
  if (!sides.every(speaksTls)) return bothPermit(sides, 'tcp-dialback');
  // EXTERNAL proves the initiator; what proves the responder is its certificate, or else only DNS
  const known: Method = responder.proof === 'ca' ? 'sasl-tls' : 'tls-dialback';
  if (initiator.proof === 'ca' && responder.permits.includes('sasl-tls') && initiator.permits.includes(known))
    return { initiator: known, responder: 'sasl-tls' };
  return bothPermit(sides, 'tls-dialback');
}

function speaksTls({ permits, proof }: Side): boolean {
  return proof !== 'none' && permits.some((method) => method !== 'tcp-dialback');
}

function bothPermit(sides: readonly Side[], method: Method): Agreement | undefined {
  return sides.every(({ permits }) => permits.includes(method)) ? { initiator: method, responder: method } : undefined;
}
