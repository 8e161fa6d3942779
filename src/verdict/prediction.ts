/**
 * Two servers' policies → how a stream from one to the other authenticates, or why it does not. Pure: nothing is asked
 * of a network, and nothing is assumed about either server that its policy does not say.
 *
 * Sources: RFC 6120 §5 and §6, XEP-0178 (EXTERNAL), XEP-0220 (dialback); XEP-0238 has a table of outcomes for six kinds
 * of servers, which this reproduces (test/verdict/prediction.test.ts).
 */
import { METHODS, type Method, methodRank, type Negotiation } from '../model/negotiation.ts';

export interface ServerPolicy {
  /** Does it encrypt: always, when the other side can, or never? */
  readonly tls: Negotiation;
  /** By what it lets a stream authenticate, whichever side began it. */
  readonly permits: readonly Method[];
  /** What it shows inside TLS, as the other side judges it. */
  readonly certificate: 'valid' | 'invalid' | 'none';
  /**
   * How it begins a stream. `strongest`, as servers do today: it encrypts where it can, shows its certificate, and
   * prefers EXTERNAL. `sufficient` (the two kinds of XEP-0238 for which dialback is enough): it encrypts only where it
   * must or where the other certificate is worth it, shows a certificate only where it was asked for one of its kind
   * (RFC 5246 §7.4.4: a server names the authorities that it trusts), and prefers dialback.
   */
  readonly manner: 'strongest' | 'sufficient';
}

/** Why a stream cannot authenticate by a method. `here` is who begins the stream, `there` who is called. */
export type Obstacle =
  | 'not-permitted-here'
  | 'not-permitted-there'
  | 'no-tls-here'
  | 'no-tls-there'
  | 'tls-required-here'
  | 'tls-required-there'
  | 'encrypted-anyway'
  | 'certificate-invalid-here'
  | 'certificate-invalid-there'
  | 'certificate-not-shown';

export interface Connects {
  readonly kind: 'connects';
  /** The weaker of what either side goes by. */
  readonly method: Method;
  /** What each side goes by: EXTERNAL proves the one that begins, its partner's certificate the other one. */
  readonly initiator: Method;
  readonly receiver: Method;
  /**
   * What somebody on the path could force instead, strongest first: he can hide STARTTLS, break TLS, or show another
   * certificate, and he can play the called server himself, so that only the caller's policy holds him back.
   */
  readonly forcible: readonly Method[];
}

export interface Fails {
  readonly kind: 'fails';
  /** Of every method, strongest first, why not. */
  readonly why: readonly { readonly method: Method; readonly obstacle: Obstacle }[];
}

export type Prediction = Connects | Fails;

/** A stream that `here` begins. */
export function predict(here: ServerPolicy, there: ServerPolicy): Prediction {
  const tries = inOrder(here).map((method) => ({ method, outcome: attempt(method, here, there) }));
  const found = tries.find((each): each is Success => typeof each.outcome !== 'string');
  if (found === undefined)
    return {
      kind: 'fails',
      why: METHODS.flatMap((method) =>
        tries
          .filter((each) => each.method === method)
          .map(({ outcome }) => ({ method, obstacle: outcome as Obstacle })),
      ),
    };
  const { initiator, receiver } = found.outcome;
  const method = methodRank(initiator) > methodRank(receiver) ? initiator : receiver;
  const forcible = here.permits.filter((other) => methodRank(other) > methodRank(initiator));
  return { kind: 'connects', method, initiator, receiver, forcible };
}

interface Success {
  readonly method: Method;
  readonly outcome: Pick<Connects, 'initiator' | 'receiver'>;
}

function inOrder({ manner }: ServerPolicy): readonly Method[] {
  return manner === 'strongest' ? METHODS : ['tls-dialback', 'sasl-tls', 'tcp-dialback'];
}

function attempt(method: Method, here: ServerPolicy, there: ServerPolicy): Success['outcome'] | Obstacle {
  if (method === 'tcp-dialback') return unencrypted(here, there);
  if (here.tls === 'NotSupported') return 'no-tls-here';
  if (there.tls === 'NotSupported') return 'no-tls-there';
  if (!here.permits.includes(method)) return 'not-permitted-here';
  if (!encrypts(here, there)) return 'certificate-invalid-there';
  if (there.tls === 'Required' && !showsCertificate(here, there)) return 'certificate-not-shown';
  if (!there.permits.includes(method)) return 'not-permitted-there';
  if (method === 'tls-dialback') return { initiator: method, receiver: method };
  return external(here, there);
}

/** EXTERNAL is offered to a valid certificate only; to the one that begins it proves nothing about the other side. */
function external(here: ServerPolicy, there: ServerPolicy): Success['outcome'] | Obstacle {
  if (here.certificate !== 'valid') return 'certificate-invalid-here';
  if (there.certificate === 'valid') return { initiator: 'sasl-tls', receiver: 'sasl-tls' };
  if (!here.permits.includes('tls-dialback')) return 'certificate-invalid-there';
  return { initiator: 'tls-dialback', receiver: 'sasl-tls' };
}

function unencrypted(here: ServerPolicy, there: ServerPolicy): Success['outcome'] | Obstacle {
  if (here.tls === 'Required') return 'tls-required-here';
  if (there.tls === 'Required') return 'tls-required-there';
  if (!here.permits.includes('tcp-dialback')) return 'not-permitted-here';
  if (!there.permits.includes('tcp-dialback')) return 'not-permitted-there';
  // Nobody calls again without encryption because encryption led nowhere.
  if (encrypts(here, there)) return 'encrypted-anyway';
  return { initiator: 'tcp-dialback', receiver: 'tcp-dialback' };
}

function encrypts(here: ServerPolicy, there: ServerPolicy): boolean {
  if (here.tls === 'NotSupported' || there.tls === 'NotSupported') return false;
  if (here.tls === 'Required' || there.tls === 'Required') return true;
  return here.manner === 'strongest' || there.certificate === 'valid';
}

function showsCertificate(here: ServerPolicy, there: ServerPolicy): boolean {
  if (here.certificate === 'none') return false;
  return here.manner === 'strongest' || here.certificate === 'valid' || there.certificate !== 'valid';
}
