/** What the fragment says, and what of it is taken for ours: everything else is a problem, never a shorter list. */
import { describe, expect, test } from 'vitest';
import { decodeFragment, encodeFragment } from '../../../src/adapters/ejabberd/fragment-codec.ts';
import { checkOptions } from '../../../src/adapters/ejabberd/options.ts';
import { domainsToEnd } from '../../../src/adapters/ejabberd/sessions.ts';
import { adapterContext } from '../../support/adapter-context.ts';
import { partner } from '../../support/partners.ts';

const A = partner('a.example', { additionalDomains: ['b.example', 'xn--bcher-kva.example'], connectionLimit: 7 });
const Z = partner('z.example', { description: 'x\n  # connection limit: 9' });
const RECORD = { workspace: 'w', commit: 'c0ffee', actor: 'alice', at: '2030-01-01T12:00:00.000Z' };
const WRITTEN = encodeFragment([Z, A], RECORD, ['gone.example']);

const problem = (text: string): string => {
  const decoded = decodeFragment(text);
  return 'problem' in decoded ? `${decoded.problem.message} | ${decoded.problem.hint}` : 'sound';
};

test('what is written is read back', () => {
  const decoded = decodeFragment(WRITTEN);
  if ('problem' in decoded) throw new Error(decoded.problem.message);
  const { allowed, notes, lastApplied, toEnd } = decoded.fragment;
  expect(allowed).toEqual([
    { domain: 'a.example', additionalDomains: ['b.example', 'xn--bcher-kva.example'], streams: 1 },
    { domain: 'z.example', additionalDomains: [], streams: 1 },
  ]);
  expect(notes.get('a.example')).toEqual({ description: null, connectionLimit: 7 });
  expect(notes.get('z.example')).toEqual({ description: Z.description, connectionLimit: null });
  expect({ lastApplied, toEnd }).toEqual({ lastApplied: RECORD, toEnd: ['gone.example'] });
});

test('an empty file allows nobody', () => {
  expect(decodeFragment(' \n')).toMatchObject({ fragment: { allowed: [], lastApplied: null, toEnd: [] } });
});

const edited = (from: string | RegExp, to: string) => {
  const text = WRITTEN.replace(from, to);
  expect(text).not.toBe(WRITTEN);
  return text;
};

