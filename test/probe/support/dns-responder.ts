/** A small authoritative DNS server for tests, on loopback and a port of its own: answers what its zone says. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface ZoneEntry {
  /** Priority, weight, port, host. */
  readonly srv?: readonly (readonly [number, number, number, string])[];
  readonly a?: readonly string[];
  readonly aaaa?: readonly string[];
  /** In place of an answer. */
  readonly fails?: 'SERVFAIL' | 'REFUSED' | 'NXDOMAIN' | 'silent' | 'garbage';
}

/** By lower-case name; what is not in it does not exist. */
export type Zone = Readonly<Record<string, ZoneEntry>>;

export interface DnsResponder {
  /** `ADDRESS:PORT` */
  readonly address: string;
  /** Every question, `NAME TYPE`. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

const TYPES: Readonly<Record<number, 'srv' | 'a' | 'aaaa'>> = { 1: 'a', 28: 'aaaa', 33: 'srv' };
const RCODES = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

export async function startDns(zone: Zone): Promise<DnsResponder> {
  const socket: Socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, from) => {
    const answer = answerTo(query, zone, asked);
    if (answer !== undefined) socket.send(answer, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: async () => await new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

function answerTo(query: Buffer, zone: Zone, asked: string[]): Buffer | undefined {
  const { name, type, question } = questionIn(query);
  asked.push(`${name} ${TYPES[type] ?? type}`);
  const entry = zone[name];
  const records = entry === undefined ? [] : recordsOf(entry, TYPES[type]);
  // a name above others exists
  const exists = entry !== undefined || Object.keys(zone).some((other) => other.endsWith(`.${name}`));
  const fails = entry?.fails ?? (exists ? undefined : 'NXDOMAIN');
  if (fails === 'silent') return undefined;
  if (fails === 'garbage') return Buffer.concat([query.subarray(0, 2), Buffer.from('8580000100050000000000ff', 'hex')]);
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8580 | (fails === undefined ? 0 : RCODES[fails]), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(fails === undefined ? records.length : 0, 6);
  return Buffer.concat([head, question, ...(fails === undefined ? records : []).map((data) => record(type, data))]);
}

function questionIn(query: Buffer): { readonly name: string; readonly type: number; readonly question: Buffer } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const question = query.subarray(12, at + 5);
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), question };
}

function recordsOf(entry: ZoneEntry, type: 'srv' | 'a' | 'aaaa' | undefined): readonly Buffer[] {
  if (type === 'a') return (entry.a ?? []).map((address) => Buffer.from(address.split('.').map(Number)));
  if (type === 'aaaa') return (entry.aaaa ?? []).map(ipv6Bytes);
  if (type !== 'srv') return [];
  return (entry.srv ?? []).map(([priority, weight, port, host]) => {
    const numbers = Buffer.alloc(6);
    numbers.writeUInt16BE(priority, 0);
    numbers.writeUInt16BE(weight, 2);
    numbers.writeUInt16BE(port, 4);
    return Buffer.concat([numbers, nameBytes(host)]);
  });
}

function record(type: number, data: Buffer): Buffer {
  const head = Buffer.from('c00c0000000100000000' + '0000', 'hex');
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function nameBytes(name: string): Buffer {
  const labels = name.split('.').filter(Boolean);
  return Buffer.concat([
    ...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);
}

function ipv6Bytes(address: string): Buffer {
  const [left = '', right = ''] = address.split('::');
  const words = (text: string): number[] =>
    text
      .split(':')
      .filter(Boolean)
      .map((word) => Number.parseInt(word, 16));
  const missing = 8 - words(left).length - words(right).length;
  const all = [...words(left), ...Array<number>(Math.max(0, missing)).fill(0), ...words(right)];
  const bytes = Buffer.alloc(16);
  for (const [index, word] of all.entries()) bytes.writeUInt16BE(word, index * 2);
  return bytes;
}
