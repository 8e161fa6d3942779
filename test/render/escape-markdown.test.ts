import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeInvisible } from '../../src/render/escape.ts';
import { markdownCode, markdownText } from '../../src/render/escape-markdown.ts';
import { hostileText } from './support/hostile.ts';
import { LIVE, tagsOf, textOf, toHtml, withoutCode } from './support/markdown.ts';

const plain = (text: string) =>
  text
    .replace(/\u2060/g, '')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();

test.each([
  ['fabrikam.com', '`fabrikam.com`'],
  ['a`b', '``a`b``'],
  ['`a', '`` `a ``'],
  [' a', '`  a `'],
  ['a|b', '`a\\|b`'],
  ['a\\|b', '`a\\u{7c}b`'],
  ['a\nb', '`a\\nb`'],
  ['', '`""`'],
  [' ', '`" "`'],
])('as code: %j', (text, markdown) => {
  expect(markdownCode(text)).toBe(markdown);
});

test.each([
  ['a plain sentence, 12:30 (or so).', 'a plain sentence, 12:30 (or so).'],
  ['@jane', '@\u2060jane'],
  ['see #12', 'see &#35;\u206012'],
  ['</details>', '&#60;/details&#62;'],
  ['https://x.example', 'https:\u2060//x.example'],
  ['www.x.example', 'www\u2060.x.example'],
  ['a|b`c`', 'a&#124;b&#96;c&#96;'],
  ['$x$', '<span>$</span>x<span>$</span>'],
])('as text: %j', (text, markdown) => {
  expect(markdownText(text)).toBe(markdown);
});

describe('a Markdown parser', () => {
  test('reads text as it was meant, and finds nothing in it', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const html = toHtml(`x ${markdownText(text)} y`);
        expect(tagsOf(html).filter((tag) => !/^\/?(?:p|span)$/.test(tag))).toEqual([]);
        expect(plain(textOf(html))).toBe(plain(`x ${escapeInvisible(text)} y`));
        expect(textOf(html)).not.toMatch(LIVE);
      }),
    );
  });

  test('reads code as one span', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const html = toHtml(`x ${markdownCode(text)} y`);
        expect(tagsOf(html)).toEqual(['p', 'code', '/code', '/p']);
      }),
    );
  });

  test('keeps every cell of a table in its place', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (a, b) => {
        const fold = `<details><summary>s</summary>${markdownCode(a)} → ${markdownText(b)}</details>`;
        const html = toHtml(
          `| A | B |\n| --- | --- |\n| ${markdownCode(a)} | ${markdownText(b)}.${fold} |\n| c | d |\n`,
        );
        const rows = [...html.matchAll(/<tr>\s*<td>([\s\S]*?)<\/td>\s*<td>([\s\S]*?)<\/td>\s*<\/tr>/g)];
        expect(rows).toHaveLength(2);
        expect(tagsOf(rows[0]?.[1] ?? '')).toEqual(['code', '/code']);
        expect(tagsOf(rows[0]?.[2] ?? '').filter((tag) => !/^\/?span$/.test(tag))).toEqual([
          'details',
          'summary',
          '/summary',
          'code',
          '/code',
          '/details',
        ]);
        expect(textOf(withoutCode(html))).not.toMatch(LIVE);
      }),
    );
  });
});