describe.each<readonly [string, () => string, RegExp]>([
  ['an acl of somebody else', () => edited('acl:\n', 'acl:\n  admin: {user: x}\n'), /acl: "admin".*main file/],
  ['a rule of somebody else', () => edited('access_rules:\n', 'access_rules:\n  local: {}\n'), /access_rules: "local"/],
  ['a limit of somebody else', () => edited('shaper_rules:\n', 'shaper_rules:\n  soft: 1\n'), /shaper_rules: "soft"/],
  ['an option', () => `${WRITTEN}s2s_access: all\n`, /holds "s2s_access"/],
  ['no rule', () => edited(/access_rules:[\s\S]*/, ''), /no access rule partnerctl/],
  ['a rule without an end', () => edited('    - deny: all\n', ''), /does not end with "deny: all"/],
  ['a rule that ends otherwise', () => edited('- deny: all', '- deny: none'), /does not end with "deny: all"/],
  ['a rule that allows all', () => edited('    - deny: all', '    - allow: all\n    - deny: all'), /has "allow: all"/],
  ['a rule that denies one', () => edited('- allow: "partnerctl_a', '- deny: "partnerctl_a'), /did not write/],
  [
    'a rule with two conditions',
    () => edited('- allow: "partnerctl_a.example"', '- {allow: "partnerctl_a.example", deny: x}'),
    /did not write/,
  ],
  [
    'an acl named twice',
    () => edited('    - deny: all', '    - allow: "partnerctl_a.example"\n    - deny: all'),
    /twice/,
  ],
  [
    'an acl that is not there',
    () => edited('  "partnerctl_z.example":', '  "partnerctl_y.example":'),
    /z\.example" is /,
  ],
  [
    'an acl with a pattern',
    () => edited('    server:\n', '    server_glob: "*"\n    server:\n'),
    /not a list of servers/,
  ],
  ['an acl of no domain', () => edited('- "b.example"', '- "*"'), /which is no domain/],
  ['an acl in capitals', () => edited('- "b.example"', '- "B.example"'), /which is no domain/],
  ['an acl with a domain twice', () => edited('- "b.example"', '- "b.example"\n      - "b.example"'), /twice/],
  ['an acl of another domain', () => edited('- "z.example"', '- "y.example"'), /does not begin with the domain/],
  ['an acl of none', () => edited('      - "z.example"\n', '      []\n'), /does not begin with the domain/],
  [
    'a domain of two partners',
    () => edited('- "z.example"', '- "z.example"\n      - "b.example"'),
    /both a\.example and z/,
  ],
  ['a U-label form alone', () => edited('      - "xn--bcher-kva.example"\n', ''), /without xn--bcher/],
  ['a record of another version', () => edited('"formatVersion":1', '"formatVersion":2'), /not one of version 1/],
  ['a record that is cut off', () => edited(/(# partnerctl: \{.{20}).*/, '$1'), /not one of version 1/],
  ['no domains to end', () => edited('["gone.example"]', '["GONE"]'), /are no domains/],
  ['a record without a commit', () => edited('"commit":"c0ffee",', ''), /commit/],
  ['more streams, and an unknown rule', () => edited('s2s_connections: 1', 's2s_connections: 3'), /did not write/],
])('a fragment with %s', (_, text, says) => {
  test('is a problem', () => expect(problem(text())).toMatch(says));
});

test('streams of a partner that were set by hand are told: the smaller one counts', () => {
  const text = edited(
    /shaper_rules:[\s\S]*?\n\n/,
    'shaper_rules:\n  max_s2s_connections:\n    - 9: partnerctl_a.example\n    - 1: all\n  max_s2s_connections_per_node:\n    - 5: partnerctl_a.example\n\n',
  );
  const decoded = decodeFragment(text);
  expect('fragment' in decoded && decoded.fragment.allowed.map(({ streams }) => streams)).toEqual([5, 1]);
});

test('a hostile text is a problem, soon', () => {
  const laughs = Array.from(
    { length: 30 },
    (_, at) => `a${at}: &a${at} [${`*a${at - 1}, `.repeat(at === 0 ? 0 : 9)}1]`,
  );
  expect(problem(laughs.join('\n'))).not.toBe('sound');
  expect(problem(`acl: ${'['.repeat(100_000)}`)).toContain('nested too deeply');
  expect(problem(`acl: {__proto__: {server: a.example}}`)).not.toBe('sound');
});

test('sessions are to be ended of domains that lose access, and of those that were left, until they have it again', () => {
  const before = { partners: [A, Z], toEnd: ['gone.example', 'back.example'] };
  const after = [partner('a.example'), partner('back.example')];
  expect(domainsToEnd(before, after, { openSessions: 'end-all' })).toEqual([
    'b.example',
    'gone.example',
    'xn--bcher-kva.example',
    'z.example',
  ]);
  expect(domainsToEnd(before, after, { openSessions: 'keep' })).toEqual([]);
});

describe('the program', () => {
  const problemOf = (more: object): string => {
    try {
      checkOptions(adapterContext('/repository', { options: { fragment: '/srv/federation.yml', ...more } }));
      return 'sound';
    } catch (error) {
      return (error as Error).message;
    }
  };
  test.each<readonly [unknown]>([
    ['/repository/ejabberdctl'],
    ['/proc/self/cwd/ejabberdctl'],
    ['/dev/fd/3/ejabberdctl'],
    ['/usr/../repository/ejabberdctl'],
    ['ejabberdctl'],
    ['/bin/sh'],
    [['/usr/sbin/ejabberdctl', '--node', '/x']],
    [['/usr/sbin/ejabberdctl', '--config-dir']],
    [['/usr/sbin/ejabberdctl', '--ctl-config', '/repository/ejabberdctl.cfg']],
    [['/usr/sbin/ejabberdctl', '--ctl-config', '/proc/self/cwd/ejabberdctl.cfg']],
    [['/usr/sbin/ejabberdctl', 7]],
    [[]],
  ])('is not %j', (ctl) => expect(problemOf({ ctl })).toContain('is not a way to call ejabberdctl'));
  test.each<readonly [unknown]>([
    ['/usr/sbin/ejabberdctl'],
    [['/opt/ejabberd/bin/ejabberdctl', '--config-dir', '/opt/ejabberd/conf']],
    ['/repository-of-others/ejabberdctl'],
  ])('may be %j', (ctl) => expect(problemOf({ ctl })).toBe('sound'));
  test.each(['federation.yml', '/srv/../etc/x', '/srv/', '/srv/a\nb', ''])('no fragment is %j', (fragment) => {
    expect(problemOf({ fragment })).toContain('is not an absolute path');
  });
});
