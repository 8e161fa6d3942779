/**
 * One connection to one address, phase by phase, as a server would begin a stream, up to where another server would
 * have to prove who it is. Whatever the other side does becomes evidence.
 */
import type { Socket } from 'node:net';
import type { Attempt, AttemptEnd, AuthenticationSeen, Phase, StreamSeen, TlsSeen } from '../model/probe.ts';
import { boundedText } from './bounded-text.ts';
import type { Aim } from './discovery.ts';
import { Ended } from './ended.ts';
import { NAME_LENGTH, type ProbeLimits } from './limits.ts';
import { Line, type LineEvent } from './line.ts';
import {
  externalAuth,
  featuresOf,
  hasFeatures,
  headerOf,
  isElement,
  NS,
  START_TLS,
  saslFailureOf,
  streamErrorOf,
  streamHeader,
  unanswerableStanza,
} from './stanzas.ts';
import type { TlsClient } from './tls-client.ts';
import { clark, type XmlElement } from './xml-stream.ts';

export interface AttemptContext {
  /** A-labels. */
  readonly domain: string;
  /** As the stream names us and them. */
  readonly from: string | null;
  readonly to: string;
  readonly tls: TlsClient;
  readonly authenticate: 'no' | 'yes' | 'tried-before';
  readonly limits: ProbeLimits;
  /** What is left for this domain. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
  readonly connect: (address: string, port: number) => Socket;
  /** For the stanza; nobody can guess it. */
  readonly randomId: () => string;
}

/** Everything but where it went. */
export type AttemptSeen = Omit<Attempt, 'address' | 'sameAs'>;

export async function attempt(aim: Aim, address: string, context: AttemptContext): Promise<AttemptSeen> {
  const course = new Course(aim, address, context);
  try {
    await course.run();
    return course.seen({ kind: 'complete' });
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    return course.seen(error.end);
  } finally {
    // what it takes to part is no latency of theirs
    await course.hangUp();
  }
}

class Course {
  readonly #aim: Aim;
  readonly #context: AttemptContext;
  readonly #line: Line;
  readonly #began = performance.now();
  readonly #milliseconds: Partial<Record<Phase, number>> = {};
  #phase: Phase = 'connect';
  #phaseBegan = this.#began;
  #beforeTls: StreamSeen | null = null;
  #tls: TlsSeen | null = null;
  #insideTls: StreamSeen | null = null;
  #authentication: AuthenticationSeen;

  constructor(aim: Aim, address: string, context: AttemptContext) {
    this.#aim = aim;
    this.#context = context;
    this.#authentication = { kind: 'not-tried', reason: unauthenticated(context) };
    this.#line = new Line(context.connect(address, aim.port), context.signal);
  }

