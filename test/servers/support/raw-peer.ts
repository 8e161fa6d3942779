/**
 * A remote server that does as it likes: opens s2s streams with any attributes and says anything.
 *
 *   const peer = await openPeer(rig.ours.ip, { from: 'evil.test', to: 'a.test' });   // version: '' is a 0.9 server
 *   const features = await peer.features();
 *   await peer.startTls(certificateFor('evil.test'));        // STARTTLS, then a new stream, with the same header
 *   await peer.external();                                    // → 'success' or the failure's condition
 *   await peer.dialback('s3cr3t');                            // → 'valid', 'invalid' or the error's condition
 *   peer.send(`<message from='x@evil.test' to='alice@a.test'><body>boo</body></message>`);
 *   await peer.streamError();                                 // → 'policy-violation'
 *   await peer.closed;
 *
 * Dialback succeeds only where an `authoritativeServer` answers for the domain, with the same secret.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Certificate } from './certificates.ts';
import { S2S_PORT } from './configuration.ts';
import { dialbackKey } from './dialback-key.ts';
import { DIALBACK, SASL, STREAM_ERRORS, type StreamHeader, streamHeader, TLS } from './s2s-names.ts';
import { conditionOf, type Element, elementsOf, escaped } from './xml.ts';
import { type XmlStream, xmlStream } from './xml-stream.ts';

export interface RawPeer {
  /** What it was answered: the id of the stream, and whom it thinks it speaks to. */
  readonly header: () => Promise<Readonly<Record<string, string>>>;
  features(): Promise<Element>;
  /** STARTTLS and a new stream. */
  startTls(certificate?: Certificate): Promise<void>;
  external(authorization?: string): Promise<string>;
  /** `from` and `to` in place of the stream's own: piggybacking. */
  dialback(secret: string, names?: { readonly from?: string; readonly to?: string }): Promise<string>;
  /** Whatever; nothing is escaped. */
  send(xml: string): void;
  next(matches: (element: Element) => boolean, what: string, milliseconds?: number): Promise<Element>;
  /** The condition of the stream error that must come. */
  streamError(milliseconds?: number): Promise<string>;
  /** Resolves when the server has ended the connection. */
  readonly closed: Promise<void>;
  close(): void;
}

export async function openPeer(ip: string, header: StreamHeader, port = S2S_PORT): Promise<RawPeer> {
  const socket = connect(port, ip);
  await once(socket, 'connect');
  const stream = xmlStream(`the peer ${header.from ?? 'without a name'}`, socket);
  stream.write(streamHeader(header));
  let answered = stream.header();
  // whoever does not ask for it need not care that it never came
  answered.catch(() => undefined);
  const reopen = (): void => {
    stream.restart();
    stream.write(streamHeader(header));
    answered = stream.header();
    answered.catch(() => undefined);
  };
  const features = (): Promise<Element> => stream.element(({ name }) => name === 'features', 'stream features');
  return {
    header: () => answered,
    features,
    startTls: async (certificate) => {
      stream.write(`<starttls xmlns='${TLS}'/>`);
      const answer = await stream.element(({ xmlns }) => xmlns === TLS, 'the answer to STARTTLS');
      if (answer.name !== 'proceed') throw new Error(`STARTTLS: ${answer.name}`);
      await stream.startTls('client', { certificate, ...(header.to !== undefined && { domain: header.to }) });
      reopen();
    },
    external: async (authorization = header.from ?? '') => {
      const identity = authorization === '' ? '=' : Buffer.from(authorization).toString('base64');
      stream.write(`<auth xmlns='${SASL}' mechanism='EXTERNAL'>${identity}</auth>`);
      const answer = await saslOutcome(stream);
      if (answer.name === 'success') reopen();
      return answer.name === 'success' ? 'success' : (elementsOf(answer)[0]?.name ?? answer.name);
    },
    dialback: async (secret, names = {}) => {
      const { from = header.from ?? '', to = header.to ?? '' } = names;
      const { id = '' } = await answered;
      const key = dialbackKey(secret, { receiver: to, originator: from, id });
      stream.write(`<db:result from='${escaped(from)}' to='${escaped(to)}'>${key}</db:result>`);
      const matches = ({ name, xmlns }: Element): boolean =>
        (name === 'result' && xmlns === DIALBACK) || isStreamError({ name });
      const answer = await stream.element(matches, 'the outcome of dialback');
      const type = answer.attributes['type'] ?? 'error';
      return type === 'error' || answer.name === 'error' ? (conditionOf(answer) ?? type) : type;
    },
    send: (xml) => stream.write(xml),
    next: (matches, what, milliseconds) => stream.element(matches, what, milliseconds),
    streamError: async (milliseconds) => {
      const error = await stream.element(isStreamError, 'a stream error', milliseconds);
      return elementsOf(error).find(({ xmlns, name }) => xmlns === STREAM_ERRORS && name !== 'text')?.name ?? 'none';
    },
    closed: stream.closed,
    close: () => stream.destroy(),
  };
}

function isStreamError({ name }: Pick<Element, 'name'>): boolean {
  return name === 'error';
}

function saslOutcome(stream: XmlStream): Promise<Element> {
  return stream.element(({ name, xmlns }) => xmlns === SASL || name === 'error', 'SASL’s outcome');
}
