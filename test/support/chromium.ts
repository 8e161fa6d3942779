/**
 * Whether this machine has Chromium, and how it is started: without a network of its own, and with nothing kept from
 * one test to the next. PARTNERCTL_CHROMIUM names another program.
 */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { chromiumPath, HOW_TO_GET_CHROMIUM } from './chromium-path.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface OpenedPage {
  readonly page: Page;
  /** Everything the page or the browser asked for, the document first. */
  readonly requests: readonly string[];
  /** What stands in the console, warnings and violations of the policy among it. */
  readonly console: readonly string[];
}

/** Begins a browser for a test file; each page is in a context of its own. */
export function browser(): (url: string, options?: BrowserContextOptions) => Promise<OpenedPage> {
  let started: Browser | undefined;
  beforeAll(async () => {
    started = await launch();
  });
  afterAll(async () => await started?.close());
  return async (url, options) => {
    if (started === undefined) throw new Error('no browser yet');
    const context = await started.newContext(options);
    const page = await context.newPage();
    const requests: string[] = [];
    const messages: string[] = [];
    context.on('request', (request) => void requests.push(request.url()));
    page.on('console', (message) => void messages.push(message.text()));
    page.on('pageerror', (error) => void messages.push(error.message));
    await page.goto(url);
    return { page, requests, console: messages };
  };
}

export async function launch(): Promise<Browser> {
  const path = chromiumPath();
  if (path === undefined) throw new Error(`there is no Chromium: ${HOW_TO_GET_CHROMIUM}`);
  return await chromium.launch({ executablePath: path, args: FLAGS });
}
