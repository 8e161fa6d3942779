/** One deployment: applies its plan over the connection that it was made on. */
import { join } from 'node:path';
import { applyPlan } from '../apply/apply.ts';
import { fileJournal } from '../apply/journal.ts';
import { PartnerctlError, reportOf, StalePlanError } from '../model/errors.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Plan } from '../model/plan.ts';
import type { Edges } from './edges.ts';
import { ledgerWithout } from './ledger-without.ts';
import type { OpenPlan } from './plan-deployment.ts';
import { JOURNAL, stateFolder } from './state-folder.ts';

export interface ApplyContext {
  /** The repository's folder, absolute. */
  readonly root: string;
  readonly workspace: string | null;
  readonly actor: string;
}

/** Never throws but for bugs. */
export async function applyDeployment(
  plan: Plan,
  { adapter }: OpenPlan,

  options: ApplyContext,
  edges: Edges,
): Promise<Ledger> {
  if (adapter === null) throw new TypeError('a plan without a connection');
  try {
    const lockFolder = stateFolder(options.root);
    return await applyPlan(plan, adapter, {
      workspace: options.workspace,
      actor: options.actor,
      lockFolder,
      journal: fileJournal(join(lockFolder, JOURNAL), edges.run),
      now: edges.now,
      random: edges.random,
      delay: edges.delay,
      signal: edges.signal,
      onProgress: (done, total, domain) => edges.onProgress?.(`${plan.deployment}: ${done}/${total} ${domain}`),
    });
  } catch (error) {
    if (error instanceof StalePlanError) {
      const override = `partnerctl plan --deployment ${plan.deployment}`;
      return ledgerWithout(plan.deployment, plan, { refused: [{ guard: 'stale', message: error.message, override }] });
    }
    if (error instanceof PartnerctlError) return ledgerWithout(plan.deployment, plan, { error: reportOf(error) });
    throw error;
  }
}
