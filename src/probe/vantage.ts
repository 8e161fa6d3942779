/** From where the probe looks. */
import { createSocket } from 'node:dgram';
import { hostname } from 'node:os';
import type { Vantage } from '../model/probe.ts';

/** Documentation addresses: only the route to them is looked up, nothing is sent. */
const SOMEWHERE = { udp4: '192.0.2.1', udp6: '2001:db8::1' } as const;

export async function vantageOf(resolvers: readonly string[]): Promise<Vantage> {
  const [ipv4, ipv6] = await Promise.all([hasRoute('udp4'), hasRoute('udp6')]);
  return { host: hostname(), resolvers, families: { ipv4, ipv6 } };
}

async function hasRoute(type: 'udp4' | 'udp6'): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = createSocket(type);
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.connect(9, SOMEWHERE[type], () => {
      socket.close();
      resolve(true);
    });
  });
}
