/** Somebody closed or tightened a partner by hand, perhaps in an emergency, and this plan would undo it. */

import { displayDomain } from '../../model/domain-name.ts';
import { thousands } from '../../model/thousands.ts';
import { type Guard, guardInfo } from './guard.ts';

const SHOWN = 3;

export const reopens: Guard = {
  ...guardInfo('reopens', 'What somebody closed on the server by hand would be opened again.'),
  check: ({ changes }) => {
    const undone = changes.filter(
      ({ causes, effects }) =>
        causes.length === 1 &&
        causes[0] === 'drift' &&
        effects.some((effect) => effect === 'opens' || effect === 'weakens'),
    );
    if (undone.length === 0) return undefined;
    const names = undone.slice(0, SHOWN).map(({ domain }) => displayDomain(domain));
    const more = undone.length > SHOWN ? ` and ${thousands(undone.length - SHOWN)} more` : '';
    return `${names.join(', ')}${more}: closed or tightened on the server by hand, and no commit asks for the opposite`;
  },
};
