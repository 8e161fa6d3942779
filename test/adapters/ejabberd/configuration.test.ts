/**
 * Which accepted configurations, and which main files, leave the decision to the fragment, and what the virtual hosts
 * permit. What is said here of ejabberd was measured on 23.01: whom it lets in with each of these.
 */
import { describe, expect, test } from 'vitest';
import { decodeConfiguration } from '../../../src/adapters/ejabberd/configuration-codec.ts';
import { type Found, inForce } from '../../../src/adapters/ejabberd/live-state.ts';
import { permittedBy } from '../../../src/adapters/ejabberd/methods.ts';
import { checkOptions } from '../../../src/adapters/ejabberd/options.ts';
import { adapterContext } from '../../support/adapter-context.ts';

const FRAGMENT = '/srv/federation.yml';
const INCLUDE = { [FRAGMENT]: { allow_only: ['acl', 'access_rules', 'shaper_rules'] } };
const SOUND = { hosts: ['contoso.test', 'chat.contoso.test'], s2s_access: 'partnerctl', include_config_file: INCLUDE };
const FEDERATION = {
  acl: { 'partnerctl_a.example': { server: ['a.example'] } },
  access_rules: { partnerctl: [{ allow: 'partnerctl_a.example' }, { deny: 'all' }] },
};

const options = (more: object = {}) =>
  checkOptions(adapterContext('/repository', { options: { fragment: FRAGMENT, ...more } }));

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function found(accepted: unknown, main: unknown = accepted, more: object = {}): Found {
  const files = {
    fragment: { bytes: Buffer.from(JSON.stringify(FEDERATION)) },
    main: { bytes: Buffer.from(text(main)) },
  };
  return inForce(files, Buffer.from(text(accepted)), options(more), {});
}

const accepted = (more: object = {}) => ({ ...SOUND, ...FEDERATION, ...more });
const refusal = (state: Found): string =>
  'state' in state ? 'decides' : `${state.code}: ${state.problem.message} | ${state.problem.hint}`;

describe('the fragment decides', () => {
  test.each<readonly [string, object]>([
    ['by nothing but the rule', {}],
    ['with a virtual host of its own options', { host_config: { 'CONTOSO.test': { s2s_use_starttls: 'required' } } }],
    ['where it names the rule, too', { host_config: { 'contoso.test': { s2s_access: 'partnerctl' } } }],
    ['with modules added', { append_host_config: { 'contoso.test': { modules: { mod_s2s_dialback: {} } } } }],
    ['with limits of something else', { host_config: { 'contoso.test': { shaper_rules: { max_user_sessions: 1 } } } }],
  ])('%s', (_, more) => {
    const state = found(accepted(more), { ...SOUND, ...more });
    expect(refusal(state)).toBe('decides');
    expect('state' in state && state.state.partners.map(({ domain }) => domain)).toEqual(['a.example']);
  });
});

const DOORS: Readonly<Record<string, readonly [object, RegExp]>> = {
  'nobody says anything': [
    { s2s_access: undefined },
    /contoso\.test lets everybody in.*write `s2s_access: partnerctl`/,
  ],
  'everybody is let in': [{ s2s_access: 'all' }, /lets everybody in/],
  'another rule decides': [{ s2s_access: 'local' }, /has s2s_access: "local"/],
  'the rule is one of several': [{ s2s_access: [{ allow: 'partnerctl' }] }, /has s2s_access: /],
  'one virtual host lets everybody in': [
    { host_config: { 'chat.contoso.test': { s2s_access: 'all' } } },
    /chat\.contos/,
  ],
  'a virtual host is named in capitals': [{ host_config: { 'CONTOSO.test': { s2s_access: 'all' } } }, /lets everybody/],
  'a virtual host stands there twice': [
    { host_config: { 'contoso.test': {}, 'CONTOSO.test': { s2s_access: 'all' } } },
    /host_config has the virtual host "CONTOSO.test" twice.*once in host_config/,
  ],
  'a virtual host is named in letters that the server prepares': [
    { host_config: { 'ｃontoso.test': { s2s_access: 'all' } } },
    /which hosts does not have in these letters/,
  ],
  'the same where options are added': [{ append_host_config: { 'ｃontoso.test': {} } }, /append_host_config has/],
  'acl of a virtual host': [{ host_config: { 'contoso.test': { acl: {} } } }, /has host_config: acl/],
  'rules of a virtual host': [
    { append_host_config: { 'contoso.test': { access_rules: {} } } },
    /append_host_config: acc/,
  ],
  'streams of a virtual host': [
    { host_config: { 'contoso.test': { shaper_rules: { max_s2s_connections_per_node: 9 } } } },
    /has host_config: max_s2s_connections_per_node/,
  ],
};

describe.each(Object.entries(DOORS))('%s', (_, [more, says]) => {
  test('in force', () => {
    expect(refusal(found(accepted(more), SOUND))).toMatch(/^fails-open: /);
    expect(refusal(found(accepted(more), SOUND))).toMatch(says);
  });
  test('in the main file, before a reload', () => {
    const state = found(accepted(), { ...SOUND, ...more });
    expect(refusal(state)).toMatch(/^fails-open: with the next reload of the main file: /);
    expect(refusal(state)).toMatch(says);
  });
});

