/**
 * Loopback addresses of one's own: s2s wants port 5269 on every server, so each server gets an address instead of a
 * port. An address is ours while we hold its lock port; parallel files and runs find it taken and try another.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { S2S_PORT } from './configuration.ts';

/** Nobody listens here but the holder of an address. */
const LOCK_PORT = 52_699;
const TRIES = 100;

export interface Address {
  readonly ip: string;
  release(): void;
}

export async function freeAddress(): Promise<Address> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const ip = `127.${among(1, 254)}.${among(0, 255)}.${among(1, 254)}`;
    const lock = await listening(ip, LOCK_PORT);
    if (lock === undefined) continue;
    const s2s = await listening(ip, S2S_PORT);
    if (s2s === undefined) lock.close();
    else {
      s2s.close();
      await once(s2s, 'close');
      return { ip, release: () => void lock.close() };
    }
  }
  throw new Error(`${TRIES} addresses in 127.0.0.0/8 are taken: does an XMPP server listen on all of them?`);
}

async function listening(ip: string, port: number): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  server.listen(port, ip);
  try {
    await once(server, 'listening');
  } catch {
    return undefined;
  }
  // an address that a test forgot to release must not keep the run alive
  server.unref();
  return server;
}

/** A port that was free a moment ago, for ::1, which cannot be had twice. */
export async function freePort(ip: string): Promise<number> {
  const server = createServer();
  server.listen(0, ip);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error(`${ip}: no port`);
  return address.port;
}

function among(low: number, high: number): number {
  return low + Math.floor(Math.random() * (high - low + 1));
}
