/** The lync adapter and a stand-in of its own, as the contract suite wants it. */
import { openLyncAdapter } from '../../../src/adapters/lync/adapter.ts';
import type { Adapter, AdapterContext } from '../../../src/model/adapter.ts';
import { NOW } from '../../support/adapter-context.ts';
import type { Harness } from '../contract/harness.ts';
import { asStored, lyncContext, standIn } from './stand-in.ts';

export interface OverThere {
  readonly host: string;
  readonly env: AdapterContext['env'];
}

/** `there`: the stand-in is run on a host over SSH; the store is the same. */
export async function lyncHarness(there?: OverThere): Promise<Harness> {
  const server = await standIn();
  const overrides = there && { options: { shell: server.shell, host: there.host, timeout: 60 }, env: there.env };
  const opened: Adapter[] = [];
  const connect = async (): Promise<Adapter> => {
    const adapter = await openLyncAdapter(lyncContext(server, overrides));
    opened.push(adapter);
    return adapter;
  };
  /** One more partner, which is not as it should be. */
  const badPartner = (changes: Readonly<Record<string, unknown>>) => async () =>
    await Promise.resolve(server.write(asStored(BAD, changes)));
  return {
    adapter: await connect(),
    connect,
    restart: connect,
    addByHand: async (partner) => await Promise.resolve(server.write(asStored(partner))),
    corruptions: {
      'the store cannot be reached': async () => await Promise.resolve(server.fail({ read: 'throw' })),
      'the session dies': async () => await Promise.resolve(server.fail({ read: 'die' })),
      'the answer is cut off': async () => await Promise.resolve(server.fail({ read: 'cut' })),
      ...(there === undefined && badPartners(badPartner)),
    },
    today: () => NOW.toISOString().slice(0, 10),
    dispose: async () => {
      await Promise.all(opened.map(async (adapter) => await adapter.close()));
      await server.dispose();
    },
  };
}

/** The way there makes no difference to these. */
function badPartners(badPartner: (changes: Readonly<Record<string, unknown>>) => () => Promise<void>) {
  return {
    'a property that is missing': badPartner({ PartnerType: undefined }),
    'a type that nobody knows': badPartner({ PartnerType: 'Friendly' }),
    'a number where a name should be': badPartner({ TlsNegotiation: 0 }),
    'a limit of nothing': badPartner({ ConnectionLimit: 0 }),
    'a truth that is none': badPartner({ EnableKeepAlive: 'True' }),
    'a domain in another script': badPartner({ Identity: 'bücher.example', Domain: 'bücher.example' }),
    'no domain at all': badPartner({ Identity: '', Domain: '' }),
    'one domain twice': badPartner({ AdditionalDomains: ['Bad.example'] }),
    'a description that no terminal would bear': badPartner({ Description: '\u001b[2J' }),
  };
}

const BAD = {
  domain: 'bad.example',
  description: null,
  additionalDomains: [],
  partnerType: 'Federated',
  tlsNegotiation: 'Required',
  saslNegotiation: 'Required',
  dialbackNegotiation: true,
  connectionLimit: null,
  keepAlive: true,
  proxyFqdn: null,
} as const;
