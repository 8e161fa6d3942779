/**
 * A process that adds partners one by one, each made from what it has just read; who comes too late reads again.
 * Prints what else goes wrong, and ends.
 */
import { REVISION_MOVED } from '../../../src/model/adapter.ts';
import { AdapterError } from '../../../src/model/errors.ts';
import { partner } from '../../support/partners.ts';
import { openAt } from './file-open.ts';

export async function main([root = '', name = '', count = '']: readonly string[]): Promise<void> {
  // the signal that comes with a limit on the size of files would end the process
  process.on('SIGXFSZ', () => {});
  const adapter = await openAt(root);
  const { signal } = new AbortController();
  for (let added = 0; added < Number(count); ) {
    const { revision, partners } = await adapter.read(signal);
    const after = partner(`${name}${added}.example`, { connectionLimit: partners.length + 1 });
    const change = { action: 'add' as const, domain: after.domain, before: null, after };
    try {
      await adapter.write([change], { revision, workspace: null, commit: null, actor: name, signal });
      added += 1;
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      if (error.code === REVISION_MOVED) continue;
      process.stdout.write(`${error.code} ${error.message}\n`);
      return;
    }
  }
}
