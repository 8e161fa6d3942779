/** Servers that ask the test's own DNS, so that there can be SRV records, and names that lead nowhere. */
import type { LuaValue } from '../../servers/support/lua-text.ts';
import { type DnsResponder, startDns, type ZoneEntry } from '../support/dns-responder.ts';

export interface Network {
  readonly dns: DnsResponder;
  /** Names may be added while servers run. */
  readonly zone: Record<string, ZoneEntry>;
  /** What a server's options need so that it asks this DNS. */
  readonly options: Readonly<Record<string, LuaValue>>;
}

export async function startNetwork(): Promise<Network> {
  const zone: Record<string, ZoneEntry> = {};
  const dns = await startDns(zone);
  const [host, port] = dns.address.split(':');
  return {
    dns,
    zone,
    options: {
      unbound: {
        resolvconf: false,
        hoststxt: false,
        forward: [`${host}@${port}`],
        options: { 'do-not-query-localhost:': 'no', 'local-zone:': 'test. transparent' },
      },
    },
  };
}
