/** A proxy in front of a server, honest until a test spoils what it hands on. */
import { once } from 'node:events';
import { request as ask, createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Passed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface BadProxy {
  readonly url: string;
  /** `PATCH /partner-policy/v1/partners`, in the order in which they were handed on. */
  readonly requests: string[];
  /** What becomes of an answer; without it, it is handed on. `what` is as in `requests`. */
  spoil: ((response: ServerResponse, passed: Passed, what: string) => void) | undefined;
  close(): Promise<void>;
}

/** `target`: a URL, of which the origin counts. */
export async function badProxy(target: string): Promise<BadProxy> {
  const { hostname, port, pathname } = new URL(target);
  const requests: string[] = [];
  const server = createServer((incoming, response) => {
    const what = `${incoming.method ?? ''} ${incoming.url ?? ''}`;
    const { method, url: path, headers } = incoming;
    const outgoing = ask({ hostname, port, method, path, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        requests.push(what);
        const body = Buffer.concat(chunks);
        const passed = { status: answer.statusCode ?? 502, headers: answer.headers, body };
        if (proxy.spoil === undefined) handOn(response, passed);
        else proxy.spoil(response, passed, what);
      });
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: BadProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    requests,
    spoil: undefined,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return proxy;
}

/** As it came, but for how it is cut into pieces. */
export function handOn(response: ServerResponse, { status, headers, body }: Passed): void {
  const kept = ['content-type', 'etag', 'retry-after', 'location'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  response.writeHead(status, { ...Object.fromEntries(kept), 'content-length': body.length }).end(body);
}
