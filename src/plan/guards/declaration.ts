/** Who is let in now would be let in by other rules than the files say. What closes or tightens may go on. */
import { departureWords } from '../../model/health.ts';
import { type Guard, guardInfo } from './guard.ts';

export const declaration: Guard = {
  ...guardInfo('declaration', 'Something would be opened while the server does otherwise than `enforces` declares.'),
  check: ({ changes, departures }) => {
    const [first] = departures;
    const opens = changes.some(({ effects }) => effects.includes('opens') || effects.includes('weakens'));
    if (first === undefined || !opens) return undefined;
    return `nothing may be opened while the server does otherwise than is declared: ${departureWords(first)}`;
  },
};
