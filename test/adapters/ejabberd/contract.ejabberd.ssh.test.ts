/**
 * The ejabberd adapter keeps the contract by ejabberdctl over a real sshd, too. Each command starts an Erlang of its own,
 * so only that is checked which the way there could change; contract.ejabberd.test.ts has all of it.
 */
import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe } from 'vitest';
import { type SshServer, startSshServer } from '../../support/ssh-server.ts';
import { contractOn } from './contract-on.ts';
import { type EjabberdDeployment, ejabberdDeployment } from './ejabberd-deployment.ts';

const TOLD_BY_THE_WAY_THERE = [
  'a call that is aborted beforehand rejects with the reason and changes nothing',
  'an adapter can be closed twice, and the deployment lives on',
  'every row, type, text, domain and limit is read as it was written, also over another connection',
  'one batch adds, updates and removes, and answers in its order',
  'writing what is there already succeeds and changes nothing',
  'a change by hand moves the revision',
  'a write on a revision that has moved is refused whole, where the deployment can compare',
  'of writers at the same time one wins, where the deployment can compare; else all are heard',
  'one bad change fails the batch where it is atomic, else itself alone',
  'the commit is recorded with the write, for every connection, and survives a restart',
];

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
    only: TOLD_BY_THE_WAY_THERE,
    corruptions: {
      'a fragment cut off in the middle': async () =>
        deployment.write(readFileSync(deployment.fragment, 'utf8').slice(0, 200)),
      'no fragment at all': async () => rmSync(deployment.fragment),
      'a server that is down': () => deployment.server.kill(),
      's2s_access is not there': () => deployment.configure({ ...deployment.main, s2s_access: undefined }),
    },
  });
});
