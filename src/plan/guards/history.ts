/** The recorded commit is not behind HEAD: an old job is run again, or history was rewritten. */
import { type Guard, guardInfo } from './guard.ts';

export const history: Guard = {
  ...guardInfo('history', 'The last applied commit is not an ancestor of HEAD.'),
  check: ({ lastApplied, history: { commit, lastAppliedIs } }) => {
    if (lastApplied === undefined || lastAppliedIs === 'ancestor') return undefined;
    const recorded = lastApplied.commit.slice(0, 12);
    if (commit === null) return `commit ${recorded} was applied last, and this folder has no history to compare with`;
    const here = commit.slice(0, 12);
    if (lastAppliedIs !== 'not-ancestor')
      return `commit ${recorded} was applied last, and this repository does not have it (HEAD is ${here})`;
    return `commit ${recorded} was applied last, and HEAD (${here}) does not build on it: an old job, or another branch`;
  },
};
