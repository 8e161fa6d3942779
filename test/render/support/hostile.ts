/** Text as an attacker would write it, for properties. */
import fc from 'fast-check';

const FRAGMENTS = [
  '\u001b[2J',
  '\u009b31m',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u2028',
  '\ud800',
  '\0',
  '\u0007',
  '\n',
  '\r',
  '\t',
  ' ',
  '`',
  '``',
  '```',
  '~~~',
  '|',
  '\\',
  '\\|',
  '<',
  '>',
  '</details>',
  '</code>',
  '<!--',
  '-->',
  '<a href=x>',
  '@contoso/admins',
  '@a',
  '#1',
  'GH-1',
  'x/y#1',
  'https://evil.example',
  'HTTP://x',
  'www.evil.example',
  'a@b.example',
  'xmpp:a@b.example',
  '[a](b)',
  '![a](b)',
  '*',
  '**',
  '_',
  '~~',
  '&amp;',
  '&#64;',
  '$x$',
  ':tada:',
  '[x]',
  '[^1]',
  '- ',
  '# ',
  '> ',
  '---',
  '::error::x',
  '\n::stop-commands::x',
  '::add-mask::a',
  '##[group]x',
  '##vso[task.setvariable]x',
  '%0A::error::x',
  ',line=1',
  'a',
  'é',
  '你',
];

export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...FRAGMENTS) }, fc.string({ unit: 'binary', maxLength: 3 })),
    {
      maxLength: 8,
    },
  )
  .map((fragments) => fragments.join(''));

/** What must never reach a terminal: control, format and separator characters, lone surrogates. */
export const UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** What a CI log would take for a command. */
export const COMMAND =
  /##(?:vso)?\[|^\s*::(?:error|warning|notice|stop-commands|add-mask|set-env|set-output|group)\b/im;
