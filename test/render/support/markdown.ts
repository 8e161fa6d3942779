/** Markdown through a real parser: what the reader of a comment would see. */
import { marked } from 'marked';

export function toHtml(markdown: string): string {
  return marked.parse(markdown, { async: false, gfm: true });
}

/** The elements, without attributes: `/code` closes. A tag that is none of ours shows up here. */
export function tagsOf(html: string): readonly string[] {
  return [...html.matchAll(/<(\/?[a-z][^>]*|![^>]*)>/gi)].map(([, tag = '']) => tag);
}

export function withoutCode(html: string): string {
  return html.replace(/<code>[\s\S]*?<\/code>/g, '');
}

/** What is read once tags are gone and entities are decoded. */
export function textOf(html: string): string {
  return html.replace(/<[^>]*>/g, '').replace(/&(?:#(\d+)|(lt|gt|quot|amp));/g, (_, number?: string, name?: string) => {
    if (number !== undefined) return String.fromCodePoint(Number(number));
    return { lt: '<', gt: '>', quot: '"', amp: '&' }[name ?? ''] ?? '';
  });
}

/** Text as GitHub searches it: element by element. */
export function textNodes(html: string): readonly string[] {
  return html.split(/<[^>]*>/).map(textOf);
}

/** What GitHub makes links or pictures of in text outside code. */
export const LIVE = /@[a-z0-9]|#\d|gh-\d|:\/\/|www\.|:[\w+-]+:/i;
