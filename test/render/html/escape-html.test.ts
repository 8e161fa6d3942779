import fc from 'fast-check';
import { expect, test } from 'vitest';
import { htmlText } from '../../../src/render/html/escape-html.ts';
import { html, phrased } from '../../../src/render/html/markup.ts';
import { command, quote, say } from '../../../src/render/phrase.ts';
import { hostileText, UNSAFE } from '../support/hostile.ts';
import { elementsOf, parsePage, textOf } from '../support/page.ts';

test.each([
  ['</details><img src=x onerror=alert(1)>', '&lt;/details&gt;&lt;img src=x onerror=alert(1)&gt;'],
  [`"><script>alert('1')</script>`, '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;'],
  ['a & b &amp; c', 'a &amp; b &amp;amp; c'],
  ['\u202etxt.exe\u0000\u001b[2J', '\\u{202e}txt.exe\\u{0}\\u{1b}[2J'],
  [']]> {{x}} <!-- --> <![CDATA[', ']]&gt; {{x}} &lt;!-- --&gt; &lt;![CDATA['],
  ['bücher.example 你好', 'bücher.example 你好'],
])('%j', (text, expected) => {
  expect(htmlText(text)).toBe(expected);
});

test('the values of a template are escaped, markup is not', () => {
  expect(html`<p title="${'"'}">${'<'}${html`<b>${'&'}</b>`}${[html`1`, html`2`]}${3}${undefined}</p>`.markup).toBe(
    '<p title="&quot;">&lt;<b>&amp;</b>123</p>',
  );
});

test('a phrase keeps its kinds', () => {
  expect(phrased(say`no longer ${'<a>'}: ${quote('it’s <b>')}, ${command('x --y "z"')}`).markup).toBe(
    'no longer <code>&lt;a&gt;</code>: <bdi>it’s &lt;b&gt;</bdi>, <code class="command">x --y &quot;z&quot;</code>',
  );
});

test('whatever the text, it is the same text between tags and in an attribute, and nothing else', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const page = parsePage(html`<p title="${text}">${text}</p>`.markup);
      expect(elementsOf(page)).toHaveLength(1);
      expect(textOf(page)).toBe(page.attributes['title']);
      expect(textOf(page)).not.toMatch(UNSAFE);
      expect(textOf(page).replace(/\\(?:u\{[0-9a-f]+\}|[nrt])/g, '')).toBe(
        text
          .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}/gu, '')
          .replace(/\\(?:u\{[0-9a-f]+\}|[nrt])/g, ''),
      );
    }),
  );
});
