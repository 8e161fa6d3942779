/** The built program and a server: what is in the bundle works, and an open connection keeps no process alive. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { authorityPem, certificateFor } from '../servers/support/certificates.ts';
import { gitRepositories, ISOLATED_ENVIRONMENT } from '../support/git-repository.ts';
import { type PartnerServer, partnerServer, TOKEN } from '../support/partner-server.ts';

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const newRepository = gitRepositories();
let server: PartnerServer;

beforeEach(async () => {
  const { certificate, key } = certificateFor('localhost');
  server = await partnerServer({ cert: certificate, key });
});
afterEach(() => server.stop());

async function repository(): Promise<string> {
  const made = await newRepository();
  made.commit('Begin', {
    'partnerctl.yaml': `workspace: contoso\ndeployments:\n  edge-eu: { adapter: http, url: '${server.url}', token: env:T, ca: ca.pem }\n`,
    'ca.pem': authorityPem(),
    '.gitignore': '.partnerctl/\n',
    'partners/fabrikam.com.yaml': 'domain: fabrikam.com\npartnerType: Federated\n',
  });
  return made.root;
}

async function partnerctl(cwd: string, ...argv: readonly string[]) {
  const child = spawn(process.execPath, [BIN, ...argv], { cwd, env: { ...ISOLATED_ENVIRONMENT, T: TOKEN } });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const started = performance.now();
  const [code] = (await once(child, 'close')) as [number];
  return { code, said: said.join(''), milliseconds: performance.now() - started };
}

test('plans, applies and ends', async () => {
  const root = await repository();
  expect(await partnerctl(root, 'plan', '--detailed-exitcode')).toMatchObject({ code: 2 });
  const applied = await partnerctl(root, 'apply', '--yes');
  expect(applied.said).toContain('edge-eu: 1 applied, verified');
  expect(applied.code).toBe(0);
  // a kept connection would be closed by the server after 5 seconds only
  expect(applied.milliseconds).toBeLessThan(4500);
  expect(await partnerctl(root, 'plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
});

test('ends also where the server holds its tongue, and is interrupted', async () => {
  const root = await repository();
  const asked = new Promise<void>((resolve) => {
    server.fault = () => resolve();
  });
  const child = spawn(process.execPath, [BIN, 'apply', '--yes'], {
    cwd: root,
    env: { ...ISOLATED_ENVIRONMENT, T: TOKEN },
  });
  await asked;
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(130);
});
