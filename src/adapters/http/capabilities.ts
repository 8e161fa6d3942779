/** The partner API (schemas/partner-api.openapi.yaml) can hold and do everything that the port asks for. */
import type { Capabilities } from '../../model/adapter.ts';
import { ALL_FIELDS } from '../../model/partner-fields.ts';

export const HTTP_CAPABILITIES: Capabilities = {
  fields: ALL_FIELDS,
  fixed: {},
  partly: {},
  atomic: true,
  compareAndSet: true,
  recordsCommit: true,
  sessions: true,
  blocks: true,
  concurrency: 1,
  takesEffect: 'at once, before the request is answered',
  openSessions: 'ended',
};
