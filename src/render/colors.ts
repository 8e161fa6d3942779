/** Colours for a terminal; none of them carries a meaning that the words beside it do not. */
import pico from 'picocolors';

export type Paint = (text: string) => string;

export interface Colors {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

export function colors(enabled: boolean): Colors {
  const { bold, dim, red, green, yellow, cyan } = pico.createColors(enabled);
  return { bold, dim, red, green, yellow, cyan };
}

/** Word by word, so that a line may be broken between any two of them. */
export function paintWords(paint: Paint, text: string): string {
  return text
    .split(' ')
    .map((word) => (word === '' ? '' : paint(word)))
    .join(' ');
}
