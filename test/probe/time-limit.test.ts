/** A pause of our own is no silence of the other side. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { timeLimit } from '../../src/probe/time-limit.ts';

function pauseProcess(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test('what arrived before the limit was over is heard before it', async () => {
  const told: string[] = [];
  const lift = timeLimit(50, () => told.push('over'));
  const server = createServer((socket) => {
    socket.end('in time');
    // it has answered; and now nobody here gets a processor
    pauseProcess(200);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'data');
  told.push('heard');
  lift();
  await new Promise(setImmediate);
  expect(told).toEqual(['heard']);
  socket.destroy();
  server.close();
});

test('it is over when nothing comes', async () => {
  await new Promise<void>((resolve) => timeLimit(10, resolve));
});

test('lifted at any time, it is never over', async () => {
  const told: string[] = [];
  const lift = timeLimit(10, () => told.push('over'));
  await new Promise((resolve) => setTimeout(resolve, 5));
  lift();
  lift();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(told).toEqual([]);
});
