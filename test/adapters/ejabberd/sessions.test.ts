/** When all sessions are ended, and what is said where they are not: by what the server answers to each command. */
import { describe, expect, test } from 'vitest';
import type { Command, Said } from '../../../src/adapters/ejabberd/commands.ts';
import { endSessions, type Written } from '../../../src/adapters/ejabberd/sessions.ts';
import { AdapterError } from '../../../src/model/errors.ts';
import { partner } from '../../support/partners.ts';

const GONE = partner('gone.example');
const REMOVAL: Written = {
  before: [GONE],
  after: [],
  changes: [{ action: 'remove', domain: GONE.domain, before: GONE, after: null }],
  results: [{ action: 'remove', domain: GONE.domain, outcome: 'applied' }],
  options: { openSessions: 'end-all' },
  toEnd: ['gone.example'],
};
/** Nothing changes; an earlier apply was cut off. */
const LEFT: Written = { ...REMOVAL, before: [], changes: [], results: [] };
const NOTHING: Written = { ...LEFT, toEnd: [] };

interface Answers {
  readonly incoming?: string;
  readonly outgoing?: string;
  readonly stop?: Said | AdapterError;
}

async function ended(written: Written, { incoming = '1', outgoing = '0', stop }: Answers = {}) {
  const asked: Command[] = [];
  const { results, isEnded } = await endSessions(
    {
      call: async (command) => {
        asked.push(command);
        if (command === 'incoming_s2s_number') return await Promise.resolve({ kind: 'done', text: incoming });
        if (command === 'outgoing_s2s_number') return await Promise.resolve({ kind: 'done', text: outgoing });
        if (stop instanceof AdapterError) throw stop;
        return stop ?? { kind: 'done', text: '0' };
      },
    },
    written,
  );
  return { isEnded, unverified: results[0]?.unverified, stopped: asked.includes('stop_s2s_connections') };
}

const lost = new AdapterError({
  ...{ deployment: 'edge', operation: 'write', retryable: false },
  ...{ message: 'no answer', hint: 'look' },
});

describe.each<readonly [string, Written, Answers, Awaited<ReturnType<typeof ended>>]>([
  ['a removal ends them', REMOVAL, {}, { isEnded: true, unverified: undefined, stopped: true }],
  [
    'a removal where nobody is connected',
    REMOVAL,
    { incoming: '{"s2s_incoming":0}' },
    { isEnded: true, unverified: undefined, stopped: false },
  ],
  [
    'a removal where the number cannot be understood',
    REMOVAL,
    { incoming: 'many' },
    { isEnded: true, unverified: undefined, stopped: true },
  ],
  [
    'a removal with sessions of ours only',
    REMOVAL,
    { incoming: '0', outgoing: '2' },
    { isEnded: true, unverified: undefined, stopped: true },
  ],
  [
    'a stop that is refused',
    REMOVAL,
    { stop: { kind: 'refused', words: 'not permitted' } },
    {
      isEnded: false,
      unverified: 'sessions that were open before may go on: stop_s2s_connections failed: not permitted',
      stopped: true,
    },
  ],
  [
    'a stop without an answer',
    REMOVAL,
    { stop: lost },
    {
      isEnded: false,
      unverified: 'sessions that were open before may go on: stop_s2s_connections failed: no answer (look)',
      stopped: true,
    },
  ],
  [
    'those that are to be kept',
    { ...REMOVAL, options: { openSessions: 'keep' }, toEnd: [] },
    {},
    {
      isEnded: false,
      unverified: expect.stringContaining('`openSessions: keep` leaves them') as unknown as string,
      stopped: false,
    },
  ],
  ['those that an earlier apply left', LEFT, {}, { isEnded: true, unverified: undefined, stopped: true }],
  ['nothing to end', NOTHING, {}, { isEnded: true, unverified: undefined, stopped: false }],
])('%s', (_, written, answers, told) => {
  test('is told as it is', async () => expect(await ended(written, answers)).toEqual(told));
});