  async run(): Promise<void> {
    this.#enter('connect', this.#context.limits.connectMs);
    await this.#line.connected();
    if (this.#aim.transport === 'starttls') {
      this.#beforeTls = await this.#stream('stream', 'features', (seen) => {
        this.#beforeTls = seen;
      });
      if ((this.#beforeTls.features?.startTls ?? 'absent') === 'absent') return await this.#close(this.#beforeTls);
      await this.#startTls();
    }
    await this.#handshake();
    this.#insideTls = await this.#stream('secure-stream', 'secure-features', (seen) => {
      this.#insideTls = seen;
    });
    await this.#authenticate(this.#insideTls);
    await this.#close(this.#insideTls);
  }

  async hangUp(): Promise<void> {
    await this.#line.hangUp();
  }

  seen(end: AttemptEnd): AttemptSeen {
    this.#leave();
    const direct = this.#aim.transport === 'direct-tls';
    return {
      phase: this.#phase,
      end,
      milliseconds: { ...this.#milliseconds, total: Math.round(performance.now() - this.#began) },
      beforeTls: this.#beforeTls,
      tls: this.#tls,
      afterTls: direct ? null : this.#insideTls,
      onDirectTls: direct ? this.#insideTls : null,
      authentication: this.#authentication,
    };
  }

  #enter(
    phase: Phase,
    limitMs = this.#context.limits.phaseMs,
    overtime: AttemptEnd | 'quiet' = { kind: 'timeout', afterMs: limitMs },
  ): void {
    this.#leave();
    this.#phase = phase;
    const used = performance.now() - this.#began;
    const attemptLeft = Math.max(0, this.#context.limits.attemptMs - used);
    const domainLeft = Math.max(0, this.#context.budgetMs - used);
    if (limitMs <= attemptLeft && limitMs <= domainLeft) this.#line.enter(limitMs, overtime);
    else if (attemptLeft <= domainLeft)
      this.#line.enter(attemptLeft, { kind: 'timeout', afterMs: this.#context.limits.attemptMs });
    else this.#line.enter(domainLeft, { kind: 'cut-short', by: 'deadline' });
  }

  #leave(): void {
    const now = performance.now();
    this.#milliseconds[this.#phase] = Math.round(now - this.#phaseBegan);
    this.#phaseBegan = now;
  }

  /** Opens a stream; what was seen of it is kept also where it ends in the middle. */
  async #stream(opening: Phase, offering: Phase, keep: (seen: StreamSeen) => void): Promise<StreamSeen> {
    this.#enter(opening);
    this.#line.openStream(streamHeader(this.#context.from, this.#context.to));
    const event = await this.#line.next();
    if (event.kind !== 'open') throw breach('not-a-stream', event.kind);
    if (event.root.namespace !== NS.stream || event.root.name !== 'stream')
      throw breach('not-a-stream', clark(event.root));
    if (event.root.declared[''] !== NS.server) throw breach('wrong-namespace', event.root.declared[''] ?? 'none');
    const header = headerOf(event.root);
    keep({ header, features: null });
    if (!hasFeatures(header)) return { header, features: null };
    this.#enter(offering);
    const features = await this.#element();
    if (!isElement(features, 'features', NS.stream)) throw breach('unexpected-element', clark(features));
    return { header, features: featuresOf(features) };
  }

  /** The next element; a stream error ends the attempt. */
  async #element(): Promise<XmlElement> {
    const event = await this.#line.next();
    this.#throwStreamError(event);
    if (event.kind !== 'element') throw breach('unexpected-element', event.kind);
    return event.element;
  }

  async #startTls(): Promise<void> {
    this.#enter('starttls');
    this.#line.send(START_TLS);
    const answer = await this.#element();
    if (isElement(answer, 'failure', NS.tls)) throw new Ended({ kind: 'starttls-failure' });
    if (!isElement(answer, 'proceed', NS.tls)) throw breach('unexpected-element', clark(answer));
  }

  async #handshake(): Promise<void> {
    this.#enter('tls');
    const { tls, domain } = this.#context;
    this.#tls = tls.seen(await this.#line.secure(tls.options(domain, this.#aim.transport)));
  }

  async #authenticate({ features }: StreamSeen): Promise<void> {
    const { from, to, tls, authenticate, limits, randomId } = this.#context;
    if (authenticate !== 'yes' || from === null || tls.certificate === null) return;
    if (features?.mechanisms.includes('EXTERNAL') !== true) {
      this.#authentication = { kind: 'not-offered' };
      return;
    }
    this.#enter('sasl');
    this.#authentication = { kind: 'no-answer' };
    this.#line.send(externalAuth(from));
    const answer = await this.#element();
    if (isElement(answer, 'failure', NS.sasl)) {
      this.#authentication = { kind: 'failed', ...saslFailureOf(answer) };
      return;
    }
    if (!isElement(answer, 'success', NS.sasl)) throw breach('unexpected-element', clark(answer));
    this.#authentication = { kind: 'success-then-ended' };
    await this.#stream('final-stream', 'final-features', () => undefined);
    this.#enter('stanza', limits.stanzaMs, 'quiet');
    this.#line.send(unanswerableStanza(from, to, randomId()));
    await this.#silence();
    this.#authentication = { kind: 'accepted' };
  }

  /** Until the phase is over without a stream error. Whatever else comes is not for us to answer. */
  async #silence(): Promise<void> {
    for (;;) {
      const event = await this.#line.next();
      if (event.kind === 'quiet') return;
      this.#throwStreamError(event);
    }
  }

  async #close({ features }: StreamSeen): Promise<void> {
    this.#enter('close', this.#context.limits.closeMs, 'quiet');
    this.#line.closeStream();
    try {
      for (;;) {
        const event = await this.#line.next();
        if (event.kind === 'quiet') return;
        // a server before 1.0 sends its errors where others send features; of others we have seen everything
        if (features === null) this.#throwStreamError(event);
      }
    } catch (error) {
      const counts = error instanceof Ended && (error.end.kind === 'cut-short' || error.end.kind === 'stream-error');
      if (counts) throw error;
    }
  }

  #throwStreamError(event: LineEvent): void {
    if (event.kind === 'element' && isElement(event.element, 'error', NS.stream))
      throw new Ended(streamErrorOf(event.element));
  }
}

function unauthenticated({
  authenticate,
  from,
  tls,
}: AttemptContext): 'not-asked' | 'no-certificate' | 'not-reached' | 'tried-before' {
  if (authenticate === 'no') return 'not-asked';
  if (tls.certificate === null || from === null) return 'no-certificate';
  return authenticate === 'tried-before' ? 'tried-before' : 'not-reached';
}

function breach(kind: Extract<AttemptEnd, { kind: 'not-xmpp' }>['breach'], text: string): Ended {
  return new Ended({ kind: 'not-xmpp', breach: kind, text: boundedText(text, NAME_LENGTH) });
}
