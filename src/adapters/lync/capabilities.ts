/**
 * Lync Server 2013 and Skype for Business Server hold every setting, because these are theirs. They hold no record, no
 * blocks, list no sessions, and compare nothing: the adapter compares the whole state right before each write.
 */
import type { Capabilities } from '../../model/adapter.ts';
import { ALL_FIELDS } from '../../model/partner-fields.ts';

export const LYNC_CAPABILITIES: Capabilities = {
  fields: ALL_FIELDS,
  fixed: {},
  partly: {},
  atomic: false,
  compareAndSet: false,
  recordsCommit: false,
  sessions: false,
  blocks: false,
  concurrency: 1,
  takesEffect: 'written to the Central Management Store, which replicates it to the Edge Servers within minutes',
  openSessions: 'unknown',
};

export const EXPORT_CAPABILITIES: Capabilities = { ...LYNC_CAPABILITIES, byScript: true };
