/**
 * One end of an XMPP stream over a socket: writes what it is told, well-formed or not, and collects what the other
 * end says. TLS, SASL and new streams are up to whoever holds it.
 */
import { isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket, TLSSocket as TlsSocket } from 'node:tls';
import type { Certificate } from './certificates.ts';
import { type Inbox, inbox } from './inbox.ts';
import { type Element, shown, streamReader } from './xml.ts';

/** `header` and `end` stand for the other end's `<stream:stream>` and `</stream:stream>`. */
export type Arrival =
  | { readonly kind: 'header'; readonly attributes: Readonly<Record<string, string>> }
  | { readonly kind: 'element'; readonly element: Element }
  | { readonly kind: 'end' };

export interface XmlStream {
  readonly arrivals: Inbox<Arrival>;
  write(text: string): void;
  header(milliseconds?: number): Promise<Readonly<Record<string, string>>>;
  element(matches: (element: Element) => boolean, what: string, milliseconds?: number): Promise<Element>;
  /** Reads a new stream from here on. */
  restart(): void;
  /** TLS from here on; a new stream begins. */
  startTls(side: 'client' | 'server', options: TlsOptions): Promise<TLSSocket>;
  /** Resolves when the other end is gone. */
  readonly closed: Promise<void>;
  destroy(): void;
}

export interface TlsOptions {
  readonly domain?: string;
  readonly certificate?: Certificate | undefined;
}

export function xmlStream(owner: string, plain: Socket): XmlStream {
  const arrivals = inbox<Arrival>(owner, showArrival);
  let socket: Socket = plain;
  let reader = newReader(arrivals);
  let finish: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const listen = (to: Socket): void => {
    to.setEncoding('utf8');
    to.on('data', (text: string) => {
      try {
        reader.feed(text);
      } catch (error) {
        arrivals.end(`not XML: ${String(error)}`);
      }
    });
    to.on('error', (error) => arrivals.end(error.message));
    to.on('close', () => {
      arrivals.end('the connection ended');
      finish();
    });
  };
  const restart = (): void => {
    reader = newReader(arrivals);
  };
  listen(socket);
  return {
    arrivals,
    write: (text) => void socket.write(text),
    header: async (milliseconds) => {
      const arrival = await arrivals.next(({ kind }) => kind === 'header', 'a stream header', milliseconds);
      return arrival.kind === 'header' ? arrival.attributes : {};
    },
    element: async (matches, what, milliseconds) => {
      const fits = (arrival: Arrival): boolean => arrival.kind === 'element' && matches(arrival.element);
      const arrival = await arrivals.next(fits, what, milliseconds);
      if (arrival.kind !== 'element') throw new Error(`${what}: not an element`);
      return arrival.element;
    },
    restart,
    startTls: async (side, { domain, certificate }) => {
      plain.removeAllListeners('data');
      restart();
      const pair = certificate && { cert: certificate.certificate, key: certificate.key };
      const server = domain === undefined || isIP(domain) !== 0 ? {} : { servername: domain };
      const secured =
        side === 'client'
          ? connectTls({ socket: plain, rejectUnauthorized: false, ...server, ...pair })
          : new TlsSocket(plain, { isServer: true, requestCert: true, rejectUnauthorized: false, ...pair });
      await new Promise<void>((resolve, reject) => {
        secured.once(side === 'client' ? 'secureConnect' : 'secure', resolve);
        secured.once('error', reject);
        plain.once('close', () => reject(new Error(`${owner}: the connection ended during the TLS handshake`)));
      });
      socket = secured;
      listen(secured);
      return secured;
    },
    closed,
    destroy: () => void socket.destroy(),
  };
}

function newReader(arrivals: Inbox<Arrival>) {
  return streamReader({
    header: (attributes) => arrivals.push({ kind: 'header', attributes }),
    element: (element) => arrivals.push({ kind: 'element', element }),
    end: () => arrivals.push({ kind: 'end' }),
  });
}

function showArrival(arrival: Arrival): string {
  if (arrival.kind === 'element') return shown(arrival.element);
  return arrival.kind === 'end' ? '</stream>' : `<stream ${JSON.stringify(arrival.attributes)}>`;
}
