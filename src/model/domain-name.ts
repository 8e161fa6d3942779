/**
 * Domain names as files, servers and reviews write them: lower-case A-labels, where a look-alike cannot hide.
 *
 * Sources: RFC 7622 §3.2 (domainparts), RFC 1035 §2.3.4 (63 octets a label, 253 in all), RFC 5890 (A-labels).
 */
import { domainToASCII, domainToUnicode } from 'node:url';
import { quoted } from './quoted.ts';

export type DomainCheck =
  | { readonly kind: 'ok' }
  /** Not a domain at all; `reason` completes the sentence "… is not a domain: ". */
  | { readonly kind: 'syntax'; readonly reason: string; readonly hint: string }
  /** A domain, but not in the one form; `canonical` is what to write. */
  | { readonly kind: 'form'; readonly reason: string; readonly canonical: string };

const OK: DomainCheck = { kind: 'ok' };
const MAX_LENGTH = 253;
const MAX_LABEL = 63;
/** Is `text` a domain in its one canonical form, and if not, what is wrong and what to write instead? */
export function checkDomain(text: string): DomainCheck {
  const place = text.length % REMEMBERED;
  if (recent[place] === text) return OK;
  const check = isOrdinary(text) ? OK : examine(text);
  if (check === OK) recent[place] = text;
  return check;
}

/** The rules ask of one partner's names one after the other, of each several times. By length, which mostly differ. */
const REMEMBERED = 16;
const recent = new Array<string | undefined>(REMEMBERED).fill(undefined);

/**
 * What nearly all domains look like: lower-case letters, digits, single hyphens inside labels of at most 63 characters, a
 * letter after the last dot. One pattern without choices, because 100,000 files hold 300,000 domains; what does not match
 * may still be one.
 */
const ORDINARY = /^(?:(?=[^.]{1,63}\.)[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?=[^.]{1,63}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

function isOrdinary(text: string): boolean {
  return text.length <= MAX_LENGTH && ORDINARY.test(text);
}

function examine(text: string): DomainCheck {
  const undotted = text.endsWith('.') && !text.endsWith('..') ? text.slice(0, -1) : text;
  if (undotted === '') return syntax('it is empty', FULL_DOMAIN);
  const written = addressProblem(undotted) ?? foreignCharacter(undotted);
  if (written !== undefined) return written;
  const ascii = isAscii(undotted);
  const canonical = ascii ? undotted.toLowerCase() : domainToASCII(undotted).replace(/\.$/, '');
  if (canonical === '')
    return syntax(
      'it has a character that no domain may have (IDNA2008)',
      'write the domain as the partner registered it',
    );
  // Wide digits and wide dots become an address only now, and an underscore may hide in an A-label.
  const problem = addressProblem(canonical) ?? foreignCharacter(canonical) ?? labelProblem(canonical);
  if (problem !== undefined) return problem;
  return canonical === text ? OK : { kind: 'form', reason: formReason(text, ascii, canonical), canonical };
}

const FULL_DOMAIN = 'write the full domain, such as chat.example.org';

function formReason(text: string, ascii: boolean, canonical: string): string {
  if (ascii) return text.endsWith('.') ? 'it ends in a dot' : 'it has upper-case letters';
  return canonical.includes('xn--')
    ? 'it is not written in A-labels (xn--…)'
    : 'it has characters that stand for others, or that cannot be seen';
}

function addressProblem(text: string): DomainCheck | undefined {
  const isAddress =
    /^\d+(?:\.\d+){3}$/.test(text) || /^\[.*\]$/.test(text) || (text.includes(':') && /^[0-9a-f:.%]+$/i.test(text));
  if (isAddress) return syntax('it is an IP address', 'write the domain: certificates and dialback are bound to names');
  const last = text.slice(text.lastIndexOf('.') + 1);
  // What URL parsers would take for (a part of) an IPv4 address.
  if (/^(?:\d+|0x[0-9a-f]*)$/i.test(last))
    return syntax('its last label is a number, as in an IP address', FULL_DOMAIN);
  return undefined;
}

/** An ASCII character that no domain has; what else somebody pasted is recognised by it. */
function foreignCharacter(text: string): DomainCheck | undefined {
  const bad = /[\x00-,/:-@[-`{-\x7f]/.exec(text)?.[0];
  if (bad === undefined) return undefined;
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/\s]*@)?([^/:?#\s]+)/i.exec(text)?.[1];
  const jid = /^(?:xmpp:)?[^@/\s]+@([^@/?\s]+)/.exec(text)?.[1];
  const only = url ?? jid;
  if (only !== undefined)
    return syntax(`it is ${url === undefined ? 'an address' : 'a URL'}`, `write only the domain: ${shown(only)}`);
  const port = /^([^:]+):\d+$/.exec(text)?.[1];
  if (port !== undefined) return syntax('it has a port', `write only the domain: ${shown(port)}`);
  if (text.startsWith('*.')) return syntax('wildcards do not exist here', 'list every domain under additionalDomains');
  return syntax(`${quoted(bad)} may not occur in one`, 'letters, digits and hyphens only, in labels separated by dots');
}

/** Without quotes, but with the escapes that hostile text needs. */
function shown(text: string): string {
  return quoted(text, MAX_LENGTH).slice(1, -1);
}

function labelProblem(domain: string): DomainCheck | undefined {
  if (domain.length > MAX_LENGTH)
    return syntax(`it has ${domain.length} characters`, `a domain has at most ${MAX_LENGTH}`);
  if (!domain.includes('.')) return syntax('it is a single label', FULL_DOMAIN);
  const labels = domain.split('.');
  for (const label of labels) {
    if (label === '') return syntax('it has an empty label', 'remove the extra dot');
    if (label.length > MAX_LABEL)
      return syntax(
        `the label "${label.slice(0, 12)}…" has ${label.length} characters`,
        `a label has at most ${MAX_LABEL}`,
      );
    if (label.startsWith('-') || label.endsWith('-'))
      return syntax(`the label "${label}" begins or ends with a hyphen`, 'remove the hyphen');
    if (label.startsWith('xn--') && !isALabel(label))
      return syntax(`"${label}" is not a valid A-label`, 'write the A-label that the registry shows');
  }
  return undefined;
}

function isALabel(label: string): boolean {
  const unicode = domainToUnicode(label);
  return unicode !== '' && !isAscii(unicode) && !/^-|-$/.test(unicode) && domainToASCII(unicode) === label;
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}

function syntax(reason: string, hint: string): DomainCheck {
  return { kind: 'syntax', reason, hint };
}

/** The canonical form of what somebody typed, or undefined where it is no domain. */
export function canonicalDomain(text: string): string | undefined {
  const check = checkDomain(text);
  if (check.kind === 'ok') return text;
  return check.kind === 'form' ? check.canonical : undefined;
}

/** The U-label form where it differs from the A-label form: `bücher.example` for `xn--bcher-kva.example`. */
export function unicodeForm(domain: string): string | undefined {
  if (!domain.includes('xn--')) return undefined;
  const unicode = domainToUnicode(domain);
  return unicode === '' || unicode === domain ? undefined : unicode;
}

/** As people are shown it: the A-label form, with the U-label form beside it. */
export function displayDomain(domain: string): string {
  const unicode = unicodeForm(domain);
  return unicode === undefined ? domain : `${domain} (${unicode})`;
}

/** Is `domain` strictly below `parent`? */
export function isBelow(domain: string, parent: string): boolean {
  const dot = domain.length - parent.length - 1;
  return dot >= 0 && domain[dot] === '.' && domain.endsWith(parent);
}
