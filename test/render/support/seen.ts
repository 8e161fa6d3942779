/** What a page looks like to whoever sees it, measured in the browser by in-page.js. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { contrast } from './contrast.ts';

const IN_PAGE = readFileSync(new URL('in-page.js', import.meta.url), 'utf8').replace(/;\s*$/, '');

type Measure = 'painted' | 'overflowing' | 'collidingLabels' | 'foldedAway' | 'focus' | 'pwned';

async function measured<T>(page: Page, measure: Measure): Promise<T> {
  return await page.evaluate<T>(`(${IN_PAGE}).${measure}()`);
}

interface Painted {
  readonly text: string;
  readonly color: string;
  readonly ground: string;
}

/** Texts that are seen less well than `least` to 1 on what is behind them. */
export async function faintTexts(page: Page, least: number): Promise<readonly string[]> {
  const painted = await measured<readonly Painted[]>(page, 'painted');
  if (painted.length === 0) throw new Error('nothing is painted');
  return painted
    .filter(({ color, ground }) => contrast(hex(color), hex(ground)) < least)
    .map(({ text, color, ground }) => `${text}: ${color} on ${ground}`);
}

function hex(color: string): string {
  const channels = [...color.matchAll(/\d+/g)].slice(0, 3).map(([channel]) => Number(channel));
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

export const overflowing = async (page: Page) => await measured<readonly string[]>(page, 'overflowing');
export const collidingLabels = async (page: Page) => await measured<readonly string[]>(page, 'collidingLabels');
export const foldedAway = async (page: Page) => await measured<readonly string[]>(page, 'foldedAway');
export const pwned = async (page: Page) => await measured<readonly string[]>(page, 'pwned');

interface Focus {
  readonly tag: string;
  readonly name: string;
  readonly outlineStyle: string;
  readonly outlineWidth: string;
}

export const focus = async (page: Page) => await measured<Focus>(page, 'focus');

export async function color(page: Page, selector: string): Promise<string> {
  return await page.evaluate<string>(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).color`);
}

export async function ground(page: Page, selector: string): Promise<string> {
  return await page.evaluate<string>(
    `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).backgroundColor`,
  );
}
