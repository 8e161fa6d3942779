/** What is not YAML, or more than plain data: code, exact range, message and hint. Nothing is thrown. */
import { expect, test } from 'vitest';
import { type Case, HEAD, places, told } from './told.ts';

const CASES: readonly Case[] = [
  [
    'a tab',
    '\tkeepAlive: true\n',
    '4:1-2 yaml-syntax: a tab is used as indentation | indent with spaces; YAML forbids tabs there',
  ],
  ['a NUL', 'owner: a\0b\n', '4:9-10 yaml-syntax: there is a control character (U+0000) | remove it'],
  [
    'a lone carriage return',
    'owner: a\rb\n',
    '4:9-10 yaml-syntax: there is a carriage return without a line feed | save the file with LF line ends',
  ],
  [
    'two documents',
    '---\nx: 1\n',
    '4:1-4 plain-yaml: a second document begins here | one file, one partner: put it into a file of its own',
  ],
  [
    'a second document without a sign',
    '...\nx: 1\n',
    '5:1-5 plain-yaml: a second document begins here | one file, one partner: put it into a file of its own',
  ],
  [
    'an anchor',
    'owner: &o uc\n',
    '4:8-10 plain-yaml: there is an anchor (&o) | remove it: every value is written where it belongs',
  ],
  [
    'an anchor behind a comment',
    'owner: # R&D\n  &o uc\n',
    '5:3-5 plain-yaml: there is an anchor (&o) | remove it: every value is written where it belongs',
  ],
  ['an alias', 'owner: *o\n', '4:8-10 plain-yaml: there is an alias (*o) | write the value itself'],
  [
    'a custom tag',
    'owner: !team uc\n',
    '4:8-13 plain-yaml: there is a tag (!team) | remove it: only plain data is read',
  ],
  [
    'a tag of YAML',
    'owner: !!str uc\n',
    '4:8-13 plain-yaml: there is a tag (!!str) | remove it: only plain data is read',
  ],
  [
    'a tag with a handle',
    'owner: !e!x uc\n',
    '4:8-12 plain-yaml: there is a tag (!e!x) | remove it: only plain data is read',
  ],
  [
    'a tag in full',
    'owner: !<tag:x,2000:y> uc\n',
    '4:8-23 plain-yaml: there is a tag (!<tag:x,2000:y>) | remove it: only plain data is read',
  ],
  [
    'a key twice',
    'domain: x.example\n',
    '4:1-7 yaml-syntax: the key "domain" stands here a second time | keep one of them',
  ],
  [
    'a key twice, quoted',
    '"domain": x.example\n',
    '4:1-9 yaml-syntax: the key "domain" stands here a second time | keep one of them',
  ],
  [
    'a key that is a list',
    '? [a, b]\n: c\n',
    '4:3-9 yaml-syntax: a key is a list or a mapping | write the key as one word',
  ],
  [
    'a key that is a mapping',
    '{a: b}: c\n',
    '4:1-7 yaml-syntax: a key is a list or a mapping | write the key as one word',
  ],
  ['an empty key', ': c\n', '4:1-2 yaml-syntax: a key is empty | write the key before the colon'],
  [
    'a merge key',
    '<<: { owner: uc }\n',
    expect.stringMatching(/^4:1-3 schema: unknown key "<<" \| known keys are domain, /),
  ],
  ['__proto__', '__proto__: { owner: uc }\n', expect.stringMatching(/^4:1-10 schema: unknown key "__proto__" \|/)],
  ['constructor', 'constructor: uc\n', expect.stringMatching(/^4:1-12 schema: unknown key "constructor" \|/)],
  [
    'a quote that is not closed',
    'owner: "uc\nkeepAlive: yes\n',
    '4:8-11 yaml-syntax: a quote is opened here and not closed | close it at the end of the text',
  ],
  [
    'a list that is not closed',
    'deployments: [local\n',
    '4:19-20 yaml-syntax: a list in brackets is not closed with ] | close it, and indent its lines',
  ],
  [
    'a mapping that is not closed',
    'owner: {a: b\n',
    '4:12-13 yaml-syntax: a mapping in braces is not closed with } | close it, and indent its lines',
  ],
  [
    'a colon in a text',
    'description: Fabrikam: the company\n',
    '4:14-35 yaml-syntax: a value that contains ": " is not in quotes | put the text in quotes: "…"',
  ],
  [
    'a key in another column',
    '  keepAlive: true\n',
    '4:3-12 yaml-syntax: "keepAlive" does not begin in the same column as the one above | begin both in the same column',
  ],
  [
    'no space after the colon',
    'owner:uc\n',
    '4:1-9 yaml-syntax: after "owner:uc" there is no ": " | put a space after the colon',
  ],
  [
    'no colon',
    'owner\n',
    '4:1-6 yaml-syntax: "owner" is neither a key nor a value | a key needs a colon and a space after it, then its value',
  ],
  [
    'a text that begins with @',
    'owner: @uc\n',
    '4:8-9 yaml-syntax: a text cannot begin with "@" | put the text in quotes: "…"',
  ],
  [
    'a bad escape',
    'owner: "a\\q"\n',
    '4:10-11 yaml-syntax: "\\\\q" is not an escape | in double quotes a backslash begins an escape: double it, or use single quotes',
  ],
];

const named = CASES.map(([what, lines, ...expected]) => [what, lines, expected] as const);

test.each(named)('%s', (_, lines, expected) => {
  expect(told(HEAD + lines)).toEqual(expected);
});

test.each(named.filter(([, lines]) => !lines.includes('\r')))('%s, with CRLF at the same place', (_, lines) => {
  expect(places((HEAD + lines).replaceAll('\n', '\r\n'))).toEqual(places(HEAD + lines));
});
