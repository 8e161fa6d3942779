/** docs/ejabberd.md works: a server is set up by its very lines, as the user that it recommends, and doctor is content. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/adapters/ejabberd/commands.ts';
import { includeLines } from '../../../src/adapters/ejabberd/conditions.ts';
import { examineEjabberd } from '../../../src/adapters/ejabberd/examination.ts';
import { permittedBy } from '../../../src/adapters/ejabberd/methods.ts';
import { NEGOTIATIONS, permittedMethods } from '../../../src/model/negotiation.ts';
import { parseYaml } from '../../../src/yaml/parse.ts';
import { plainValue } from '../../../src/yaml/tree.ts';
import { adapterContext } from '../../support/adapter-context.ts';
import { startEjabberd } from '../../support/ejabberd/server.ts';
import { neverAborted } from '../contract/harness.ts';

const page = readFileSync(new URL('../../../docs/ejabberd.md', import.meta.url), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);
const FOLDER = '/var/lib/ejabberd/federation';

test('the lines of the page set a server up', async () => {
  const [install = ''] = blocks('sh');
  const server = await startEjabberd({ hosts: { 'contoso.test': {} }, options: { auth_method: ['anonymous'] } });
  try {
    const folder = `${server.folder}/federation`;
    execFileSync('sh', ['-e', '-c', install.replaceAll(FOLDER, folder)]);
    const [main, everybody] = blocks('yaml').map((text) => parseYaml(text.replaceAll(FOLDER, folder)));
    const [first, second] = [main, everybody].map((each) => plainValue(each?.root ?? never()) as object);
    server.configure({ options: { auth_method: ['anonymous'], ...first, ...second } });
    await server.kill();
    await server.start();
    const context = adapterContext('/nowhere', {
      deployment: 'edge-1',
      options: {
        fragment: `${folder}/federation.yml`,
        mainFile: `${server.folder}/ejabberd.yml`,
        scratch: server.folder,
        ctl: server.ctl,
        enforces: { tlsNegotiation: 'Required', saslNegotiation: 'Optional', dialbackNegotiation: true },
      },
      env: { PATH: process.env['PATH'] },
    });
    const statuses: string[] = [];
    for await (const { name, status } of examineEjabberd(context, neverAborted)) statuses.push(`${status} ${name}`);
    expect(statuses).toEqual(
      ['options', 'server', 'fragment', 'main file', 'commands', 'access', 'partners', 'enforces', 'rights'].map(
        (name) => `ok ${name}`,
      ),
    );
  } finally {
    await server.close();
  }
});

test('the lines that errors tell people to write are those of the page', () => {
  const [main] = blocks('yaml').map((text) => parseYaml(text));
  const told = parseYaml(includeLines(`${FOLDER}/federation.yml`));
  expect(plainValue(main?.root ?? never())).toMatchObject(plainValue(told.root ?? never()) as object);
  expect(page).toContain(`what: [${COMMANDS.join(', ')}]`);
});

test('the table of methods is what the code says, and what its settings permit', () => {
  const rows = [...page.matchAll(/^\| `(\w+)`.*?\| (loaded|not loaded) *\| (.*?) *\| (.*?) *\|$/gm)];
  expect(rows).toHaveLength(6);
  for (const [, startTls = '', dialback, permits, settings = ''] of rows) {
    const host = { name: '', s2sAccess: '', overrides: [], startTls: startTls === 'false' ? false : startTls };
    const methods = permittedBy({ ...host, hasDialback: dialback === 'loaded' }, false);
    expect(permits).toBe(methods.length === 0 ? 'nobody' : methods.join(', '));
    if (settings === '') continue;
    const [tls, sasl, isPermitted] = settings.split(', ');
    const [tlsNegotiation, saslNegotiation] = [tls, sasl].map(
      (each) => NEGOTIATIONS.find((one) => one === each) ?? never(),
    );
    const declared = { tlsNegotiation, saslNegotiation, dialbackNegotiation: isPermitted === 'true' };
    expect(permittedMethods(declared as Parameters<typeof permittedMethods>[0])).toEqual(methods);
  }
});

function never(): never {
  throw new Error('the page has changed');
}
