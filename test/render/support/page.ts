/**
 * Our pages through a strict parser: they are written so that they are well-formed XML, too, in which nothing is
 * forgiven. What a browser makes of them is asked in test/render/html/page.browser.test.ts.
 */
import { SaxesParser } from 'saxes';

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

interface Growing extends Element {
  readonly children: (Element | string)[];
}

/** Throws where it is not well-formed. */
export function parsePage(page: string): Element {
  const parser = new SaxesParser();
  const root: Growing = { name: '', attributes: {}, children: [] };
  const open = [root];
  const append = (child: Element | string): void => void open.at(-1)?.children.push(child);
  parser.on('opentag', ({ name, attributes }) => {
    const element: Growing = { name, attributes, children: [] };
    append(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', append);
  parser.on('comment', (text) => {
    throw new Error(`a comment: ${text}`);
  });
  parser.on('cdata', (text) => {
    throw new Error(`a CDATA section: ${text}`);
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(page).close();
  const [html] = root.children.filter((child) => typeof child !== 'string');
  if (html === undefined) throw new Error('an empty page');
  return html;
}

export function elementsOf(element: Element): readonly Element[] {
  return [element, ...element.children.flatMap((child) => (typeof child === 'string' ? [] : elementsOf(child)))];
}

/** What is between the tags, the style sheet left out. */
export function textOf(element: Element): string {
  if (element.name === 'style') return '';
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

export function named(element: Element, ...names: readonly string[]): readonly Element[] {
  return elementsOf(element).filter(({ name }) => names.includes(name));
}
