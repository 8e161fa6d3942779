/**
 * Plays the other side of a transcript. Lines:
 *
 *   # a comment
 *   C: text            waits until the client has said this (what came before it is passed over)
 *   S: text            says this; {header} and {starttls} stand for what every server says, {space} for a space,
 *                      {hello} for the beginning of a TLS handshake
 *   ! hex 160301       sends these bytes
 *   ! repeat N text    says this N times, as fast as the client takes it
 *   ! forever text     until the client has had enough
 *   ! drip MS text     one byte every MS milliseconds
 *   ! tls NAME [VERSION] TLS from here on, with the certificate of that name
 *   ! end              ends the connection in order
 *   ! reset            ends it with a RST
 *   = {…}              what the client's evidence holds, as JSON; not played
 *
 * After the last line it says nothing more and leaves the connection open.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createSecureContext, type SecureContext, type SecureVersion, TLSSocket } from 'node:tls';
import type { TestCertificate } from './certificates.ts';

export const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' " +
  "xmlns:db='jabber:server:dialback' id='s1' from='partner.test' to='probe.test' version='1.0'>";
const STARTTLS =
  "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>";

interface Step {
  readonly mark: 'C' | 'S' | '!';
  readonly text: string;
}

export interface Transcript {
  readonly steps: readonly Step[];
  /** The `=` lines. */
  readonly expected: readonly unknown[];
}

export function parseTranscript(text: string): Transcript {
  const steps: Step[] = [];
  const expected: unknown[] = [];
  for (const line of text.split('\n')) {
    const match = /^([CS]:|!|=|#) ?(.*)$/.exec(line);
    if (match === null && line.trim() !== '') throw new Error(`not a line of a transcript: ${line}`);
    const [, mark = '#', rest = ''] = match ?? [];
    if (mark === '=') expected.push(JSON.parse(rest));
    else if (mark === '!') steps.push({ mark: '!', text: rest });
    else if (mark !== '#') steps.push({ mark: mark === 'C:' ? 'C' : 'S', text: rest });
  }
  return { steps, expected };
}

export interface ScriptedPeer {
  readonly port: number;
  /** Connections that were made, and that are open now. */
  readonly connections: { made: number; open: number; most: number };
  /** Everything that clients said, TLS removed. */
  readonly heard: string[];
  /** What TLS clients asked for (SNI). */
  readonly serverNames: string[];
  readonly close: () => Promise<void>;
}

export interface PeerOptions {
  readonly host?: string;
  readonly port?: number;
  readonly certificates?: Readonly<Record<string, TestCertificate>>;
}

/** `steps`: of the n-th connection; the last transcript is for all that follow. */
export async function startPeer(steps: readonly (readonly Step[])[], options: PeerOptions = {}): Promise<ScriptedPeer> {
  const connections = { made: 0, open: 0, most: 0 };
  const heard: string[] = [];
  const serverNames: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    connections.made += 1;
    connections.open += 1;
    connections.most = Math.max(connections.most, connections.open);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      connections.open -= 1;
      sockets.delete(socket);
    });
    const script = steps[Math.min(connections.made, steps.length) - 1] ?? [];
    // the client may end it at any time
    void new Play(socket, script, options.certificates ?? {}, { heard, serverNames }).run().catch(() => undefined);
  });
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    connections,
    heard,
    serverNames,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const contexts = new WeakMap<TestCertificate, SecureContext>();

