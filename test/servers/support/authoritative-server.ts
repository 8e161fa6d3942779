/**
 * The server of a hostile or odd domain, port 5269 of an address of its own: completes dialback for the domain (by
 * XEP-0185's key), believes whoever comes, and keeps what it is sent.
 *
 *   const address = await freeAddress();                      // into network.names: { 'evil.test': address.ip }
 *   const evil = await authoritativeServer(address.ip, { secret: 's3cr3t', offers: ['dialback'] });
 *   evil.stanzas.all                                          // everything that was sent to it, over all streams
 */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Certificate } from './certificates.ts';
import { S2S_PORT } from './configuration.ts';
import { dialbackKey } from './dialback-key.ts';
import { type Inbox, inbox } from './inbox.ts';
import { DIALBACK, SASL, streamHeader, TLS } from './s2s-names.ts';
import { type Element, escaped, shown, textOf } from './xml.ts';
import { type XmlStream, xmlStream } from './xml-stream.ts';

type Offer = 'starttls' | 'starttls-required' | 'external' | 'dialback';

export interface AuthoritativeOptions {
  readonly secret: string;
  /** In the stream features; external is offered only inside TLS. Dialback is answered even where it is not offered. */
  readonly offers?: readonly Offer[];
  /** What it says about every key; without it, what XEP-0185 says. */
  readonly verdict?: 'valid' | 'invalid' | 'none';
  readonly certificate?: Certificate;
  /** What it answers to EXTERNAL; success unless told. */
  readonly external?: 'success' | 'failure';
  /** '' answers as a server before XMPP 1.0. */
  readonly version?: string;
}

export interface AuthoritativeServer {
  readonly stanzas: Inbox<Element>;
  /** The headers of the streams that were opened to it. */
  readonly headers: Inbox<Readonly<Record<string, string>>>;
  close(): void;
}

export async function authoritativeServer(ip: string, options: AuthoritativeOptions): Promise<AuthoritativeServer> {
  const stanzas = inbox<Element>(`the server on ${ip}`, shown);
  const headers = inbox<Readonly<Record<string, string>>>(`the server on ${ip}`, (each) => JSON.stringify(each));
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // a stream that breaks off is the other side's affair
    void serve(xmlStream(`the server on ${ip}`, socket), options, { stanzas, headers }).catch(() => undefined);
  });
  server.listen(S2S_PORT, ip);
  await once(server, 'listening');
  server.unref();
  return {
    stanzas,
    headers,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

type Kept = Pick<AuthoritativeServer, 'stanzas' | 'headers'>;

/** Until the other side is gone. */
const FOREVER = 2 ** 31 - 1;
let streams = 0;

async function serve(stream: XmlStream, options: AuthoritativeOptions, kept: Kept): Promise<void> {
  let encrypted = false;
  for (;;) {
    const header = await stream.header(FOREVER);
    kept.headers.push(header);
    streams += 1;
    const { from = '', to = '' } = header;
    const { version = '1.0' } = options;
    stream.write(streamHeader({ from: to, to: from, id: `authoritative-${streams}`, version }));
    if (version !== '') stream.write(featuresText(options.offers ?? ['dialback'], encrypted));
    const restarted = await answerUntilRestart(stream, options, kept);
    encrypted ||= restarted === 'tls';
  }
}

function featuresText(offers: readonly Offer[], encrypted: boolean): string {
  const texts: Readonly<Record<Offer, string>> = {
    starttls: encrypted ? '' : `<starttls xmlns='${TLS}'/>`,
    'starttls-required': encrypted ? '' : `<starttls xmlns='${TLS}'><required/></starttls>`,
    external: encrypted ? `<mechanisms xmlns='${SASL}'><mechanism>EXTERNAL</mechanism></mechanisms>` : '',
    dialback: "<dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>",
  };
  return `<stream:features>${offers.map((offer) => texts[offer]).join('')}</stream:features>`;
}

async function answerUntilRestart(
  stream: XmlStream,
  options: AuthoritativeOptions,
  kept: Kept,
): Promise<'tls' | 'sasl'> {
  for (;;) {
    const element = await stream.element(() => true, 'anything', FOREVER);
    if (element.xmlns === TLS) {
      stream.write(`<proceed xmlns='${TLS}'/>`);
      await stream.startTls('server', { certificate: options.certificate });
      return 'tls';
    }
    if (element.xmlns === SASL && options.external === 'failure') {
      stream.write(`<failure xmlns='${SASL}'><not-authorized/></failure>`);
    } else if (element.xmlns === SASL) {
      stream.write(`<success xmlns='${SASL}'/>`);
      stream.restart();
      return 'sasl';
    } else if (element.xmlns === DIALBACK) answerDialback(stream, element, options);
    else kept.stanzas.push(element);
  }
}

/** Believes every `db:result`; tells the truth about its own keys in `db:verify`. */
function answerDialback(stream: XmlStream, element: Element, { secret, verdict }: AuthoritativeOptions): void {
  const { from = '', to = '', id = '' } = element.attributes;
  const names = `from='${escaped(to)}' to='${escaped(from)}'`;
  if (element.attributes['type'] !== undefined || verdict === 'none') return;
  const isOurs = textOf(element) === dialbackKey(secret, { receiver: from, originator: to, id });
  const said = verdict ?? (isOurs ? 'valid' : 'invalid');
  stream.write(
    element.name === 'result'
      ? `<db:result ${names} type='valid'/>`
      : `<db:verify ${names} id='${escaped(id)}' type='${said}'/>`,
  );
}
