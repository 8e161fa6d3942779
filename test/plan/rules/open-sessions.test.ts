/** Who applies is told what becomes of open sessions, where the server cannot end just those that must go. */
import { expect, it } from 'vitest';
import type { Capabilities } from '../../../src/model/adapter.ts';
import { partner } from '../../support/partners.ts';
import { planOf } from '../situation.ts';

const fabrikam = partner('fabrikam.com');
const others = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'].map((domain) => partner(domain));

function told(openSessions: Capabilities['openSessions'], keeps = others.slice(1)): readonly string[] {
  const ended = Object.fromEntries(
    others.map(({ domain }) => [
      domain,
      {
        kind: 'commit' as const,
        commit: 'c0ffee',
        author: 'a',
        date: '2030-01-01T00:00:00Z',
        subject: 's',
        ended: 'deleted' as const,
        file: 'f',
      },
    ]),
  );
  const plan = planOf({
    live: others,
    desired: [fabrikam, ...keeps],
    ended,
    capabilities: { openSessions },
    deployment: { guards: { removals: 99, removalPercent: 100, updatePercent: 100 } },
  });
  return plan.diagnostics
    .filter(({ code }) => code === 'open-sessions')
    .map(({ severity, message, hint = '' }) => `${severity}: ${message} | ${hint}`);
}

it.each<readonly [Capabilities['openSessions'], readonly string[]]>([
  ['none', []],
  ['ended', []],
  [
    'all-ended',
    [
      'info: edge-eu (memory) cannot end single sessions: with the change of a.example all sessions between servers end, also those of partners that do not change, and begin again with the next message | ',
    ],
  ],
  [
    'kept',
    [
      'warning: edge-eu (memory) keeps open sessions: those of a.example may go on after the change, until they end by themselves | where that is too late, restart the server’s federation after the apply',
    ],
  ],
  [
    'unknown',
    [
      'warning: edge-eu (memory) does not say what becomes of open sessions: those of a.example may go on after the change, until they end by themselves | where that is too late, restart the server’s federation after the apply',
    ],
  ],
])('%s', (openSessions, expected) => {
  expect(told(openSessions)).toEqual(expected);
});

it('names three, and counts the others', () => {
  expect(told('kept', [])[0]).toContain('those of a.example, b.example, c.example and 2 more may');
});

it('says nothing of what only opens', () => {
  expect(told('kept', others)).toEqual([]);
});
