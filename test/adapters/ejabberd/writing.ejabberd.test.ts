/** What the contract cannot know: reloads that fail or never came, open sessions, forms of names, what is declared. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { domainToASCII, domainToUnicode } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formsOf } from '../../../src/adapters/ejabberd/domain-forms.ts';
import { encodeFragment } from '../../../src/adapters/ejabberd/fragment-codec.ts';
import type { Adapter } from '../../../src/model/adapter.ts';
import { openPeer } from '../../servers/support/raw-peer.ts';
import { partner } from '../../support/partners.ts';
import { add, apply, neverAborted, read, remove, update, write } from '../contract/harness.ts';
import { type EjabberdDeployment, ejabberdDeployment } from './ejabberd-deployment.ts';

const settings = { saslNegotiation: 'Optional', keepAlive: false } as const;
const fabrikam = partner('fabrikam.example', {
  ...settings,
  description: 'Corporate XMPP, noc@fabrikam.example\n# partnerctl: {"formatVersion":9}\n"\u202e\u2028',
  additionalDomains: ['corp.fabrikam.example'],
});
const litware = partner('litware.example', { ...settings, connectionLimit: 10 });
const buecher = partner('xn--bcher-kva.example', settings);

let deployment: EjabberdDeployment;
let adapter: Adapter;
const text = (): string => readFileSync(deployment.fragment, 'utf8');
const health = async (from = adapter) => await from.health?.(neverAborted);

beforeAll(async () => {
  deployment = await ejabberdDeployment();
});
afterAll(async () => await deployment.stop());
beforeEach(async () => {
  await adapter?.close();
  await deployment.empty();
  adapter = await deployment.open('api');
});

describe('the fragment', () => {
  test('can be read by people, and holds nothing but what is said here', async () => {
    await apply(adapter, [add(fabrikam), add(litware), add(buecher)], { commit: 'c0ffee' });
    await expect(text()).toMatchFileSnapshot('golden/federation.yml');
  });

  test('keeps owner and mode, and nothing is left beside it', async () => {
    const { uid, gid, mode } = statSync(deployment.fragment);
    await apply(adapter, [add(fabrikam)]);
    expect(statSync(deployment.fragment)).toMatchObject({ uid, gid, mode });
    const left = [dirname(deployment.fragment), deployment.server.folder].flatMap((folder) => readdirSync(folder));
    expect(left.filter((name) => name.startsWith('.partnerctl'))).toEqual([]);
  });

  test('has the U-label form of every name that ejabberd leaves as it is, and it takes them all', async () => {
    const names = Array.from({ length: 0x2_0000 }, (_, code) => String.fromCodePoint(code))
      .map((letter) => (/\p{Surrogate}/u.test(letter) ? '' : domainToASCII(`${letter}.example`)))
      .concat(['א', 'ب', '中', 'ж', 'ไ'].map((letter) => domainToASCII(`${letter}.${letter}`)))
      .filter((name) => name.includes('xn--') && formsOf(name).length === 2);
    expect(names.length).toBeGreaterThan(39_000);
    const everything = partner('everything.example', { ...settings, additionalDomains: [...new Set(names)].sort() });
    await apply(adapter, [add(everything)]);
    expect((await read(adapter)).partners).toEqual([everything]);
  });

  test.each(['xn--fa-hia.example', 'xn--ls8h.example', 'xn--mgba3a4f16a.ir'])(
    'has only the A-label form of %s, which ejabberd takes for another one or for none',
    async (domain) => {
      expect(formsOf(domain)).toEqual([domain]);
      await apply(adapter, [add(partner(domain, settings))]);
      expect(text()).toContain(`"${domain}"`);
      expect(text()).not.toContain(domainToUnicode(domain));
    },
  );
});

describe('a reload', () => {
  test('that the server refuses: the old fragment is in its place again, and the ledger has the server’s words', async () => {
    await apply(adapter, [add(fabrikam)], { commit: 'c0ffee' });
    const before = text();
    deployment.server.configure({ options: { ...deployment.main, s2s_timeout: 'soon' } });
    const results = await write(adapter, [add(litware), remove(fabrikam)], { commit: 'facade' });
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
    expect(results[0]?.error?.message).toMatch(/s2s_timeout/);
    expect(text()).toBe(before);
    expect((await read(adapter)).partners).toEqual([fabrikam]);
  });

  test('that never came: what is in force counts, health says so, and the next apply mends it', async () => {
    await apply(adapter, [add(buecher)], { commit: 'c0ffee' });
    deployment.write(encodeFragment([litware], null));
    const { partners, revision, unsettled } = await read(adapter);
    expect(unsettled).toBe(true);
    expect(partners).toEqual([buecher]);
    expect(await health()).toMatchObject({ enforcing: false, revision, reasons: [expect.stringMatching('reload')] });
    expect(await write(adapter, [], { commit: 'facade' })).toEqual([]);
    expect(await health()).toMatchObject({ enforcing: true, revision, reasons: [] });
    expect((await read(adapter)).lastApplied).toMatchObject({ commit: 'facade' });
    await deployment.reload();
    expect((await read(adapter)).partners).toEqual([buecher]);
  });

  test('of an edited fragment is drift: a line that is gone is a partner that is gone', async () => {
    await apply(adapter, [add(fabrikam), add(litware)], { commit: 'c0ffee' });
    deployment.write(text().replace(/ {4}- allow: "partnerctl_fabrikam.example"\n/, ''));
    await deployment.reload();
    expect((await read(adapter)).partners).toEqual([litware]);
    expect(await health()).toMatchObject({ enforcing: true });
  });

  test('of more streams than we write is drift of the limit', async () => {
    await apply(adapter, [add(litware)]);
    const more = '\n    - 50: "partnerctl_litware.example"\n    - 1';
    deployment.write(text().replaceAll(/(?<=max_s2s_connections\w*:) 1/g, more));
    await deployment.reload();
    expect((await read(adapter)).partners).toEqual([{ ...litware, connectionLimit: 50 }]);
  });
});

describe('open sessions, when a domain loses access', () => {
  test('are ended, all of them', async () => {
    await apply(adapter, [add(fabrikam), add(litware)]);
    const stranger = await openPeer(deployment.server.ip, { from: 'litware.example', to: 'contoso.test' });
    await stranger.features();
    const results = await write(adapter, [update(fabrikam, { ...fabrikam, additionalDomains: [] })]);
    expect(results.map(({ unverified }) => unverified)).toEqual([undefined]);
    await stranger.closed;
  });

  test('go on, and nothing is verified, where the server does not let us end them', async () => {
    await apply(adapter, [add(fabrikam), add(litware)]);
    const what = ['reload_config', 'dump_config', 'incoming_s2s_number', 'outgoing_s2s_number'];
    const permitted = { tests: { from: ['mod_http_api'], who: 'all', what } };
    await deployment.configure({ ...deployment.main, api_permissions: permitted });
    const stranger = await openPeer(deployment.server.ip, { from: 'fabrikam.example', to: 'contoso.test' });
    await stranger.features();
    const results = await write(adapter, [add(buecher), remove(fabrikam)]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
    expect(results.map(({ unverified }) => unverified)).toEqual([undefined, expect.stringMatching('stop_s2s')]);
    stranger.close();
  });

  test('go on, and nothing is verified, with `openSessions: keep`; where there are none, all is well', async () => {
    const keeping = await deployment.open('api', { openSessions: 'keep' });
    expect(keeping.capabilities.openSessions).toBe('kept');
    await apply(keeping, [add(fabrikam), add(litware)]);
    const stranger = await openPeer(deployment.server.ip, { from: 'fabrikam.example', to: 'contoso.test' });
    await stranger.features();
    const [first] = await write(keeping, [remove(fabrikam)]);
    expect(first?.unverified).toMatch('keep');
    stranger.close();
    await expect.poll(async () => (await deployment.server.command('incoming_s2s_number')).text).toMatch(/:0\}/);
    const [second] = await write(keeping, [remove(litware)]);
    expect(second).toEqual({ action: 'remove', domain: litware.domain, outcome: 'applied' });
    await keeping.close();
  });
});

describe('what is declared', () => {
  test('is compared with every virtual host, or with the one that is named', async () => {
    expect(await health()).toMatchObject({ departures: [] });
    const host = { 'chat.contoso.test': { s2s_use_starttls: 'optional' } };
    await deployment.configure({ ...deployment.main, host_config: host });
    expect((await health())?.departures).toEqual([
      {
        setting: 'authentication',
        declared: 'sasl-tls, tls-dialback',
        live: 'sasl-tls, tls-dialback, tcp-dialback (s2s_use_starttls: optional, with mod_s2s_dialback)',
        where: 'the virtual host chat.contoso.test',
      },
    ]);
    const one = await deployment.open('api', { virtualHost: 'contoso.test' });
    expect(await health(one)).toMatchObject({ departures: [] });
    await one.close();
  });

  test('a partner that does not agree is not written', async () => {
    const strict = partner('strict.example', { keepAlive: false });
    const proxied = { ...fabrikam, proxyFqdn: 'proxy.fabrikam.example' };
    for (const each of [strict, proxied]) {
      const [result] = await write(adapter, [add(each)]);
      expect(result).toMatchObject({ outcome: 'failed', error: { code: 'inexpressible' } });
    }
  });
});

test('a quoted text with a character that ejabberd cannot dump is told with the cure', async () => {
  await deployment.configure({ ...deployment.main, acl: { friends: { server: ['ж.example'] } } });
  await expect(read(adapter)).rejects.toThrow(/bad argument/);
  await expect(read(adapter)).rejects.toMatchObject({ code: 'no-dump' });
});
