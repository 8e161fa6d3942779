/** HTTP as no client would send it: bytes to a server, from an address of one's choice, and the answers as text. */
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export interface RawOptions {
  /** The address that it comes from; loopback addresses are all ours. */
  readonly from?: string;
  /** Closes its own direction after the request. */
  readonly end?: boolean;
}

/** Sends, and reads until the server closes or the answer to the first request is complete. */
export async function rawRequest(
  ip: string,
  port: number,
  bytes: string,
  options: RawOptions = {},
): Promise<RawAnswer> {
  const socket = connect({ host: ip, port, ...(options.from !== undefined && { localAddress: options.from }) });
  const chunks: Buffer[] = [];
  if (options.end === true) socket.end(bytes, 'latin1');
  else socket.write(bytes, 'latin1');
  await new Promise<void>((resolve, reject) => {
    socket.setTimeout(10_000, () => reject(new Error('no answer for ten seconds')));
    socket.on('error', (error) => (chunks.length > 0 ? resolve() : reject(error)));
    socket.on('close', () => resolve());
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (isComplete(Buffer.concat(chunks), bytes.startsWith('HEAD '))) resolve();
    });
  });
  socket.destroy();
  return parsed(Buffer.concat(chunks));
}

function isComplete(bytes: Buffer, withoutBody: boolean): boolean {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1 || withoutBody) return end !== -1;
  const length = /^content-length: *(\d+)/im.exec(bytes.subarray(0, end).toString('latin1'))?.[1];
  return length !== undefined && bytes.length >= end + 4 + Number(length);
}

function parsed(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Headers();
  for (const line of lines) headers.append(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim());
  const length = Number(headers.get('content-length') ?? bytes.length);
  return {
    status: Number(/^HTTP\/1\.\d (\d+)/.exec(first)?.[1] ?? Number.NaN),
    headers,
    body: bytes.subarray(end + 4, end + 4 + length).toString('utf8'),
  };
}
