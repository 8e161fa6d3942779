/**
 * One connection: sends text, receives XML events, becomes TLS. Every phase has a limit of time and one of bytes;
 * whatever ends the connection is thrown as Ended by who waits for the next event. The first end counts.
 */
import type { Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import type { AttemptEnd } from '../model/probe.ts';
import { boundedText } from './bounded-text.ts';
import { cutShortBy, Ended, endOfError } from './ended.ts';
import { PHASE_BYTES, QUEUE_LENGTH, TEXT_LENGTH } from './limits.ts';
import { CLOSE_STREAM } from './stanzas.ts';
import { timeLimit } from './time-limit.ts';
import { type XmlEvent, XmlStream } from './xml-stream.ts';

/** Until what we said last has left and the other side has closed, too; it may have stopped reading. */
const FAREWELL_MS = 200;
/** How often bytes are counted that TLS keeps for itself: tickets, updates of keys, empty records. */
const WATCH_MS = 100;
const ABRUPT: ReadonlySet<AttemptEnd['kind'] | undefined> = new Set(['too-much', 'not-xmpp', 'cut-short'] as const);

/** `quiet`: the time of a phase is over in which to hear nothing is no failure. */
export type LineEvent = XmlEvent | { readonly kind: 'quiet' };

interface Waiter {
  readonly resolve: (event: LineEvent | 'ready') => void;
  readonly reject: (ended: Ended) => void;
}

export class Line {
  readonly #raw: Socket;
  #socket: Socket;
  readonly #signal: AbortSignal;
  #xml: XmlStream | null = null;
  #events: LineEvent[] = [];
  #waiter: Waiter | null = null;
  #end: AttemptEnd | null = null;
  #liftLimit: () => void = () => undefined;
  #watch: NodeJS.Timeout | undefined;
  #phaseBegan = performance.now();
  #bytes = 0;
  #wireBytes = 0;
  /** Have we opened a stream that we have not closed? */
  #mustClose = false;

  constructor(raw: Socket, signal: AbortSignal) {
    this.#raw = raw;
    this.#socket = raw;
    this.#signal = signal;
    signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#listen(raw);
  }

  /** A new phase, which may take so long, and read PHASE_BYTES. */
  enter(limitMs: number, overtime: AttemptEnd | 'quiet'): void {
    this.#liftLimit();
    this.#phaseBegan = performance.now();
    this.#bytes = 0;
    this.#wireBytes = this.#raw.bytesRead;
    this.#liftLimit = timeLimit(limitMs, () =>
      overtime === 'quiet' ? this.#hand({ kind: 'quiet' }) : this.#fail(overtime),
    );
    if (this.#signal.aborted) this.#onAbort();
  }

  async connected(): Promise<void> {
    if (this.#socket.connecting) {
      this.#socket.once('connect', () => this.#wake('ready'));
      await this.#wait();
    }
    this.#throwEnd();
  }

  /** Sends our header; what comes from now on belongs to a new stream of the other side. */
  openStream(header: string): void {
    if (this.#xml === null) this.#socket.on('data', (bytes: Buffer) => this.#onData(bytes));
    this.#events = [];
    this.#xml = new XmlStream((event) => this.#onXml(event));
    this.#mustClose = true;
    this.send(header);
  }

  send(text: string): void {
    if (this.#end === null) this.#socket.write(text);
  }

  async next(): Promise<LineEvent> {
    const queued = this.#events.shift();
    if (queued !== undefined) return queued;
    this.#throwEnd();
    const event = await this.#wait();
    if (event === 'ready') throw new Ended({ kind: 'closed', properly: false });
    return event;
  }

  /** Nothing may have come that was not asked for: what stands before TLS could have been slipped in by anybody. */
  async secure(options: ConnectionOptions): Promise<TLSSocket> {
    this.#throwEnd();
    if (this.#events.length > 0) this.#fail({ kind: 'not-xmpp', breach: 'unexpected-element', text: 'before TLS' });
    this.#throwEnd();
    this.#xml = null;
    this.#mustClose = false;
    for (const event of ['data', 'end', 'close'] as const) this.#raw.removeAllListeners(event);
    const secured = connectTls({ ...options, socket: this.#raw });
    this.#socket = secured;
    this.#listen(secured);
    secured.once('secureConnect', () => this.#wake('ready'));
    this.#watch = setInterval(() => this.#countWire(2 * PHASE_BYTES), WATCH_MS);
    await this.#wait();
    // OpenSSL itself takes certificates up to 100 KiB; what it took is counted afterwards
    this.#countWire(PHASE_BYTES);
    this.#throwEnd();
    return secured;
  }

  /** Closes our stream; the other side may still answer. */
  closeStream(): void {
    if (this.#mustClose) this.send(CLOSE_STREAM);
    this.#mustClose = false;
  }

  /** Ends the connection, saying so first where a stream is open. Resolves when nothing is left of it. */
  async hangUp(): Promise<void> {
    this.#liftLimit();
    clearInterval(this.#watch);
    this.#signal.removeEventListener('abort', this.#onAbort);
    const socket = this.#socket;
    if (socket.writable && !socket.connecting && !socket.destroyed) {
      await new Promise<void>((resolve) => {
        const farewell = setTimeout(() => done(), FAREWELL_MS);
        const done = (): void => {
          clearTimeout(farewell);
          this.#signal.removeEventListener('abort', done);
          resolve();
        };
        this.#signal.addEventListener('abort', done, { once: true });
        socket.once('close', done);
        // who sends without end is not heard to the end, and an interruption does not wait
        if (ABRUPT.has(this.#end?.kind)) socket.once('finish', done);
        else socket.resume();
        socket.end(this.#mustClose ? CLOSE_STREAM : '');
      });
    }
    socket.destroy();
    this.#raw.destroy();
  }

  #listen(socket: Socket): void {
    socket.on('end', () => this.#fail({ kind: 'closed', properly: false }));
    socket.on('close', () => this.#fail({ kind: 'closed', properly: false }));
    socket.on('error', (error) => this.#fail(endOfError(error, performance.now() - this.#phaseBegan)));
  }

  readonly #onAbort = (): void => {
    this.#events = [];
    this.#fail({ kind: 'cut-short', by: cutShortBy(this.#signal) });
  };

  #onData(bytes: Buffer): void {
    if (this.#end !== null) return;
    const left = PHASE_BYTES - this.#bytes;
    this.#bytes += bytes.length;
    this.#xml?.write(bytes.subarray(0, left));
    if (bytes.length > left && this.#end === null) this.#fail({ kind: 'too-much', bytes: PHASE_BYTES });
    // twice as much, because each record of TLS has a frame
    this.#countWire(2 * PHASE_BYTES);
  }

  /** Handshakes, tickets and empty records are bytes, too. */
  #countWire(most: number): void {
    if (this.#raw.bytesRead - this.#wireBytes > most) this.#fail({ kind: 'too-much', bytes: PHASE_BYTES });
  }

  #onXml(event: XmlEvent): void {
    if (this.#end !== null) return;
    if (event.kind === 'breach') {
      this.#fail({ kind: 'not-xmpp', breach: event.breach, text: boundedText(event.text, TEXT_LENGTH) });
    } else if (event.kind === 'close') {
      this.#fail({ kind: 'closed', properly: true });
    } else this.#hand(event);
  }

  #hand(event: LineEvent): void {
    if (this.#waiter !== null) this.#wake(event);
    else if (this.#events.push(event) > QUEUE_LENGTH)
      this.#fail({ kind: 'not-xmpp', breach: 'unexpected-element', text: 'more than was asked for' });
  }

  #fail(end: AttemptEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    this.#liftLimit();
    this.#xml?.end();
    // no more is read; the socket is let go by hangUp
    this.#socket.pause();
    this.#waiter?.reject(new Ended(end));
    this.#waiter = null;
  }

  #throwEnd(): void {
    if (this.#end !== null) throw new Ended(this.#end);
  }

  #wake(value: LineEvent | 'ready'): void {
    const waiter = this.#waiter;
    this.#waiter = null;
    waiter?.resolve(value);
  }

  async #wait(): Promise<LineEvent | 'ready'> {
    this.#throwEnd();
    return await new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }
}