test('a main file whose hosts stand elsewhere is looked at, too', () => {
  expect(refusal(found(accepted(), { ...SOUND, hosts: undefined }))).toBe('decides');
  expect(refusal(found(accepted(), { ...SOUND, hosts: undefined, s2s_access: 'all' }))).toMatch(/^fails-open: /);
});

test('of two equal keys the last one counts for ejabberd, so such a main file is refused', () => {
  const twice = `${JSON.stringify(SOUND).slice(0, -1)}, "s2s_access": "all"}`;
  expect(refusal(found(accepted(), twice))).toMatch(/^fails-open: whom the main file lets in .*each key once/);
  expect(refusal(found(twice, SOUND))).toMatch(/^unreadable-state: the configuration that the server has accepted/);
});

test('one virtual host of several: the others may let in whom they like', () => {
  const open = { host_config: { 'chat.contoso.test': { s2s_access: 'all' } } };
  expect(refusal(found(accepted(open), { ...SOUND, ...open }, { virtualHost: 'contoso.test' }))).toBe('decides');
  expect(refusal(found(accepted(open), SOUND, { virtualHost: 'chat.contoso.test' }))).toMatch(/lets everybody in/);
  expect(refusal(found(accepted(), SOUND, { virtualHost: 'other.test' }))).toMatch(/no virtual host "other.test"/);
});

test.each<readonly [string, unknown, RegExp]>([
  ['nothing', undefined, /does not include \/srv/],
  ['another file', { '/srv/other.yml': {} }, /does not include \/srv/],
  ['the fragment with everything', FRAGMENT, /without allow_only/],
  ['the fragment with everything, in a map', { [FRAGMENT]: {} }, /without allow_only/],
  ['nothing of the fragment', { [FRAGMENT]: { allow_only: [] } }, /without allow_only/],
  ['more than it needs', { [FRAGMENT]: { allow_only: ['acl', 'access_rules', 'shaper_rules', 's2s_access'] } }, /more/],
  ['less than it needs', { [FRAGMENT]: { allow_only: ['access_rules', 'shaper_rules'] } }, /drops acl/],
])('a main file that includes %s', (_, include, says) => {
  const state = refusal(found(accepted(), { ...SOUND, include_config_file: include }));
  expect(state).toMatch(/^not-included: /);
  expect(state).toMatch(says);
  expect(state).toContain(`include_config_file: {"${FRAGMENT}": {allow_only: [acl, access_rules, shaper_rules]}}`);
});

describe('what a virtual host permits', () => {
  const methods = (main: object): string => {
    const decoded = decodeConfiguration(JSON.stringify({ hosts: ['a.test'], ...main }));
    if ('problem' in decoded) throw new Error(decoded.problem.message);
    const { hosts, directTls } = decoded.configuration;
    return hosts.map((host) => permittedBy(host, directTls).join(' ')).join();
  };
  const modules = { mod_s2s_dialback: {} };
  const listen = (tls: unknown, module = 'ejabberd_s2s_in') => ({ listen: [{ port: 5270, module, tls }] });

  test.each([false, 'false', 'no', 'n', 'off'])('s2s_use_starttls: %s is no TLS', (s2s_use_starttls) => {
    expect(methods({ s2s_use_starttls, modules })).toBe('tcp-dialback');
    expect(methods({ s2s_use_starttls })).toBe('');
  });
  test.each([true, 'true', 'yes', 'on', 'optional'])('s2s_use_starttls: %s is TLS where the other does it', (tls) => {
    expect(methods({ s2s_use_starttls: tls, modules })).toBe('sasl-tls tls-dialback tcp-dialback');
    expect(methods({ s2s_use_starttls: tls })).toBe('sasl-tls');
  });
  test('required', () => {
    expect(methods({ s2s_use_starttls: 'required', modules })).toBe('sasl-tls tls-dialback');
    expect(methods({ s2s_use_starttls: 'required' })).toBe('sasl-tls');
  });
  test.each([true, 'true', 'yes', 'y', 'on'])('a listener with tls: %s is TLS, too', (tls) => {
    expect(methods(listen(tls))).toBe('sasl-tls');
    expect(methods({ modules, ...listen(tls) })).toBe('sasl-tls tls-dialback tcp-dialback');
    expect(methods(listen(tls, 'ejabberd_http'))).toBe('');
  });
  test('options of its own take the place of the others, what is appended is added', () => {
    const own = (options: object) => ({ host_config: { 'a.test': options } });
    expect(methods({ s2s_use_starttls: 'required', modules, ...own({ modules: {} }) })).toBe('sasl-tls');
    expect(methods({ s2s_use_starttls: 'required', modules, ...own({ s2s_use_starttls: 'off' }) })).toBe(
      'tcp-dialback',
    );
    expect(methods({ append_host_config: { 'a.test': { modules } } })).toBe('tcp-dialback');
  });
});
