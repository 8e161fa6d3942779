/**
 * Where spots go. Wide: rows on the left and the right of the deployment, on an ellipse, so that no two labels meet.
 * Narrow: one below the other, beside a trunk. Two shapes of one picture: the page shows the one that fits.
 */
import type { Spot } from './spots.ts';

export interface Placed {
  readonly spot: Spot;
  readonly x: number;
  readonly y: number;
  /** On which side of the spot its label stands. */
  readonly side: 'left' | 'right';
}

export interface Layout {
  readonly shape: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  /** The middle of the deployment's box. */
  readonly x: number;
  readonly y: number;
  readonly placed: readonly Placed[];
  /** Most cells of a label. */
  readonly columns: number;
}

export const BOX = { width: 170, height: 64 } as const;

const ROW = 26;
const TALL_ROW = 40;

function heightOf({ note }: Spot): number {
  return note === '' ? ROW : TALL_ROW;
}

/** A few spots stand further apart, but not as if they had nothing to do with each other. */
const MOST_STRETCHED = 2;
const WIDE = { width: 780, padding: 14, radius: 152, least: 150, columns: 30 } as const;

export function wideLayout(spots: readonly Spot[]): Layout {
  const total = spots.reduce((sum, spot) => sum + heightOf(spot), 0);
  const left: Spot[] = [];
  const right: Spot[] = [];
  let used = 0;
  for (const spot of spots) {
    if (used < total / 2) left.push(spot);
    else right.push(spot);
    used += heightOf(spot);
  }
  const column = (side: readonly Spot[]) => side.reduce((sum, spot) => sum + heightOf(spot), 0);
  const inner = Math.max(WIDE.least, column(left), column(right));
  const height = inner + 2 * WIDE.padding;
  const x = WIDE.width / 2;
  const y = height / 2;
  const onEllipse = (at: number) => WIDE.radius * Math.sqrt(Math.max(0.55, 1 - ((at - y) / (inner / 2 + 30)) ** 2));
  const place = (side: 'left' | 'right', some: readonly Spot[]): readonly Placed[] => {
    const stretch = Math.min(MOST_STRETCHED, inner / Math.max(1, column(some)));
    let top = y - (column(some) * stretch) / 2;
    return some.map((spot) => {
      const middle = top + (heightOf(spot) * stretch) / 2;
      top += heightOf(spot) * stretch;
      const offset = onEllipse(middle);
      return { spot, x: rounded(side === 'left' ? x - offset : x + offset), y: rounded(middle), side };
    });
  };
  const placed = [...place('left', left), ...place('right', right)];
  return { shape: 'wide', width: WIDE.width, height: rounded(height), x, y: rounded(y), placed, columns: WIDE.columns };
}

const NARROW = { width: 340, top: 92, bottom: 8, trunk: 14, spot: 42, columns: 38 } as const;
/** Where the trunk of a narrow picture stands. */
export const TRUNK = NARROW.trunk;

export function narrowLayout(spots: readonly Spot[]): Layout {
  let top: number = NARROW.top;
  const placed = spots.map((spot): Placed => {
    const y = top + heightOf(spot) / 2;
    top += heightOf(spot);
    return { spot, x: NARROW.spot, y, side: 'right' };
  });
  return {
    shape: 'narrow',
    width: NARROW.width,
    height: top + NARROW.bottom,
    x: 10 + BOX.width / 2,
    y: 8 + BOX.height / 2,
    placed,
    columns: NARROW.columns,
  };
}

/** A tenth of a pixel is enough, and short. */
export function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}
