/**
 * What we write into a stream, and what the other side's elements mean. Pure.
 *
 * Sources: RFC 6120 §4.7 (header), §4.9 (errors), §5 (STARTTLS), §6 (SASL); XEP-0178 (EXTERNAL between servers);
 * XEP-0220 §2.3.2 (dialback feature); XEP-0288 (bidi); RFC 7622 §3.2 (domainparts are U-labels).
 */
import { Buffer } from 'node:buffer';
import type { FeaturesSeen, StreamErrorEnd, StreamHeader } from '../model/probe.ts';
import { boundedText } from './bounded-text.ts';
import { LIST_LENGTH, NAME_LENGTH, TEXT_LENGTH } from './limits.ts';
import { childOf, clark, type XmlElement, type XmlRoot } from './xml-stream.ts';

export const NS = {
  stream: 'http://etherx.jabber.org/streams',
  server: 'jabber:server',
  tls: 'urn:ietf:params:xml:ns:xmpp-tls',
  sasl: 'urn:ietf:params:xml:ns:xmpp-sasl',
  streamErrors: 'urn:ietf:params:xml:ns:xmpp-streams',
  dialback: 'jabber:server:dialback',
  dialbackFeature: 'urn:xmpp:features:dialback',
  bidi: 'urn:xmpp:features:bidi',
} as const;

export const START_TLS = `<starttls xmlns='${NS.tls}'/>`;
export const CLOSE_STREAM = '</stream:stream>';

/** `from` and `to` as they go over the wire. `xmlns:db` is how servers before 1.0 recognise one that can do dialback. */
export function streamHeader(from: string | null, to: string): string {
  const origin = from === null ? '' : ` from='${escaped(from)}'`;
  return (
    `<?xml version='1.0'?><stream:stream xmlns='${NS.server}' xmlns:stream='${NS.stream}' ` +
    `xmlns:db='${NS.dialback}'${origin} to='${escaped(to)}' version='1.0' xml:lang='en'>`
  );
}

/** EXTERNAL with `from` as authorization identity, which all servers accept (XEP-0178 §3 step 11, older form). */
export function externalAuth(from: string): string {
  const identity = Buffer.from(from, 'utf8').toString('base64');
  return `<auth xmlns='${NS.sasl}' mechanism='EXTERNAL'>${identity}</auth>`;
}

/** The stanza that nobody answers: the result of a question that was never asked, from domain to domain. */
export function unanswerableStanza(from: string, to: string, id: string): string {
  return `<iq type='result' id='${escaped(id)}' from='${escaped(from)}' to='${escaped(to)}'/>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;');
}

export function isElement(element: XmlElement, name: string, namespace: string): boolean {
  return element.name === name && element.namespace === namespace;
}

export function headerOf(root: XmlRoot): StreamHeader {
  const attribute = (name: string): string | null => {
    const value = root.attributes[name];
    return value === undefined ? null : boundedText(value, TEXT_LENGTH);
  };
  return {
    from: attribute('from'),
    id: attribute('id'),
    version: attribute('version'),
    dialbackNamespace: Object.values(root.declared).includes(NS.dialback),
  };
}

/** Does the header say 1.0 or later? Only then do features follow (RFC 6120 §4.7.5). */
export function hasFeatures(header: StreamHeader): boolean {
  return header.version !== null && /^\s*0*[1-9]\d*\.\d+\s*$/.test(header.version);
}

export function featuresOf(features: XmlElement): FeaturesSeen {
  const startTls = childOf(features, 'starttls', NS.tls);
  const dialback = childOf(features, 'dialback', NS.dialbackFeature);
  const mechanisms = features.children.filter((child) => isElement(child, 'mechanisms', NS.sasl));
  return {
    startTls: presence(startTls, 'required', NS.tls, 'absent', 'optional', 'required'),
    mechanisms: names(
      mechanisms
        .flatMap(({ children }) => children)
        .filter((child) => isElement(child, 'mechanism', NS.sasl))
        .map(({ text }) => text.trim()),
    ),
    dialback: presence(dialback, 'errors', NS.dialbackFeature, 'absent', 'plain', 'errors'),
    bidi: childOf(features, 'bidi', NS.bidi) !== undefined,
    others: names(features.children.filter(isOther).map(clark)),
  };
}

function presence<Absent, Plain, Marked>(
  feature: XmlElement | undefined,
  mark: string,
  namespace: string,
  absent: Absent,
  plain: Plain,
  marked: Marked,
): Absent | Plain | Marked {
  if (feature === undefined) return absent;
  return childOf(feature, mark, namespace) === undefined ? plain : marked;
}

const NOT_OTHERS: ReadonlySet<string> = new Set([
  `{${NS.tls}}starttls`,
  `{${NS.sasl}}mechanisms`,
  `{${NS.dialbackFeature}}dialback`,
  `{${NS.bidi}}bidi`,
]);

function isOther(feature: XmlElement): boolean {
  return !NOT_OTHERS.has(`{${feature.namespace}}${feature.name}`);
}

function names(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.slice(0, LIST_LENGTH).map((text) => boundedText(text, NAME_LENGTH)))];
}

export function streamErrorOf(error: XmlElement): StreamErrorEnd {
  const own = error.children.filter(({ namespace }) => namespace === NS.streamErrors);
  const condition = own.find(({ name }) => name !== 'text');
  const application = error.children.find(({ namespace }) => namespace !== NS.streamErrors);
  return {
    kind: 'stream-error',
    condition: boundedText(condition?.name ?? 'undefined-condition', NAME_LENGTH),
    text: textIn(error, NS.streamErrors),
    application: application === undefined ? null : boundedText(clark(application), NAME_LENGTH),
    otherHost: condition?.name === 'see-other-host' ? boundedText(condition.text.trim(), NAME_LENGTH) : null,
  };
}

/** A SASL `<failure/>`. */
export function saslFailureOf(failure: XmlElement): { readonly condition: string; readonly text: string | null } {
  const condition = failure.children.find(({ name }) => name !== 'text')?.name ?? 'undefined-condition';
  return { condition: boundedText(condition, NAME_LENGTH), text: textIn(failure, NS.sasl) };
}

function textIn(error: XmlElement, namespace: string): string | null {
  const text = childOf(error, 'text', namespace)?.text.trim();
  return text === undefined || text === '' ? null : boundedText(text, TEXT_LENGTH);
}
