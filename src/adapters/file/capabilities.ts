/** The embedded deployment can hold everything, and has no sessions to show. */
import type { Capabilities } from '../../model/adapter.ts';
import { ALL_FIELDS } from '../../model/partner-fields.ts';

export const FILE_CAPABILITIES: Capabilities = {
  fields: ALL_FIELDS,
  fixed: {},
  partly: {},
  atomic: true,
  compareAndSet: true,
  recordsCommit: true,
  sessions: false,
  blocks: true,
  concurrency: 1,
  takesEffect: 'at once, for nobody: it is a file',
  openSessions: 'none',
};
