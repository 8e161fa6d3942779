/** What stands written and is not in force is written over, also where no partner changes; a failure of it is told. */
import { expect, it } from 'vitest';
import type { Adapter } from '../../src/model/adapter.ts';
import { AdapterError } from '../../src/model/errors.ts';
import { partner } from '../support/partners.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { type SetUp, setUp } from './harness.ts';
import { COMMIT } from './plan-between.ts';

const newFolder = temporaryFolders();
const fabrikam = partner('fabrikam.com');
const lastApplied = { workspace: 'contoso-partners', commit: COMMIT, actor: 'bob', at: '2029-12-31T00:00:00Z' };

/** A server that does not enforce as long as what was edited there is not written over. */
async function edited(refuses = false): Promise<SetUp> {
  let isSettled = false;
  const run = setUp({
    live: [fabrikam],
    desired: [fabrikam],
    lastApplied,
    lockFolder: await newFolder(),
    health: () => (isSettled ? {} : { enforcing: false, reasons: ['the file was edited'] }),
  });
  const adapter: Adapter = run.adapter;
  const [read, write] = [adapter.read.bind(adapter), adapter.write.bind(adapter)];
  const refusal = { deployment: 'memory', operation: 'write', retryable: false, code: 'refused' } as const;
  Object.assign(adapter, {
    read: async (signal: AbortSignal) => ({ ...(await read(signal)), ...(!isSettled && { unsettled: true }) }),
    write: async (...args: Parameters<Adapter['write']>) => {
      if (refuses) throw new AdapterError({ ...refusal, message: 'it does not take it', hint: 'see its log' });
      isSettled = true;
      return await write(...args);
    },
  });
  return run;
}

it('is settled by an apply that has nothing to change, and then verified', async () => {
  const run = await edited();
  const ledger = await run.apply();
  expect(ledger).toMatchObject({ verified: true, unverified: [], results: [] });
  expect(ledger.error).toBeUndefined();
  expect(run.deployment.writes).toMatchObject([{ changes: [], context: { commit: null } }]);
});

it('is told where the server does not take it', async () => {
  const ledger = await (await edited(true)).apply();
  expect(ledger).toMatchObject({ verified: false, recorded: null, error: { code: 'refused' } });
});
