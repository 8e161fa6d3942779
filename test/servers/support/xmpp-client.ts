/** A user of a test's server: logs in over plain loopback TCP, sends any stanza, awaits any. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { PASSWORD } from './server-options.ts';
import { type Element, escaped, textOf } from './xml.ts';
import { xmlStream } from './xml-stream.ts';

export interface Client {
  /** The full address that the server gave it. */
  readonly jid: string;
  readonly bare: string;
  /** Everything received, taken or not. */
  received(): readonly Element[];
  send(xml: string): void;
  /** Sends a chat message; returns its id. */
  say(to: string, body: string): string;
  /** The first stanza not yet taken that matches, at once or as soon as it arrives. */
  next(matches: (stanza: Element) => boolean, what: string, milliseconds?: number): Promise<Element>;
  /** Sends an IQ and takes its answer, a result or an error. */
  ask(to: string | undefined, type: 'get' | 'set', payload: string, milliseconds?: number): Promise<Element>;
  close(): void;
}

let counted = 0;

/** An id that nothing else has in this process. */
export function newId(): string {
  counted += 1;
  return `t${counted}`;
}

/** Available (with priority 0) once connected. */
export async function connectClient(ip: string, port: number, address: string): Promise<Client> {
  const [bare = '', resource = 'test'] = address.split('/');
  const [user = '', domain = ''] = bare.split('@');
  const socket = connect(port, ip);
  await once(socket, 'connect');
  const stream = xmlStream(address, socket);
  const begin = async (): Promise<void> => {
    stream.restart();
    stream.write(
      `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='${domain}'>`,
    );
    await stream.element(named('features'), 'stream features');
  };
  await begin();
  const plain = Buffer.from(`\0${user}\0${PASSWORD}`).toString('base64');
  stream.write(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`);
  const outcome = await stream.element(({ xmlns }) => xmlns === 'urn:ietf:params:xml:ns:xmpp-sasl', 'SASL’s outcome');
  if (outcome.name !== 'success') throw new Error(`${address}: ${outcome.name}`);
  await begin();
  const ask: Client['ask'] = async (to, type, payload, milliseconds) => {
    const id = newId();
    const where = to === undefined ? '' : ` to="${escaped(to)}"`;
    stream.write(`<iq type="${type}" id="${id}"${where}>${payload}</iq>`);
    const answers = ({ name, attributes }: Element): boolean =>
      name === 'iq' && attributes['id'] === id && /^(?:result|error)$/.test(attributes['type'] ?? '');
    return await stream.element(answers, `the answer to ${payload}`, milliseconds);
  };
  const bound = await ask(
    undefined,
    'set',
    `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${escaped(resource)}</resource></bind>`,
  );
  const jid = bound.children.map((child) => (typeof child === 'string' ? '' : textOf(child, 'jid'))).join('');
  stream.write('<presence/>');
  return {
    jid,
    bare,
    received: () => stream.arrivals.all.flatMap((arrival) => (arrival.kind === 'element' ? [arrival.element] : [])),
    send: (xml) => stream.write(xml),
    say: (to, body) => {
      const id = newId();
      stream.write(`<message type="chat" id="${id}" to="${escaped(to)}"><body>${escaped(body)}</body></message>`);
      return id;
    },
    next: (matches, what, milliseconds) => stream.element(matches, what, milliseconds),
    ask,
    close: () => stream.destroy(),
  };
}

function named(name: string): (element: Element) => boolean {
  return (element) => element.name === name;
}
