/** A proxy in front of a server, honest until a test spoils what it hands on. */
import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Passed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface BadProxy {
  readonly url: string;
  /** Before a request is handed on; `what` is `PATCH /partner-policy/v1/partners`. */
  before: ((what: string) => Promise<void>) | undefined;
  /** What becomes of an answer; without it, it is handed on. */
  spoil: ((response: ServerResponse, passed: Passed, what: string) => unknown) | undefined;
  close(): Promise<void>;
}

/** `target`: the URL of a partner API. */
export async function badProxy(target: string): Promise<BadProxy> {
  const { pathname } = new URL(target);
  const server = createServer((incoming, response) => {
    void pass(proxy, target, incoming, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: BadProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    before: undefined,
    spoil: undefined,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return proxy;
}

async function pass(proxy: BadProxy, target: string, incoming: IncomingMessage, response: ServerResponse) {
  const { method = '', url: path = '', headers } = incoming;
  const what = `${method} ${path}`;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  await proxy.before?.(what);
  const { hostname, port } = new URL(target);
  const outgoing = ask({ hostname, port, method, path, headers, agent: false });
  outgoing.end(Buffer.concat(chunks));
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const answered: Buffer[] = [];
  for await (const chunk of answer) answered.push(chunk as Buffer);
  const passed = { status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(answered) };
  if (proxy.spoil === undefined) handOn(response, passed);
  else await proxy.spoil(response, passed, what);
}

/** As it came, but for how it is cut into pieces. */
export function handOn(response: ServerResponse, { status, headers, body }: Passed): void {
  const kept = ['content-type', 'etag', 'retry-after', 'location'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  response.writeHead(status, { ...Object.fromEntries(kept), 'content-length': body.length }).end(body);
}