function contextOf(certificate: TestCertificate, version: string | undefined): SecureContext {
  const weak = { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
  if (version !== undefined)
    return createSecureContext({ ...certificate, ...weak, maxVersion: version as SecureVersion });
  const context = contexts.get(certificate) ?? createSecureContext({ ...certificate, ...weak });
  contexts.set(certificate, context);
  return context;
}

function expanded(text: string): string {
  return text
    .replace('{header}', HEADER)
    .replace('{starttls}', STARTTLS)
    .replaceAll('{space}', ' ')
    .replace('{hello}', '\u0016\u0003\u0001');
}

class Play {
  readonly #raw: Socket;
  #socket: Socket;
  readonly #steps: readonly Step[];
  readonly #certificates: Readonly<Record<string, TestCertificate>>;
  readonly #notes: Pick<ScriptedPeer, 'heard' | 'serverNames'>;
  #unread = '';
  #onHeard: () => void = () => undefined;

  constructor(
    socket: Socket,
    steps: readonly Step[],
    certificates: Readonly<Record<string, TestCertificate>>,
    notes: Pick<ScriptedPeer, 'heard' | 'serverNames'>,
  ) {
    this.#raw = socket;
    this.#socket = socket;
    this.#steps = steps;
    this.#certificates = certificates;
    this.#notes = notes;
  }

  async run(): Promise<void> {
    const first = this.#steps[0];
    if (!(first?.mark === '!' && first.text.startsWith('tls '))) this.#listen();
    for (const { mark, text } of this.#steps) {
      if (mark === 'C') await this.#hear(expanded(text));
      else if (mark === 'S') this.#socket.write(expanded(text));
      else await this.#act(text);
    }
  }

  #listen(): void {
    this.#socket.on('data', (bytes: Buffer) => {
      this.#unread += bytes.toString();
      this.#notes.heard.push(bytes.toString());
      this.#onHeard();
    });
  }

  async #hear(text: string): Promise<void> {
    while (!this.#unread.includes(text)) {
      await new Promise<void>((resolve, reject) => {
        this.#onHeard = resolve;
        this.#socket.once('close', () => reject(new Error('closed')));
      });
    }
    this.#unread = this.#unread.slice(this.#unread.indexOf(text) + text.length);
  }

  async #act(action: string): Promise<void> {
    const [, verb = '', rest = ''] = /^(\S+) ?(.*)$/.exec(action) ?? [];
    const [, number = '', text = ''] = /^(\d+) (.*)$/.exec(rest) ?? [];
    switch (verb) {
      case 'hex':
        this.#socket.write(Buffer.from(rest, 'hex'));
        return;
      case 'repeat':
        return await this.#repeat(Number(number), expanded(text));
      case 'forever':
        return await this.#repeat(Number.POSITIVE_INFINITY, expanded(rest));
      case 'drip':
        for (const byte of Buffer.from(expanded(text))) {
          this.#socket.write(Buffer.from([byte]));
          await wait(Number(number));
          if (this.#socket.destroyed) return;
        }
        return;
      case 'tls':
        return await this.#tls(rest);
      case 'end':
        this.#socket.end();
        return;
      case 'reset':
        this.#raw.resetAndDestroy();
        return;
      default:
        throw new Error(`not an action: ${action}`);
    }
  }

  async #repeat(times: number, text: string): Promise<void> {
    const block = text.repeat(Math.max(1, Math.min(times, Math.ceil(16_384 / text.length))));
    for (let left = times * text.length; left > 0 && !this.#socket.destroyed; left -= block.length)
      if (!this.#socket.write(block.slice(0, Math.min(block.length, left)))) await once(this.#socket, 'drain');
  }

  async #tls(text: string): Promise<void> {
    const [name = '', version] = text.split(' ');
    const certificate = this.#certificates[name];
    if (certificate === undefined) throw new Error(`no certificate ${name}`);
    this.#socket.removeAllListeners('data');
    const secured = new TLSSocket(this.#socket, {
      isServer: true,
      secureContext: contextOf(certificate, version),
      requestCert: true,
      rejectUnauthorized: false,
      ALPNProtocols: ['xmpp-server'],
    });
    secured.on('error', () => undefined);
    this.#socket = secured;
    this.#unread = '';
    this.#listen();
    await once(secured, 'secure');
    const { servername } = secured as { readonly servername?: string | false };
    if (typeof servername === 'string') this.#notes.serverNames.push(servername);
  }
}
