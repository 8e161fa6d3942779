/**
 * The answer within what a program says: the lines between two marks. Bytes, because what is said around it may be in
 * another encoding; bounded by whoever feeds it.
 */
import { isUtf8 } from 'node:buffer';

const LINE_FEED = 0x0a;
/** Windows' programs may begin with one. */
const BYTE_ORDER_MARK = /^\ufeff/;

export type Answer = { readonly kind: 'answer'; readonly text: string } | { readonly kind: 'not-text' };

export interface Markers {
  readonly begin: string;
  readonly end: string;
}

/** A byte order mark before a mark, and a carriage return after it. */
const AROUND_A_MARK = 4;

export class AnswerReader {
  readonly #markers: Markers;
  #pending: Buffer[] = [];
  #answer: GrowingBytes | undefined;

  constructor(markers: Markers) {
    this.#markers = markers;
  }

  /** The answer, once it is whole; what was said after it is lost. */
  read(chunk: Buffer): Answer | undefined {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, from)) {
      const end = chunk.subarray(from, at);
      const line = this.#pending.length === 0 ? end : Buffer.concat([...this.#pending, end]);
      this.#pending = [];
      from = at + 1;
      const answer = this.#take(line);
      if (answer !== undefined) return answer;
    }
    if (from < chunk.length) this.#pending.push(chunk.subarray(from));
    return undefined;
  }

  #take(line: Buffer): Answer | undefined {
    const { begin, end } = this.#markers;
    if (this.#answer === undefined) {
      if (isMark(line, begin)) this.#answer = new GrowingBytes();
      return undefined;
    }
    if (!isMark(line, end)) {
      this.#answer.add(line);
      return undefined;
    }
    const bytes = this.#answer.whole();
    if (!isUtf8(bytes)) return { kind: 'not-text' };
    return { kind: 'answer', text: bytes.toString('utf8').replace(/\r(?=\n|$)/g, '') };
  }
}

/** Looks at the text of few lines: millions of empty ones must cost nothing. */
function isMark(line: Buffer, mark: string): boolean {
  if (line.length < mark.length || line.length > Buffer.byteLength(mark) + AROUND_A_MARK) return false;
  return line.toString('utf8').replace(BYTE_ORDER_MARK, '').replace(/\r$/, '') === mark;
}

/** Lines in one piece of memory: a piece for each would take a hundred times what an empty one has. */
class GrowingBytes {
  #bytes = Buffer.alloc(4096);
  #length = 0;

  /** A line, and what ends it. */
  add(line: Buffer): void {
    const length = this.#length + line.length + 1;
    if (length > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], Math.max(length, this.#length * 2));
    line.copy(this.#bytes, this.#length);
    this.#bytes[length - 1] = LINE_FEED;
    this.#length = length;
  }

  /** Without the end of the last line. */
  whole(): Buffer {
    return this.#bytes.subarray(0, Math.max(0, this.#length - 1));
  }
}
