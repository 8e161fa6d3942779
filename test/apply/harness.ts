/**
 * One apply in a test: a deployment in memory behind a faulty connection, a plan to what is desired, and edges that
 * never wait. Short delays (back-offs) are over at once and noted; long ones (bounds after an interruption) never end
 * unless the test says so.
 */

import { applyPlan } from '../../src/apply/apply.ts';
import type { ApplyOptions } from '../../src/apply/apply-options.ts';
import type { Journal, JournalLine } from '../../src/apply/journal.ts';
import type { Adapter, LiveState } from '../../src/model/adapter.ts';
import { PartnerctlError } from '../../src/model/errors.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import type { Plan } from '../../src/model/plan.ts';
import { type FaultAdapter, faultAdapter } from '../support/fault-adapter.ts';
import { type MemoryDeployment, type MemoryOptions, memoryDeployment } from '../support/memory-adapter.ts';
import { planBetween } from './plan-between.ts';

export const NOW = new Date('2030-01-01T00:00:00Z');
const LONG_MS = 5_000;

export interface MemoryJournal extends Journal {
  readonly lines: readonly JournalLine[];
  /** From the n-th call on (counted from 1) nothing can be written. */
  failFrom: number;
}

export function memoryJournal(): MemoryJournal {
  const lines: JournalLine[] = [];
  let calls = 0;
  const journal: MemoryJournal = {
    run: 'run-1',
    lines,
    failFrom: Number.POSITIVE_INFINITY,
    append: async (more) => {
      calls += 1;
      if (calls >= journal.failFrom) throw new PartnerctlError('journal-unwritable', 'the disk is full', 'free it');
      lines.push(...more);
    },
  };
  return journal;
}

export interface SetUpOptions extends Omit<MemoryOptions, 'partners'> {
  readonly live?: readonly PartnerSettings[];
  readonly desired?: readonly PartnerSettings[];
  readonly plan?: Partial<Plan>;
  readonly lockFolder: string;
}

type Overrides = Partial<ApplyOptions> & { readonly adapter?: Adapter };

export interface SetUp {
  readonly deployment: MemoryDeployment;
  readonly adapter: FaultAdapter;
  readonly plan: Plan;
  readonly journal: MemoryJournal;
  readonly interrupt: AbortController;
  /** Every back-off, in milliseconds. */
  readonly backOffs: readonly number[];
  readonly progress: readonly string[];
  /** Lets long delays end. */
  readonly endPatience: () => void;
  readonly apply: (overrides?: Overrides) => Promise<Ledger>;
  /** Plans afresh and applies again. */
  readonly resume: () => Promise<Ledger>;
}

export function setUp({ live = [], desired = [], plan: overrides, lockFolder, ...options }: SetUpOptions): SetUp {
  const deployment = memoryDeployment({ ...options, partners: live });
  const adapter = faultAdapter(deployment.adapter());
  const state = (): Pick<LiveState, 'partners' | 'revision'> => ({
    partners: [...deployment.partners.values()],
    revision: deployment.revision(),
  });
  const plan = planBetween(state(), desired, overrides);
  const journal = memoryJournal();
  const interrupt = new AbortController();
  const backOffs: number[] = [];
  const progress: string[] = [];
  const patience = new AbortController();
  const apply = ({ adapter: other, ...more }: Overrides = {}, which = plan): Promise<Ledger> =>
    applyPlan(which, other ?? adapter, {
      workspace: 'contoso-partners',
      actor: 'alice',
      lockFolder,
      journal,
      now: () => NOW,
      signal: interrupt.signal,
      onProgress: (done, total, domain) => progress.push(`${done}/${total} ${domain}`),
      random: () => 0.5,
      delay: async (ms, signal) => {
        if (ms >= LONG_MS) return await untilAborted(AbortSignal.any([signal, patience.signal]));
        backOffs.push(ms);
      },
      ...more,
    });
  return {
    deployment,
    adapter,
    plan,
    journal,
    interrupt,
    backOffs,
    progress,
    endPatience: () => patience.abort(),
    apply,
    resume: () => apply({ signal: new AbortController().signal }, planBetween(state(), desired, overrides)),
  };
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** `add fabrikam.com applied`, for each result. */
export function told({ results }: Ledger): readonly string[] {
  return results.map(({ action, domain, outcome }) => `${action} ${domain} ${outcome}`);
}
