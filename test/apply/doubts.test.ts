/** What a deployment says beside doing what it was told reaches the ledger; its doubts keep an apply from being verified. */
import { expect, it } from 'vitest';
import type { Adapter } from '../../src/model/adapter.ts';
import { renderLedgersJson } from '../../src/render/ledger/ledger-json.ts';
import { renderLedgersMarkdown } from '../../src/render/ledger/ledger-markdown.ts';
import { renderLedgersPretty } from '../../src/render/ledger/ledger-pretty.ts';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { setUp } from './harness.ts';
import { VARIANTS } from './variants.ts';

const newFolder = temporaryFolders();
const WARNING = 'replication is <slow>';
const DOUBT = 'its open sessions go on';

it.each(VARIANTS)('$kind', async ({ capabilities }) => {
  const run = setUp({
    desired: [partner('fabrikam.com')],
    capabilities,
    lockFolder: await newFolder(),
  });
  const adapter: Adapter = run.adapter;
  const write = adapter.write.bind(adapter);
  Object.assign(adapter, {
    write: async (...args: Parameters<Adapter['write']>) => {
      const results = await write(...args);
      return results.map((result) => ({ ...result, warnings: [WARNING], unverified: DOUBT }));
    },
  });
  const ledger = await run.apply();
  expect(ledger).toMatchObject({
    verified: false,
    unverified: [{ domain: 'fabrikam.com', reason: DOUBT }],
    results: [{ domain: 'fabrikam.com', outcome: 'applied', warnings: [WARNING] }],
    recorded: null,
  });
  expect(JSON.parse(renderLedgersJson([ledger]))).toMatchObject({ ledgers: [{ results: [{ warnings: [WARNING] }] }] });
  expect(renderLedgersPretty([ledger], { color: false, columns: 120 })).toContain(`it warns: ${WARNING}`);
  expect(renderLedgersMarkdown([ledger], 10_000)).toContain('it warns: replication is &#60;slow&#62;');
});
