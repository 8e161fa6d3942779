/** The same contract, with the session on another host: a real ssh, a real sshd, and the stand-in behind it. */
import { afterAll, expect, it } from 'vitest';
import { openLyncAdapter } from '../../../src/adapters/lync/adapter.ts';
import { untilGone } from '../../shell/processes.ts';
import { startSshServer } from '../../support/ssh-server.ts';
import { plain } from '../contract/examples.ts';
import { add, apply, read } from '../contract/harness.ts';
import { adapterContract } from '../contract.ts';
import { lyncHarness } from './lync-harness.ts';
import { lyncContext, standIn } from './stand-in.ts';

const there = await startSshServer({ banner: 'partnerctl-begin\nAuthorized use only.\n' });
afterAll(() => there.close());

adapterContract('lync over SSH', () => lyncHarness(there));

it('a run is one connection, and nothing of it is left over there', async () => {
  const server = await standIn();
  const options = { shell: server.shell, host: there.host, timeout: 60 };
  const adapter = await openLyncAdapter(lyncContext(server, { options, env: there.env }));
  await apply(adapter, [add(plain)]);
  await read(adapter);
  await adapter.close();
  expect(server.starts()).toHaveLength(1);
  // its input has ended, and so does the session
  await untilGone(server.starts());
  await server.dispose();
});

it.each([
  ['refusing', 'unreachable', /edge-refusing.*Permission denied/],
  ['changed', 'unreachable', /edge-changed/],
  ['unknown', 'unreachable', /edge-unknown/],
  ['absent', 'unreachable', /edge-absent.*refused/],
] as const)('a host that is %s is told apart from a failing PowerShell', async (which, code, words) => {
  const server = await standIn();
  const options = { shell: server.shell, host: there[which], timeout: 60 };
  const adapter = await openLyncAdapter(lyncContext(server, { options, env: there.env }));
  await expect(read(adapter)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(words) as string,
    hint: expect.stringContaining('ssh') as string,
  });
  expect(server.starts()).toEqual([]);
  await server.dispose();
});

it('a host without that PowerShell', async () => {
  const server = await standIn();
  const options = { host: there.host, timeout: 60 };
  const adapter = await openLyncAdapter(lyncContext(server, { options, env: there.env }));
  await expect(read(adapter)).rejects.toMatchObject({
    code: 'no-shell',
    message: expect.stringContaining('powershell.exe on edge-1') as string,
  });
  await server.dispose();
});
