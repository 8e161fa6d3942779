/**
 * A server with the partner API, in this process and as small as it can be: what the http adapter is tried on without
 * Prosody. `fault` comes before its own answer, and may do anything a bad network or a bad server does:
 *
 *   const server = await partnerServer();
 *   server.fault = ({ response }) => response.socket?.destroy();         // it breaks off
 *   server.fault = ({ response, answer }) => {                           // performs, and then breaks off
 *     answer();
 *     response.socket?.destroy();
 *   };
 *   server.requests;                                                     // ['GET /v1/partners', …]
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { LastApplied } from '../../src/model/adapter.ts';
import type { Block } from '../../src/model/block.ts';
import { compareText } from '../../src/model/diagnostic.ts';
import { partnersDigest } from '../../src/model/digest.ts';
import { domainsOf, type PartnerSettings } from '../../src/model/partner.ts';
import { READ_ONLY_TOKEN, READ_WRITE_TOKEN } from '../servers/support/partner-api.ts';
import { NOW } from './adapter-context.ts';

export { READ_ONLY_TOKEN as READ_ONLY, READ_WRITE_TOKEN as TOKEN } from '../servers/support/partner-api.ts';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** `GET /v1/partners` */
  readonly what: string;
  /** Does what was asked, and returns what would be sent. */
  readonly answer: () => Reply;
  readonly send: (reply: Reply) => void;
}

