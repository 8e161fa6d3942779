/** WCAG 2.2, 1.4.3 and 1.4.11: computed, for every pair that the style sheet makes. */
import { expect, test } from 'vitest';
import { DARK, LIGHT, type Palette, TEXT_PAIRS } from '../../../src/render/html/palette.ts';
import { contrast } from '../support/contrast.ts';

const SCHEMES: readonly (readonly [string, Palette])[] = [
  ['light', LIGHT],
  ['dark', DARK],
];

test.each(
  SCHEMES.flatMap(([name, palette]) => TEXT_PAIRS.map(([text, ground]) => [name, text, ground, palette] as const)),
)('%s: %s on %s', (_, text, ground, palette) => {
  expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5);
});

test('the formula is the standard one', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
