/**
 * The ejabberd adapter keeps the contract by ejabberdctl over a real sshd, too. Each command starts an Erlang of its own,
 * so what is random is tried once, and the server is broken only in ways that this way there sees otherwise.
 */
import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe } from 'vitest';
import { type SshServer, startSshServer } from '../../support/ssh-server.ts';
import { contractOn } from './contract-on.ts';
import { type EjabberdDeployment, ejabberdDeployment } from './ejabberd-deployment.ts';

describe('the contract, kept by the ejabberd adapter over SSH', () => {
  let deployment: EjabberdDeployment;
  let ssh: SshServer;
  beforeAll(async () => {
    [deployment, ssh] = await Promise.all([ejabberdDeployment(), startSshServer()]);
  });
  afterAll(async () => {
    await Promise.all([deployment.stop(), ssh.close()]);
  });

  contractOn({
    deployment: () => deployment,
    open: () => deployment.open('ctl', { host: ssh.host }, { env: ssh.env }),
    runs: 1,
    corruptions: {
      'a fragment cut off in the middle': async () =>
        deployment.write(readFileSync(deployment.fragment, 'utf8').slice(0, 200)),
      'no fragment at all': async () => rmSync(deployment.fragment),
      'a server that is down': () => deployment.server.kill(),
      's2s_access is not there': () => deployment.configure({ ...deployment.main, s2s_access: undefined }),
    },
  });
});
