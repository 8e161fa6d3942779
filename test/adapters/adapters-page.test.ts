/** docs/adapters.md tells the truth: adapters, capabilities, the state file, error codes and paths are the code's. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeState, encodeState } from '../../src/adapters/file/codec.ts';
import { ADAPTER_NAMES, openAdapter } from '../../src/adapters/registry.ts';
import type { Capabilities } from '../../src/model/adapter.ts';
import { adapterContext } from '../support/adapter-context.ts';
import { ALL_CAPABILITIES } from '../support/memory-adapter.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { capabilityTable, type Named } from './capability-table.ts';

const temporaryFolder = temporaryFolders();
const root = fileURLToPath(new URL('../..', import.meta.url));
const page = await readFile(join(root, 'docs/adapters.md'), 'utf8');

/** The text below a heading, up to the next one of its level or above. */
function section(heading: string): string {
  const [level = ''] = heading.split(' ');
  const start = page.indexOf(`\n${heading}\n`);
  if (start === -1) throw new Error(`docs/adapters.md has no heading ${heading}`);
  const rest = page.slice(start + heading.length + 2);
  return rest.slice(0, rest.match(new RegExp(`^#{1,${level.length}} `, 'm'))?.index);
}

/** What a table of two columns says of each `capability`; of other tables nothing. */
function table(text: string): ReadonlyMap<string, string> {
  const rows = [...text.matchAll(/^\| `(\w+)` *\| (.*?) *\|/gm)].map(
    ([, name = '', value = '']) => [name, value] as const,
  );
  return new Map(rows.filter(([name]) => Object.hasOwn(ALL_CAPABILITIES, name)));
}

const ENFORCES = { tlsNegotiation: 'Required', saslNegotiation: 'Optional', dialbackNegotiation: true };

/** What each needs to be opened, without a connection. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  file: { path: 'x.json' },
  http: { url: 'https://xmpp.contoso.com/partner-policy', token: 'env:TOKEN' },
  ejabberd: { fragment: '/etc/ejabberd/federation/federation.yml', enforces: ENFORCES },
};

async function capabilitiesOf(name: string): Promise<Capabilities> {
  const options = OPTIONS[name] ?? {};
  const context = adapterContext(await temporaryFolder(), { options, env: { TOKEN: 'a-token-of-a-test-1' } });
  const adapter = await openAdapter(name, context);
  await adapter.close();
  return adapter.capabilities;
}

async function sourcesIn(folder: string): Promise<string> {
  const names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.ts'));
  const texts = await Promise.all(names.map((name) => readFile(join(root, folder, name), 'utf8')));
  return texts.join('\n');
}

describe('docs/adapters.md', () => {
  it('explains every capability', () => {
    expect(new Set(table(section('## What the port asks')).keys())).toEqual(new Set(Object.keys(ALL_CAPABILITIES)));
  });

  it.each(ADAPTER_NAMES)('%s has a heading of its own', (name) => {
    expect(section(`## ${name}`)).toMatch(/./);
  });

  it('says what every adapter can do, in one table', async () => {
    const named: Named[] = [];
    for (const name of ADAPTER_NAMES) named.push([name, await capabilitiesOf(name)]);
    const place = /(?<=\n<!-- capabilities: written by the test -->\n\n)[\s\S]*?(?=\n\n<!-- \/capabilities -->\n)/;
    expect(page).toMatch(place);
    const written = page.replace(place, () => capabilityTable(named));
    await expect(written).toMatchFileSnapshot(join(root, 'docs/adapters.md'));
  });

  it('shows a state file as it would be written, but for white space', () => {
    const example = /```json\n([\s\S]*?)```/.exec(section('### The state file'))?.[1] ?? '';
    const decoded = decodeState(example);
    const written = 'state' in decoded ? encodeState(decoded.state) : '';
    expect(JSON.stringify(JSON.parse(written))).toBe(JSON.stringify(JSON.parse(example)));
  });

  it.each([
    { name: 'file', heading: '### What can go wrong', others: [] },
    { name: 'http', heading: '### What can go wrong with a server', others: ['write-failed', 'read-only-token'] },
    { name: 'ejabberd', heading: '### What can go wrong with ejabberd', others: [] },
    { name: 'lync', heading: '### What can go wrong with Lync', others: [] },
  ])('names every error code of the $name adapter, and none that is not there', async ({ name, heading, others }) => {
    const adapter = await sourcesIn(`src/adapters/${name}`);
    const inCode = [...adapter.matchAll(/\bcode: '([a-z-]+)'|: \[\s*'([a-z-]+)',/g)].map(
      ([, code, inTable]) => code ?? inTable ?? '',
    );
    const named = [...section(heading).matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map(([, code = '']) => code);
    expect(inCode.filter((code) => !named.includes(code))).toEqual([]);
    const everything =
      adapter + (await sourcesIn('src/adapters')) + (await sourcesIn('src/disk')) + (await sourcesIn('src/model'));
    expect(named.filter((code) => !everything.includes(`'${code}'`) && !others.includes(code))).toEqual([]);
    expect(named.length).toBeGreaterThan(5);
  });

  it('names only files that exist', () => {
    const paths = [...page.matchAll(/`((?:src|test|schemas|docs)\/[\w./-]+)`/g)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
