/** The partner API of a real server over https, with a certificate of one's own authority, as `ca:` names it. */
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../servers/support/addresses.ts';
import { authorityPem } from '../servers/support/certificates.ts';
import { READ_WRITE_TOKEN } from '../servers/support/partner-api.ts';
import { prosodyVersions, type Rig, startServers } from '../servers/support/rig.ts';
import { atOnce, cli } from '../support/cli.ts';
import { type GitRepository, gitRepositories } from '../support/git-repository.ts';

const newRepository = gitRepositories();
const hasIpv6 = Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'));
const V6 = '0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1'.split(',').map(Number);

describe.each(prosodyVersions())('Prosody %s', (version) => {
  let rig: Rig<'contoso'>;
  let port: number;
  beforeAll(async () => {
    port = await freePort(hasIpv6 ? '::1' : '127.0.0.1');
    const names = [{ dns: 'localhost' }, { ip: [127, 0, 0, 1] }, { ip: V6 }];
    rig = await startServers({
      contoso: {
        version,
        guarded: true,
        // the name of the host is the name in its certificate, which Prosody serves https with
        hosts: { localhost: { certificate: { names } } },
        options: { https_ports: [port], https_interfaces: ['127.0.0.1', ...(hasIpv6 ? ['::1'] : [])] },
      },
    });
  });
  afterAll(() => rig?.stop());

  const says = (made: GitRepository, host: string, ca: string): void => {
    const url = `https://${host}:${port}/partner-policy`;
    made.commit(`Over ${host}`, {
      'partnerctl.yaml': `workspace: contoso\ndeployments:\n  edge-eu: { adapter: http, url: '${url}', token: env:T${ca} }\n`,
      'partners/fabrikam.com.yaml': `domain: fabrikam.com\ndescription: over ${host}\npartnerType: Federated\n`,
    });
  };
  const run = ({ root }: GitRepository, ...argv: readonly string[]) =>
    cli(argv, { cwd: root, env: { T: READ_WRITE_TOKEN }, delay: atOnce });

  test('an authority of one’s own is trusted where it is named, by every name of the server', async () => {
    const made = await newRepository();
    made.commit('Begin', { 'ca.pem': authorityPem(), '.gitignore': '.partnerctl/\n' });
    for (const host of ['localhost', '127.0.0.1', ...(hasIpv6 ? ['[::1]'] : [])]) {
      says(made, host, '');
      const strangers = await run(made, 'plan');
      expect(strangers.code).toBe(1);
      expect(strangers.stdout).toMatch(/authority that is not\s+trusted/);
      says(made, host, ', ca: ca.pem');
      const applied = await run(made, 'apply', '--yes');
      expect(applied.stdout).toContain('edge-eu: 1 applied, verified');
      expect(applied.code).toBe(0);
    }
  });
});
