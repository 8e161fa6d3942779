/** The one door to saxes: bytes of an XMPP stream → its header, its stanzas, its end. */
import { SaxesParser, type SaxesTagNS } from 'saxes';

export interface Element {
  readonly name: string;
  readonly xmlns: string;
  /** By name as written: `xml:lang`, `from`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

export interface StreamEvents {
  /** The stream header's attributes. */
  header(attributes: Readonly<Record<string, string>>): void;
  element(element: Element): void;
  end(): void;
}

export interface StreamReader {
  feed(text: string): void;
}

interface Open {
  readonly element: Element;
  readonly children: (Element | string)[];
}

/** For one stream; after STARTTLS and SASL a new stream begins, with a new reader. */
export function streamReader(events: StreamEvents): StreamReader {
  const open: Open[] = [];
  let begun = false;
  const parser = new SaxesParser({ xmlns: true, fragment: false });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const attributes = attributesOf(tag);
    if (!begun) {
      begun = true;
      events.header(attributes);
      return;
    }
    const children: (Element | string)[] = [];
    open.push({ element: { name: tag.local, xmlns: tag.uri, attributes, children }, children });
  });
  parser.on('text', (text) => void open.at(-1)?.children.push(text));
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed === undefined) return events.end();
    const parent = open.at(-1);
    if (parent === undefined) events.element(closed.element);
    else parent.children.push(closed.element);
  });
  return { feed: (text) => void parser.write(text) };
}

function attributesOf(tag: SaxesTagNS): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.values(tag.attributes).map(({ name, value }) => [name, value]));
}

export function elementsOf({ children }: Element): readonly Element[] {
  return children.filter((child) => typeof child !== 'string');
}

/** The first child element of this name, in any name space unless one is given. */
export function childOf(element: Element, name: string, xmlns?: string): Element | undefined {
  return elementsOf(element).find((child) => child.name === name && (xmlns === undefined || child.xmlns === xmlns));
}

/** The text of a child, or of the element itself; empty where there is none. */
export function textOf(element: Element, child?: string): string {
  const of = child === undefined ? element : childOf(element, child);
  return (of?.children ?? []).filter((part) => typeof part === 'string').join('');
}

/** The condition of a stanza error or stream error: `service-unavailable`, `policy-violation`. */
export function conditionOf(element: Element): string | undefined {
  const error = element.name === 'error' ? element : childOf(element, 'error');
  return error === undefined ? undefined : elementsOf(error).find(({ name }) => name !== 'text')?.name;
}

export function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
  return text.replace(/[<>&"]/g, (character) => entities[character] ?? character);
}

/** For messages of failed waits. */
export function shown({ name, xmlns, attributes, children }: Element): string {
  const written = Object.entries({ xmlns, ...attributes }).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : shown(child)));
  return `<${name}${written.join('')}>${inner.join('')}</${name}>`;
}
