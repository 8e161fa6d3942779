// The pictures of docs/pictures/: the page of `plan --format html`, as somebody sees it. Needs Chromium and pngquant, both
// of them Debian packages. Look at the pictures before you commit them.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions } from 'playwright-core';
import type { PartnerSettings } from '../src/model/partner.ts';
import { renderPlansHtml } from '../src/render/html/plan-html.ts';
import { BYSTANDERS, liveOf, ordinary } from '../test/render/support/live.ts';
import { plan } from '../test/render/support/plans.ts';
import { mixedPlan } from '../test/render/support/scenes.ts';
import { launch } from '../test/support/chromium.ts';
import { partner } from '../test/support/partners.ts';

const folder = fileURLToPath(new URL('../docs/pictures', import.meta.url));

/** Without what would stand in the way of an apply. */
const { changes, unmanaged, blocked } = mixedPlan;
const others = ['cohowinery', 'fourthcoffee', 'lucernepublishing', 'wideworldimporters'];
const bystanders = [...BYSTANDERS, ...others.map((name) => partner(`${name}.example`))];
const page = (unchanged: readonly PartnerSettings[]) => {
  const example = plan(changes, { unmanaged, blocked, unchanged: unchanged.length });
  return renderPlansHtml([example], {
    workspace: 'contoso-partners',
    localDomains: ['contoso.com'],
    live: new Map([[example.deployment, liveOf(example, unchanged)]]),
  });
};

const SHOTS: readonly (readonly [string, string, BrowserContextOptions])[] = [
  ['plan-light.png', page(bystanders), { viewport: { width: 960, height: 1000 } }],
  ['plan-dark.png', page(bystanders), { viewport: { width: 960, height: 1000 }, colorScheme: 'dark' }],
  ['plan-phone.png', page(bystanders), { viewport: { width: 360, height: 1250 } }],
  ['plan-5000-partners.png', page([...bystanders, ...ordinary(4_990)]), { viewport: { width: 960, height: 1000 } }],
];

mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const [name, text, options] of SHOTS) {
  const context = await browser.newContext(options);
  const tab = await context.newPage();
  await tab.setContent(text);
  await tab.screenshot({ path: join(folder, name) });
  await context.close();
}
await browser.close();
// 64 colours are enough for flat ones, and a quarter of the size
execFileSync('pngquant', ['--force', '--ext', '.png', '64', ...SHOTS.map(([name]) => join(folder, name))]);
