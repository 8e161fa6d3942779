/** What is for one deployment of one kind: said before anything is connected. */
import type { Deployment } from '../model/deployment.ts';
import { UsageError } from '../model/errors.ts';

export interface Sole {
  readonly adapter: string;
  /** What is asked for: `a PowerShell script`. */
  readonly what: string;
}

/** Throws UsageError where the chosen deployments are not one with this adapter. */
export function refuseOthers(chosen: readonly Deployment[], all: readonly Deployment[], { adapter, what }: Sole): void {
  const [only] = chosen;
  if (chosen.length === 1 && only?.adapter === adapter) return;
  const fitting = all.filter((deployment) => deployment.adapter === adapter).map(({ name }) => name);
  const [first, ...others] = fitting;
  const problem =
    chosen.length === 1 && only !== undefined
      ? `${what} is for deployments with the adapter ${adapter}, and ${only.name} has ${only.adapter}`
      : `${what} is for one deployment with the adapter ${adapter}, and ${chosen.length} deployments are selected`;
  throw new UsageError(
    problem,
    first === undefined
      ? `partnerctl.yaml has no deployment with the adapter ${adapter}`
      : `add --deployment ${first}${others.length === 0 ? '' : `, or one of ${others.join(', ')}`}`,
  );
}
