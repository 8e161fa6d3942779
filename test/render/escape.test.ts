import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clip, escapeTerminal } from '../../src/render/escape.ts';
import { commandMessage, commandProperty } from '../../src/render/escape-workflow-command.ts';
import { COMMAND, hostileText, UNSAFE } from './support/hostile.ts';

describe('on a terminal', () => {
  test.each([
    ['plain text stays', 'Fabrikam, noc@fabrikam.com', 'Fabrikam, noc@fabrikam.com'],
    ['so do letters of every script, and emoji', 'Grüße, 你好 👋 ❤️ é', 'Grüße, 你好 👋 ❤️ é'],
    ['a line break is shown', 'a\nb\r\nc\td', 'a\\nb\\r\\nc\\td'],
    ['ESC', '\u001b[31mred', '\\u{1b}[31mred'],
    ['C1: CSI in one character', '\u009b2J', '\\u{9b}2J'],
    ['NUL, BEL, DEL', '\0\u0007\u007f', '\\u{0}\\u{7}\\u{7f}'],
    ['right-to-left override', 'a\u202egpj.exe', 'a\\u{202e}gpj.exe'],
    ['isolates and marks', '\u2066\u2069\u200e\u200f\u061c', '\\u{2066}\\u{2069}\\u{200e}\\u{200f}\\u{61c}'],
    ['zero width', 'fabri\u200bkam\u2060\ufeff', 'fabri\\u{200b}kam\\u{2060}\\u{feff}'],
    ['soft hyphen, Hangul filler', '\u00ad\u3164', '\\u{ad}\\u{3164}'],
    ['tags outside the first plane', '\u{e0041}', '\\u{e0041}'],
    ['separators', '\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
    ['a command in brackets', 'x ##[group]y ##vso[task]z', 'x #\\u{23}[group]y #\\u{23}vso[task]z'],
    ['a command with colons', '::error file=x::y', ':\\u{3a}error file=x::y'],
    ['an address is no command', '[fe80::1] a::b', '[fe80::1] a::b'],
  ])('%s', (_, text, shown) => {
    expect(escapeTerminal(text)).toBe(shown);
  });

  test('nothing dangerous is left of any text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = escapeTerminal(text);
        expect(shown).not.toMatch(UNSAFE);
        expect(shown).not.toContain('\n');
        expect(shown).not.toMatch(COMMAND);
      }),
    );
  });

  test('what is cut off is counted, and no character is cut in two', () => {
    expect(clip('abcdef', 6)).toBe('abcdef');
    expect(clip('abcdef', 4)).toBe('abcd… (2 more characters)');
    expect(clip('abc👋def', 4)).toBe('abc… (5 more characters)');
  });
});

describe('in a workflow command', () => {
  test('the documented signs are escaped', () => {
    expect(commandMessage('50%: a, b')).toBe('50%25: a, b');
    expect(commandProperty('a:b,c%d')).toBe('a%3Ab%2Cc%25d');
  });

  test('no text ends its property or its line, or is decoded into something else', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (file, message) => {
        const line = `::error file=${commandProperty(file)},line=1::${commandMessage(message)}`;
        expect(line).not.toMatch(UNSAFE);
        expect(line.split('\n')).toHaveLength(1);
        const read = /^::error file=([^:,]*),line=1::(.*)$/.exec(line);
        expect(read).not.toBeNull();
        expect(decodeURIComponentOf(read?.[1] ?? '')).toBe(escapeTerminal(file));
        expect(decodeURIComponentOf(read?.[2] ?? '')).toBe(escapeTerminal(message));
      }),
    );
  });
});

/** As the runner reads it. */
function decodeURIComponentOf(text: string): string {
  return text.replace(/%(0D|0A|3A|2C|25)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
