/** The http adapter keeps the contract, on a server in this process; contract.prosody.test.ts has the real one. */
import { NOW } from '../../support/adapter-context.ts';
import { type Exchange, partnerServer, type Reply } from '../../support/partner-server.ts';
import type { Harness } from '../contract/harness.ts';
import { adapterContract } from '../contract.ts';
import { openAt } from './http-open.ts';

async function harness(): Promise<Harness> {
  const server = await partnerServer();
  const opened: Awaited<ReturnType<typeof openAt>>[] = [];
  const connect = async (url = server.url) => {
    const adapter = await openAt(url);
    opened.push(adapter);
    return adapter;
  };
  const fault = (make: (exchange: Exchange) => void) => async () => {
    server.fault = make;
  };
  const spoiled = (spoil: (text: string) => string, headers: Reply['headers'] = {}) =>
    fault(({ answer, send }) => {
      const reply = answer();
      send({ ...reply, body: spoil(JSON.stringify(reply.body)), headers: { ...reply.headers, ...headers } });
    });
  return {
    adapter: await connect(),
    connect: () => connect(),
    restart: async () => {
      await server.stop();
      await server.start();
      return connect();
    },
    addByHand: async (partner) => void server.partners.set(partner.domain, partner),
    corruptions: {
      'a server that is down': () => server.stop(),
      'a damaged record': fault(({ send }) =>
        send({
          status: 500,
          body: { error: { code: 'unreadable-state', message: 'a record is broken', hint: 'mend it' } },
        }),
      ),
      'an answer cut off in the middle': spoiled((text) => text.slice(0, text.length / 2)),
      'an answer that is shorter than announced': fault(({ response, answer }) => {
        const text = JSON.stringify(answer().body);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
        response.write(text.slice(0, -10));
        setImmediate(() => response.destroy());
      }),
      'a proxy with a page of its own': fault(({ send }) =>
        send({ status: 200, body: '<html>sign in</html>', headers: { 'content-type': 'text/html' } }),
      ),
      'a page of its own as JSON': spoiled(() => '<html></html>'),
      'an empty object': spoiled(() => '{}'),
      'an empty answer': spoiled(() => ''),
      'an empty list of the revision before': spoiled(() =>
        JSON.stringify({ revision: 'r0', partners: [], lastApplied: null, blocks: [], changes: [] }),
      ),
      'a redirect': fault(({ send }) => send({ status: 302, body: '', headers: { location: 'https://x.example/' } })),
      'nothing there': fault(({ send }) => send({ status: 404, body: '' })),
      'another token': fault(({ send }) => send({ status: 401, body: '{}' })),
    },
    today: () => NOW.toISOString().slice(0, 10),
    dispose: async () => {
      await Promise.all(opened.map((adapter) => adapter.close()));
      await server.stop();
    },
  };
}

adapterContract('the http adapter, on a server in this process', harness);
