/**
 * The door to XML: bytes of one stream → its header, its top-level elements, its end. RFC 6120 §11.1 forbids DTDs,
 * processing instructions, comments and entities of one's own; the first that comes ends the reading, as does anything
 * that is not well-formed or nested too deeply. Memory is bounded by who hands in the bytes.
 */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { Breach } from '../model/probe.ts';
import { XML_DEPTH } from './limits.ts';

export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  /** Without a namespace, by name. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, that of its children left out. */
  readonly text: string;
}

export interface XmlRoot extends Pick<XmlElement, 'namespace' | 'name' | 'attributes'> {
  /** The namespaces that it declares, by prefix; '' is the default. */
  readonly declared: Readonly<Record<string, string>>;
}

export type XmlEvent =
  | { readonly kind: 'open'; readonly root: XmlRoot }
  | { readonly kind: 'element'; readonly element: XmlElement }
  | { readonly kind: 'close' }
  /** Nothing comes after it. */
  | { readonly kind: 'breach'; readonly breach: Breach; readonly text: string };

interface Building {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Building[];
  text: string;
}

/** Thrown inside the parser, caught around it: a parser that has failed is not asked again. */
class XmlBreach extends Error {
  readonly breach: Breach;

  constructor(breach: Breach, message: string) {
    super(message);
    this.breach = breach;
  }
}

export class XmlStream {
  readonly #onEvent: (event: XmlEvent) => void;
  readonly #parser = new SaxesParser({ xmlns: true, position: false });
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #open: Building[] = [];
  #ended = false;

  constructor(onEvent: (event: XmlEvent) => void) {
    this.#onEvent = onEvent;
    const parser = this.#parser;
    parser.on('error', (error) => {
      throw new XmlBreach(/entity/i.test(error.message) ? 'forbidden-xml' : 'not-xml', error.message);
    });
    parser.on('doctype', () => forbid('a document type declaration'));
    parser.on('processinginstruction', () => forbid('a processing instruction'));
    parser.on('comment', () => forbid('a comment'));
    parser.on('opentag', (tag) => this.#openTag(tag));
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    parser.on('closetag', () => this.#closeTag());
  }

  /** Deaf from now on. */
  end(): void {
    this.#ended = true;
  }

  write(bytes: Uint8Array): void {
    if (this.#ended) return;
    try {
      this.#parser.write(this.#decoder.decode(bytes, { stream: true }));
    } catch (error) {
      // after the end of the stream nothing matters
      if (this.#ended) return;
      this.#ended = true;
      const breach = error instanceof XmlBreach ? error.breach : 'not-xml';
      this.#onEvent({ kind: 'breach', breach, text: error instanceof Error ? error.message : String(error) });
    }
  }

  #openTag(tag: SaxesTagNS): void {
    // leaves the parser, which would go on to the end of what it was given
    if (this.#ended) throw new XmlBreach('unexpected-element', 'after the end');
    const element = { namespace: tag.uri, name: tag.local, attributes: plainAttributes(tag), children: [], text: '' };
    const parent = this.#open.at(-1);
    this.#open.push(element);
    if (this.#open.length > XML_DEPTH) throw new XmlBreach('unexpected-element', 'elements are nested too deeply');
    if (parent === undefined) this.#onEvent({ kind: 'open', root: { ...element, declared: { ...tag.ns } } });
    // the root does not keep what passes by
    else if (this.#open.length > 2) parent.children.push(element);
  }

  #text(text: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined && this.#open.length > 1) element.text += text;
  }

  #closeTag(): void {
    const element = this.#open.pop();
    if (element === undefined) return;
    if (this.#open.length === 1) this.#onEvent({ kind: 'element', element });
    else if (this.#open.length === 0) {
      this.#ended = true;
      this.#onEvent({ kind: 'close' });
    }
  }
}

function forbid(what: string): never {
  throw new XmlBreach('forbidden-xml', `${what} may not stand in a stream`);
}

function plainAttributes(tag: SaxesTagNS): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const { prefix, local, value } of Object.values(tag.attributes)) if (prefix === '') attributes[local] = value;
  return attributes;
}

export function childOf(element: XmlElement, name: string, namespace: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name && child.namespace === namespace);
}

/** `{namespace}name` */
export function clark({ namespace, name }: Pick<XmlElement, 'namespace' | 'name'>): string {
  return `{${namespace}}${name}`;
}
