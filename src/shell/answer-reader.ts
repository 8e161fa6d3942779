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

export class AnswerReader {
  readonly #markers: Markers;
  #pending: Buffer[] = [];
  #lines: Buffer[] | undefined;

  constructor(markers: Markers) {
    this.#markers = markers;
  }

  /** The answer, once it is whole; what was said after it is lost. */
  read(chunk: Buffer): Answer | undefined {
    let rest = chunk;
    for (let at = rest.indexOf(LINE_FEED); at !== -1; at = rest.indexOf(LINE_FEED)) {
      this.#pending.push(rest.subarray(0, at));
      rest = rest.subarray(at + 1);
      const line = Buffer.concat(this.#pending);
      this.#pending = [];
      const answer = this.#take(line);
      if (answer !== undefined) return answer;
    }
    if (rest.length > 0) this.#pending.push(rest);
    return undefined;
  }

  #take(line: Buffer): Answer | undefined {
    const text = line.toString('utf8').replace(BYTE_ORDER_MARK, '').replace(/\r$/, '');
    if (this.#lines === undefined) {
      if (text === this.#markers.begin) this.#lines = [];
      return undefined;
    }
    if (text !== this.#markers.end) {
      this.#lines.push(line);
      return undefined;
    }
    if (!this.#lines.every((each) => isUtf8(each))) return { kind: 'not-text' };
    return { kind: 'answer', text: this.#lines.map((each) => each.toString('utf8').replace(/\r$/, '')).join('\n') };
  }
}
