/**
 * A domain as it may stand on the wire: its A-label form, and the U-label form of RFC 7622 §3.2, which ejabberd takes
 * for another domain. ejabberd prepares names by Nameprep (RFC 3491), and so by Unicode 3.2: it maps some domains to
 * others (faß.example to fass.example), which then would be allowed; some it refuses, and with them the whole
 * configuration. Of those only the A-label form is written. Measured on 23.01, character by character.
 */
import { canonicalDomain, unicodeForm } from '../../model/domain-name.ts';

/** Letters, marks and digits that Unicode 3.2 knows and Nameprep leaves as they are: first and last code point. */
const LEFT_TO_RIGHT = [
  // Latin
  ...[0xe0, 0xf6, 0xf8, 0x1ba, 0x1ce, 0x220, 0x222, 0x233, 0x250, 0x2ad, 0x1e01, 0x1e99, 0x1ea1, 0x1ef9],
  // Greek, Cyrillic, Armenian, Georgian
  ...[0x390, 0x390, 0x3ac, 0x3c1, 0x3c3, 0x3ce, 0x430, 0x481, 0x483, 0x486, 0x48b, 0x4ce, 0x4d0, 0x4f5, 0x4f9, 0x4f9],
  ...[0x500, 0x50f, 0x561, 0x582, 0x10d0, 0x10f6],
  // Devanagari, Thai
  ...[0x901, 0x903, 0x905, 0x939, 0x93c, 0x94d, 0x966, 0x96f, 0xe01, 0xe3a, 0xe40, 0xe4e],
  // Han, kana, Hangul
  ...[0x3005, 0x3007, 0x3041, 0x3096, 0x3099, 0x309a, 0x309d, 0x309e, 0x30a1, 0x30fa, 0x30fc, 0x30fe],
  ...[0x3400, 0x4db5, 0x4e00, 0x9fa5, 0xac00, 0xd7a3],
];

/** Hebrew and Arabic. RFC 3454 §6: where there is one letter of these, there is none of the others, in any label. */
const RIGHT_TO_LEFT = [
  ...[0x5d0, 0x5ea, 0x621, 0x63a, 0x641, 0x64a, 0x671, 0x674, 0x679, 0x6b7, 0x6ba, 0x6be, 0x6c0, 0x6ce],
];

const IS_LEFT_TO_RIGHT = new RegExp(`^[a-z0-9.\\-${classOf(LEFT_TO_RIGHT)}]+$`, 'u');
const IS_RIGHT_TO_LEFT = new RegExp(`^[.${classOf(RIGHT_TO_LEFT)}]+$`, 'u');

function classOf(bounds: readonly number[]): string {
  const ends = bounds.map((point) => `\\u{${point.toString(16)}}`);
  return ends.map((end, at) => (at % 2 === 0 ? `${end}-` : end)).join('');
}

/** IDNA2008 knows it, Nameprep makes something else of it (RFC 5894 §7.2). */
const DEVIATES = /[ßς]/u;

/** The forms to be written, the A-label form first. */
export function formsOf(domain: string): readonly string[] {
  const unicode = unicodeForm(domain);
  return unicode !== undefined && isLeftAlone(unicode) ? [domain, unicode] : [domain];
}

function isLeftAlone(unicode: string): boolean {
  const isStable = unicode === unicode.normalize('NFKC') && unicode === unicode.toLowerCase();
  return isStable && !DEVIATES.test(unicode) && (IS_LEFT_TO_RIGHT.test(unicode) || IS_RIGHT_TO_LEFT.test(unicode));
}

/** The domain that a form stands for; undefined where it is none in either form. */
export function domainOfForm(form: string): string | undefined {
  const domain = canonicalDomain(form);
  return domain === form || (domain !== undefined && unicodeForm(domain) === form) ? domain : undefined;
}
