/**
 * The page around its content: no script, no address but places in the page itself, and a policy that would let
 * nothing else happen if a value ever escaped its quotes.
 */
import { createHash } from 'node:crypto';
import { type Html, html } from './markup.ts';
import { STYLE } from './style.ts';

export interface PageContent {
  /** Plain text, for the tab. */
  readonly title: string;
  readonly heading: Html;
  readonly lead: Html;
  /** Between the heading and the content; may be empty. */
  readonly navigation: Html;
  readonly main: Html;
  readonly footer: Html;
}

export function page({ title, heading, lead, navigation, main, footer }: PageContent): string {
  const whole = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${{ markup: contentPolicy() }}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="referrer" content="no-referrer"/>
<meta name="color-scheme" content="light dark"/>
<title>${title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<h1>${heading}</h1>
<p class="lead">${lead}</p>
</header>
${navigation}
<main id="main">
${main}
</main>
<footer>
<p>${footer}</p>
</footer>
</body>
</html>
`;
  return whole.markup;
}

/** The style by its hash: not even an attribute could bring another one. */
function contentPolicy(): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}
