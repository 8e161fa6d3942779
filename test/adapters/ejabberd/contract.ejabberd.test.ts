/** The ejabberd adapter keeps the contract on a real ejabberd, asked over HTTP. */
import { readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Harness } from '../contract/harness.ts';
import { contractOn } from './contract-on.ts';
import { type EjabberdDeployment, ejabberdDeployment } from './ejabberd-deployment.ts';

describe('the contract, kept by the ejabberd adapter over HTTP', () => {
  let deployment: EjabberdDeployment;
  beforeAll(async () => {
    deployment = await ejabberdDeployment();
  });
  afterAll(async () => await deployment.stop());

  contractOn({
    deployment: () => deployment,
    open: () => deployment.open('api'),
    corruptions: {
      ...corruptionsOf(() => deployment),
      'an administrator who permits nothing': () =>
        deployment.configure({ ...deployment.main, api_permissions: { nothing: { who: 'none', what: [] } } }),
    },
  });
});
function corruptionsOf(deployment: () => EjabberdDeployment): Harness['corruptions'] {
  const fragment = (edit: (text: string) => string | Uint8Array) => async () =>
    deployment().write(edit(readFileSync(deployment().fragment, 'utf8')));
  const main = (change: object) => () => deployment().configure({ ...deployment().main, ...change });
  const reloaded = (edit: (text: string) => string) => async () => {
    await fragment(edit)();
    await deployment().reload();
  };
  return {
    'a fragment cut off in the middle': fragment((text) => text.slice(0, text.length / 2)),
    'a fragment cut off before its end': fragment((text) => text.slice(0, -18)),
    'a fragment with nothing but its head': fragment((text) => text.slice(0, text.indexOf('\nacl:'))),
    'a fragment with an option of the server': fragment((text) => `${text}s2s_access: all\n`),
    'a fragment with a record of another version': fragment((text) =>
      text.replace('"formatVersion":1', '"formatVersion":2'),
    ),
    'zeros, as after a power cut': fragment(() => Buffer.alloc(4096)),
    'bytes that are no text': fragment(() => Buffer.from([0x61, 0xff, 0x3a])),
    'a fragment that is a link': async () => {
      const { fragment: path } = deployment();
      renameSync(path, `${path}.moved`);
      symlinkSync(`${path}.moved`, path);
    },
    'no fragment at all': async () => rmSync(deployment().fragment),
    'an acl of somebody else in the rule': reloaded((text) =>
      text.replace('    - deny: all', '    - allow: all\n    - deny: all'),
    ),
    'a rule that ends by allowing': reloaded((text) => text.replace('    - deny: all', '    - allow: all')),
    'an acl with a pattern': reloaded((text) => text.replace('    server:\n', '    server_glob: "*"\n    server:\n')),
    's2s_access is not there': main({ s2s_access: undefined }),
    's2s_access is another rule': main({ s2s_access: 'local', access_rules: { local: { allow: 'all' } } }),
    'a virtual host with an s2s_access of its own': main({
      host_config: { 'chat.contoso.test': { s2s_access: 'all' } },
    }),
    'a virtual host with access rules of its own': main({
      host_config: { 'chat.contoso.test': { access_rules: { partnerctl: { allow: 'all' } } } },
    }),
    'a virtual host that is given more access rules': main({
      append_host_config: { 'chat.contoso.test': { access_rules: { partnerctl: { allow: 'all' } } } },
    }),
    'a main file that includes without allow_only': async () =>
      await deployment().configure({ ...deployment().main, include_config_file: deployment().fragment }),
    'a main file that includes nothing': main({ include_config_file: undefined }),
    'a server that is down': () => deployment().server.kill(),
  };
}
