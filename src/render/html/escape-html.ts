/**
 * Foreign text in HTML, the one escape for all places it may stand in: between tags, in a quoted attribute, and in an
 * SVG inside the page. There is none for addresses: every `href` is made of our own numbers.
 */
import { escapeInvisible } from '../escape.ts';

const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What is invisible or turns the direction of writing is shown as an escape, as everywhere. */
export function htmlText(text: string): string {
  if (!/[^\x20-\x7e]|[&<>"']/.test(text)) return text;
  return escapeInvisible(text).replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
}
