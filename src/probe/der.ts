/**
 * As much DER (X.690) as a certificate needs. Pure; throws DerError on what is not well-formed, never anything else,
 * and looks only at the bytes it was given.
 */

export class DerError extends Error {}

export const TAG = {
  oid: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  ia5String: 0x16,
  octetString: 0x04,
} as const;

export interface DerValue {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The values that stand one after another in `bytes`. */
export function valuesIn(bytes: Uint8Array): readonly DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = byteAt(bytes, at);
    if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of several bytes');
    const { length, start } = lengthAt(bytes, at + 1);
    const end = start + length;
    if (end > bytes.length) throw new DerError('a value longer than what holds it');
    values.push({ tag, content: bytes.subarray(start, end) });
    at = end;
  }
  return values;
}

/** The first value in `bytes`, which must have this tag. */
export function valueIn(bytes: Uint8Array, tag: number): Uint8Array {
  const [first] = valuesIn(bytes);
  if (first?.tag !== tag) throw new DerError(`tag ${first?.tag} where ${tag} belongs`);
  return first.content;
}

function lengthAt(bytes: Uint8Array, at: number): { readonly length: number; readonly start: number } {
  const first = byteAt(bytes, at);
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new DerError('a length that DER does not have');
  let length = 0;
  for (let index = 1; index <= count; index++) length = length * 256 + byteAt(bytes, at + index);
  return { length, start: at + 1 + count };
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new DerError('it ends in the middle');
  return byte;
}

/** `1.3.6.1.5.5.7.8.5` */
export function oidOf(content: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(arc)) throw new DerError('an object identifier too large');
    if ((byte & 0x80) === 0) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [first] = arcs;
  if (first === undefined) throw new DerError('an empty object identifier');
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...arcs.slice(1)].join('.');
}
