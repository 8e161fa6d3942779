/** Another repository applied last: two sources of truth would overwrite each other for ever. */
import { type Guard, guardInfo } from './guard.ts';

export const ownership: Guard = {
  ...guardInfo('ownership', 'Another workspace applied to this deployment last.'),
  check: ({ lastApplied, workspace }) => {
    if (lastApplied === undefined || lastApplied.workspace === workspace) return undefined;
    return `it was last applied by ${named(lastApplied.workspace)}, this is ${named(workspace)}`;
  },
};

function named(workspace: string | null): string {
  return workspace === null ? 'a repository without a workspace name' : `the workspace "${workspace}"`;
}
