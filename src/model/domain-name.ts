/**
 * Domain names as files, servers and reviews write them: lower-case A-labels, where a look-alike cannot hide.
 *
 * Sources: RFC 7622 §3.2 (domainparts), RFC 1035 §2.3.4 (63 octets a label, 253 in all), RFC 5890 (A-labels).
 */
import { domainToASCII, domainToUnicode } from 'node:url';

export type DomainCheck =
  | { readonly kind: 'ok' }
  /** Not a domain at all; `reason` completes the sentence "… is not a domain: ". */
  | { readonly kind: 'syntax'; readonly reason: string; readonly hint: string }
  /** A domain, but not in the one form; `canonical` is what to write. */
  | { readonly kind: 'form'; readonly reason: string; readonly canonical: string };

const OK: DomainCheck = { kind: 'ok' };
const MAX_LENGTH = 253;
const MAX_LABEL = 63;
/** What most domains look like; whatever does not match is examined with care. */
const ORDINARY = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Is `text` a domain in its one canonical form, and if not, what is wrong and what to write instead? */
export function checkDomain(text: string): DomainCheck {
  if (text.length <= MAX_LENGTH && ORDINARY.test(text) && !text.includes('xn--')) return OK;
  return examine(text);
}

function examine(text: string): DomainCheck {
  const undotted = text.endsWith('.') && !text.endsWith('..') ? text.slice(0, -1) : text;
  const address = addressReason(undotted);
  if (address !== undefined) return address;
  const ascii = isAscii(undotted);
  if (ascii && /[^A-Za-z0-9.-]/.test(undotted)) return foreignCharacter(undotted);
  const canonical = ascii ? undotted.toLowerCase() : domainToASCII(undotted);
  if (canonical === '')
    return syntax(
      'it has a character that no domain may have (IDNA2008)',
      'write the domain as the partner registered it',
    );
  const problem = labelProblem(canonical);
  if (problem !== undefined) return problem;
  if (canonical === text) return OK;
  return { kind: 'form', reason: formReason(text, ascii), canonical };
}

function formReason(text: string, ascii: boolean): string {
  if (!ascii) return 'it is not written in A-labels (xn--…)';
  return text.endsWith('.') ? 'it ends in a dot' : 'it has upper-case letters';
}

function addressReason(text: string): DomainCheck | undefined {
  if (/^\[.*\]$/.test(text) || (text.includes(':') && /^[0-9a-f:.%]+$/i.test(text))) return ipAddress();
  const last = text.slice(text.lastIndexOf('.') + 1);
  if (text !== '' && isNumber(last)) return ipAddress();
  return undefined;
}

function ipAddress(): DomainCheck {
  return syntax(
    'it is an IP address',
    'a partner is known by its domain, and certificates and dialback are bound to it',
  );
}

/** What URL parsers would take for (a part of) an IPv4 address. */
function isNumber(label: string): boolean {
  return /^(?:\d+|0x[0-9a-f]*)$/i.test(label);
}

function foreignCharacter(text: string): DomainCheck {
  const url = /^[a-z][a-z0-9+.-]*:\/\/([^/:?#\s]+)/i.exec(text)?.[1];
  const jid = /^[^@/\s]+@([^@/\s]+)/.exec(text)?.[1];
  const only = url ?? jid;
  if (only !== undefined)
    return syntax(`it is ${url === undefined ? 'an address' : 'a URL'}`, `write only the domain: ${only}`);
  if (text.startsWith('*.')) return syntax('wildcards do not exist here', 'list every domain under additionalDomains');
  const bad = /[^A-Za-z0-9.-]/.exec(text)?.[0] ?? '';
  return syntax(`"${bad}" may not occur in one`, 'letters, digits and hyphens only, in labels separated by dots');
}

function labelProblem(domain: string): DomainCheck | undefined {
  if (domain.length > MAX_LENGTH)
    return syntax(`it has ${domain.length} characters`, `a domain has at most ${MAX_LENGTH}`);
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
  if (labels.length < 2) return syntax('it is a single label', 'write the full domain, such as chat.example.org');
  return undefined;
}

function isALabel(label: string): boolean {
  const unicode = domainToUnicode(label);
  return unicode !== '' && !isAscii(unicode) && domainToASCII(unicode) === label;
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
  return domain.length > parent.length && domain.endsWith(`.${parent}`);
}
