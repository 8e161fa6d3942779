/** What TLS keeps for itself is bounded, too: openssl's server, told to update its keys without end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { certificateFor } from './support/certificates.ts';
import type { Zone } from './support/dns-responder.ts';
import { PARTNER, probeZone } from './support/probing.ts';

const folders = temporaryFolders();

/** As fast as they are taken. */
async function repeat(text: string, to: Writable): Promise<void> {
  while (to.writable) if (!to.write(text.repeat(100))) await once(to, 'drain').catch(() => undefined);
}

test.each([
  ['updates', 'k\n'],
  ['updates that want an answer', 'K\n'],
])('%s', async (_, command) => {
  const pem = join(await folders(), 'server.pem');
  const { cert, key } = certificateFor(PARTNER);
  await writeFile(pem, cert + key);
  const server = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', '-cert', pem, '-tls1_3'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  server.stdin.on('error', () => undefined);
  const port = await new Promise<number>((resolve) => {
    createInterface(server.stdout).on('line', (line) => {
      const accepting = /^ACCEPT 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (accepting !== undefined) resolve(Number(accepting));
      // it has a client; commands before that would be passed over
      if (line.includes('BEGIN SSL SESSION')) void repeat(command, server.stdin);
    });
  });
  const zone: Zone = {
    [`_xmpps-server._tcp.${PARTNER}`]: { srv: [[0, 0, port, 'a.test']] },
    'a.test': { a: ['127.0.0.1'] },
  };
  const { evidence } = await probeZone(zone, [PARTNER], {
    limits: { phaseMs: 20_000, attemptMs: 20_000, domainMs: 20_000 },
  });
  server.kill('SIGKILL');
  expect(evidence[0]?.targets[0]?.attempts[0]).toMatchObject({
    phase: 'secure-stream',
    end: { kind: 'too-much' },
    tls: { version: 'TLSv1.3' },
  });
});
