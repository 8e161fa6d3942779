/** `partnerctl unblock`: lifts a block. What the files say counts again. */
import { type CommandSpec, one } from '../command.ts';
import { runBlockCommand } from './block-call.ts';

export const unblockCommand: CommandSpec = {
  name: 'unblock',
  summary: 'lift a block',
  arguments: '<DOMAIN>',
  options: [
    { flags: '--deployment <name...>', description: 'where (may be left out if there is only one)' },
    { flags: '--reason <text>', description: 'why, for the journal' },
  ],
  formats: ['pretty', 'json'],
  examples: [
    {
      command: 'partnerctl unblock fabrikam.com --deployment edge-eu',
      does: 'what the files say counts again, at once',
    },
  ],
  run: async (call) => await runBlockCommand(call, null, one(call, 'reason')),
};
