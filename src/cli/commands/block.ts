/** `partnerctl block`: an emergency cut-off, at once and without a commit. */
import { UsageError } from '../../model/errors.ts';
import type { CommandSpec } from '../command.ts';
import { one } from '../command.ts';
import { invalidDay } from '../day.ts';
import { runBlockCommand } from './block-call.ts';

export const blockCommand: CommandSpec = {
  name: 'block',
  summary: 'cut a domain off at once, without a commit',
  arguments: '<DOMAIN>',
  options: [
    { flags: '--deployment <name...>', description: 'where (may be left out if there is only one)' },
    { flags: '--reason <text>', description: 'why; everybody who plans sees it' },
    {
      flags: '--until <date>',
      description: 'the last day it holds, UTC (default: until it is lifted)',
      invalid: invalidDay,
    },
  ],
  formats: ['pretty', 'json'],
  examples: [
    {
      command: 'partnerctl block fabrikam.com --deployment edge-eu --reason "spam wave, ticket 4711"',
      does: 'the whole partner, until somebody lifts it',
    },
    {
      command: 'partnerctl block it.fabrikam.com --reason "server compromised" --until 2099-01-31',
      does: 'one of its domains',
    },
  ],
  run: async (call) => {
    const reason = one(call, 'reason')?.trim() ?? '';
    if (reason === '')
      throw new UsageError(
        'a block needs a reason',
        'add --reason "…": it is shown in every plan until the block is lifted',
      );
    const until = one(call, 'until') ?? null;
    if (until !== null && until < call.today)
      throw new UsageError(`--until ${until} is in the past`, 'name today or a later day');
    return await runBlockCommand(call, { reason, until });
  },
};
