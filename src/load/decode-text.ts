/** Bytes → text: UTF-8 with or without a byte order mark, and nothing else. */
import { isUtf8 } from 'node:buffer';
import type { Diagnostic } from '../model/diagnostic.ts';
import { positionAt } from '../model/source.ts';
import { unreadable } from './rules/unreadable-file.ts';

const BOM = '\ufeff';
const REPLACEMENT = '\ufffd';

/** The text without its byte order mark, or a finding at the first byte that is wrong. */
export function decodeText(bytes: Buffer, file: string): { readonly text: string } | { readonly finding: Diagnostic } {
  if (!isUtf8(bytes)) return { finding: notUtf8(bytes, file) };
  const text = bytes.toString('utf8');
  return { text: text.startsWith(BOM) ? text.slice(1) : text };
}

function notUtf8(bytes: Buffer, file: string): Diagnostic {
  const text = bytes.toString('utf8');
  const at = firstReplaced(bytes, text);
  const marked = text.startsWith(BOM) ? 1 : 0;
  const start = positionAt(text.slice(marked), at - marked);
  const byte = bytes[Buffer.byteLength(text.slice(0, at))] ?? 0;
  const range = { file, start, end: { ...start, column: start.column + 1 } };
  const shown = byte.toString(16).toUpperCase().padStart(2, '0');
  return unreadable(file, `it is not UTF-8 (byte 0x${shown})`, hint(bytes), range);
}

function hint(bytes: Buffer): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return isUtf16 ? 'it looks like UTF-16: save the file as UTF-8' : 'save the file as UTF-8';
}

/** Where decoding put a replacement for a wrong byte, rather than read one that is really there. */
function firstReplaced(bytes: Buffer, text: string): number {
  let offset = 0;
  let from = 0;
  for (let at = text.indexOf(REPLACEMENT); at !== -1; at = text.indexOf(REPLACEMENT, at + 1)) {
    offset += Buffer.byteLength(text.slice(from, at));
    if (bytes[offset] !== 0xef || bytes[offset + 1] !== 0xbf || bytes[offset + 2] !== 0xbd) return at;
    offset += 3;
    from = at + 1;
  }
  return 0;
}
