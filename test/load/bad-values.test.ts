/** Values of the wrong kind: exact range, the value quoted, and what to write instead. */
import { expect, test } from 'vitest';
import { type Case, HEAD, places, told } from './told.ts';

const CASES: readonly Case[] = [
  [
    'yes',
    'dialbackNegotiation: yes\n',
    '4:22-25 schema: dialbackNegotiation: "yes" is not true or false | write `true`, without quotes (YAML 1.2 knows no other spelling)',
  ],
  [
    'no',
    'keepAlive: no\n',
    '4:12-14 schema: keepAlive: "no" is not true or false | write `false`, without quotes (YAML 1.2 knows no other spelling)',
  ],
  [
    'on',
    'keepAlive: on\n',
    '4:12-14 schema: keepAlive: "on" is not true or false | write `true`, without quotes (YAML 1.2 knows no other spelling)',
  ],
  [
    'a number for a boolean',
    'keepAlive: 1\n',
    '4:12-13 schema: keepAlive: the number 1 is not true or false | write `true` or `false`',
  ],
  ['a number for text', 'owner: 0x10\n', '4:8-12 schema: owner: the number 16 is not text | put it in quotes: "0x10"'],
  [
    'a boolean for text',
    'description: true\n',
    '4:14-18 schema: description: true is not text | put it in quotes: "true"',
  ],
  [
    'text for a number',
    'connectionLimit: "10"\n',
    '4:18-22 schema: connectionLimit: "10" is not a whole number | write it without quotes: 10',
  ],
  [
    'a limit of 0',
    'connectionLimit: 0\n',
    '4:18-19 schema: connectionLimit: the number 0 is less than 1 | write 1 or more, or leave the key out',
  ],
  [
    'a limit beyond the cmdlet',
    'connectionLimit: 4294967296\n',
    '4:18-28 schema: connectionLimit: the number 4294967296 is more than 4294967295 | write 4294967295 or less, or leave the key out',
  ],
  [
    'a limit that is no number',
    'connectionLimit: .nan\n',
    '4:18-22 schema: connectionLimit: the number NaN is not a whole number | write a whole number',
  ],
  [
    'a misspelt value',
    'tlsNegotiation: Unsupported\n',
    '4:17-28 schema: tlsNegotiation: "Unsupported" is not one of Required, Optional, NotSupported | did you mean `NotSupported`?',
  ],
  [
    'a value in lower case',
    'saslNegotiation: optional\n',
    '4:18-26 schema: saslNegotiation: "optional" is not one of Required, Optional, NotSupported | did you mean `Optional`?',
  ],
  [
    'a boolean for a choice',
    'tlsNegotiation: false\n',
    '4:17-22 schema: tlsNegotiation: false is not one of Required, Optional, NotSupported | did you mean `NotSupported`?',
  ],
  [
    'a value nobody knows',
    'tlsNegotiation: 42\n',
    '4:17-19 schema: tlsNegotiation: the number 42 is not one of Required, Optional, NotSupported | write Required, Optional or NotSupported',
  ],
  ['no value', 'owner:\n', '4:1-6 schema: owner has no value | write text, or leave the key out'],
  ['null', 'owner: ~\n', '4:8-9 schema: owner: null is not text | write text, or leave the key out'],
  ['empty text', 'owner: ""\n', '4:8-10 schema: owner is empty | write a value, or leave the key out'],
  ['a list for text', 'owner: [uc]\n', '4:8-12 schema: owner: a list is not text | write text'],
  ['a mapping for text', 'owner:\n  team: uc\n', '5:3-11 schema: owner: a mapping is not text | write text'],
  [
    'a control character',
    'owner: "a\\u0007"\n',
    '4:8-17 schema: owner: "a\\u0007" is not text without control characters | write the text without them',
  ],
  [
    'half a character',
    'description: "\\ud800"\n',
    '4:14-22 schema: description: "\\ud800" is not text without control characters | write the text without them',
  ],
  [
    'a date that does not exist',
    'expires: 2099-02-30\n',
    '4:10-20 schema: expires: "2099-02-30" is not a date | write a date that exists, as YYYY-MM-DD',
  ],
  [
    'a date as a number',
    'expires: 20990630\n',
    '4:10-18 schema: expires: the number 20990630 is not text | write a date that exists, as YYYY-MM-DD',
  ],
  ['no deployment', 'deployments: []\n', '4:14-16 schema: deployments is empty | write a value, or leave the key out'],
  [
    'a deployment twice',
    'deployments: [local, local]\n',
    '4:22-27 schema: deployments: "local" stands twice | remove one of them',
  ],
  [
    'one deployment, not a list',
    'deployments: local\n',
    '4:14-19 schema: deployments: "local" is not a list | write a list: one item per line, each after "- "',
  ],
  ['the number key', '0x2a: x\n', expect.stringMatching(/^4:1-5 schema: unknown key "0x2a" \| known keys are/)],
  [
    'a key of 2,000 characters',
    `${'x'.repeat(2000)}: 1\n`,
    '4:1-2001 yaml-syntax: a key has more than 1,024 characters | write one of the known keys',
  ],
];

const named = CASES.map(([what, lines, ...expected]) => [what, lines, expected] as const);

test.each(named)('%s', (_, lines, expected) => {
  expect(told(HEAD + lines)).toEqual(expected);
});

test.each(named.filter(([, lines]) => !lines.includes('\r')))('%s, with CRLF at the same place', (_, lines) => {
  expect(places((HEAD + lines).replaceAll('\n', '\r\n'))).toEqual(places(HEAD + lines));
});