export interface PartnerServer {
  readonly url: string;
  readonly partners: Map<string, PartnerSettings>;
  readonly blocks: Map<string, Block>;
  lastApplied: LastApplied | null;
  sessions: readonly unknown[];
  /** What the first change of the next request ends. */
  ends: readonly unknown[];
  /** In place of what is true. */
  health: Readonly<Record<string, unknown>>;
  observed: unknown;
  readonly requests: string[];
  fault: ((exchange: Exchange) => void) | undefined;
  /** The address lives on, for `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
  revision(): string;
}

export async function partnerServer(tls?: ServerOptions): Promise<PartnerServer> {
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    void serve(state, request, response);
  };
  let port = 0;
  let stop = async (): Promise<void> => {};
  const start = async (): Promise<void> => {
    const server = tls === undefined ? createServer(onRequest) : createTlsServer(tls, onRequest);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
    stop = async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      stop = async () => {};
    };
  };
  await start();
  const state: PartnerServer = {
    url: `${tls === undefined ? 'http://127.0.0.1' : 'https://localhost'}:${port}/partner-policy`,
    partners: new Map(),
    blocks: new Map(),
    lastApplied: null,
    sessions: [],
    ends: [],
    health: {},
    observed: { mode: 'observe', dropped: 0, observations: [] },
    requests: [],
    fault: undefined,
    stop: () => stop(),
    start,
    revision: () => partnersDigest([...state.partners.values()]),
  };
  return state;
}

async function serve(state: PartnerServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  const what = `${request.method ?? ''} ${(request.url ?? '').replace('/partner-policy', '')}`;
  state.requests.push(what);
  const send = ({ status, body: answered, headers }: Reply): void => {
    if (response.destroyed) return;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
  };
  const answer = (): Reply => answerTo(state, what, request, body);
  if (state.fault === undefined) send(answer());
  else state.fault({ request, response, what, answer, send });
}

function problem(status: number, code: string, more: object = {}): Reply {
  return { status, body: { error: { code, message: `it is ${code}`, hint: 'this is a test', ...more } } };
}

function answerTo(state: PartnerServer, what: string, { headers }: IncomingMessage, body: string): Reply {
  const token = headers.authorization?.replace('Bearer ', '');
  if (token !== READ_WRITE_TOKEN && token !== READ_ONLY_TOKEN) return problem(401, 'unauthorized');
  if (token === READ_ONLY_TOKEN && !what.startsWith('GET ')) return problem(403, 'read-only-token');
  const [, domain = ''] = /^\w+ \/v1\/blocks\/(.+)$/.exec(what) ?? [];
  switch (domain === '' ? what : `${what.split(' ')[0]} block`) {
    case 'GET /v1/partners':
      return tagged(state, { partners: sorted([...state.partners.values()]), lastApplied: state.lastApplied });
    case 'PATCH /v1/partners':
      return change(state, headers['if-match'], JSON.parse(body) as ChangeRequest);
    case 'GET /v1/blocks':
      return { status: 200, body: { blocks: sorted(inForce(state)) } };
    case 'PUT block': {
      const block = { domain, ...(JSON.parse(body) as Omit<Block, 'domain'>) };
      state.blocks.set(domain, block);
      return { status: 200, body: { block, endedSessions: [] } };
    }
    case 'DELETE block': {
      const lifted = inForce(state).some((block) => block.domain === domain);
      state.blocks.delete(domain);
      return { status: 200, body: { lifted } };
    }
    case 'GET /v1/sessions':
      return { status: 200, body: { sessions: state.sessions } };
    case 'GET /v1/health':
      return { status: 200, body: healthOf(state) };
    case 'GET /v1/observed':
      return { status: 200, body: state.observed };
    default:
      return { status: 404, body: '', headers: { 'content-type': 'text/plain' } };
  }
}

interface ChangeRequest {
  readonly changes: readonly { readonly domain: string; readonly partner: PartnerSettings | null }[];
  readonly record?: Omit<LastApplied, 'at'>;
}

function change(state: PartnerServer, ifMatch: string | undefined, { changes, record }: ChangeRequest): Reply {
  if (ifMatch === undefined) return problem(428, 'revision-required');
  if (ifMatch !== `"${state.revision()}"`) return problem(412, 'stale');
  const next = new Map(state.partners);
  for (const { domain, partner } of changes) {
    if (partner === null) next.delete(domain);
    else next.set(domain, partner);
  }
  const owners = new Map<string, string>();
  for (const partner of next.values()) {
    for (const domain of domainsOf(partner)) {
      const other = owners.get(domain);
      owners.set(domain, partner.domain);
      if (other === undefined) continue;
      const culprit = changes.findLastIndex((each) => each.domain === other || each.domain === partner.domain);
      return problem(422, 'invalid', { change: culprit, field: 'additionalDomains' });
    }
  }
  const before = new Map(state.partners);
  state.partners.clear();
  for (const [domain, partner] of next) state.partners.set(domain, partner);
  if (record !== undefined) state.lastApplied = { ...record, at: NOW.toISOString() };
  const outcome = (domain: string): string =>
    next.has(domain) ? (before.has(domain) ? 'updated' : 'added') : before.has(domain) ? 'removed' : 'unchanged';
  const ends = changes.length > 0 ? state.ends : [];
  if (ends.length > 0) Object.assign(state, { ends: [], sessions: [] });
  return tagged(state, {
    changes: changes.map(({ domain }, at) => ({
      domain,
      outcome: outcome(domain),
      endedSessions: at === 0 ? ends : [],
    })),
  });
}

function tagged(state: PartnerServer, body: object): Reply {
  const revision = state.revision();
  return { status: 200, body: { revision, ...body }, headers: { etag: `"${revision}"` } };
}

function healthOf(state: PartnerServer): object {
  return {
    enforcing: true,
    mode: 'enforce',
    revision: state.revision(),
    reasons: [],
    module: { name: 'partner-server.ts', version: '1' },
    server: { name: 'node:http', version: '1' },
    hosts: [{ domain: 'contoso.com', type: 'host', federates: true, enforced: true }],
    limits: [],
    ...state.health,
  };
}

function inForce({ blocks }: PartnerServer): readonly Block[] {
  const today = NOW.toISOString().slice(0, 10);
  return [...blocks.values()].filter(({ until }) => until === null || until >= today);
}

function sorted<T extends { readonly domain: string }>(list: readonly T[]): readonly T[] {
  return [...list].sort((a, b) => compareText(a.domain, b.domain));
}
