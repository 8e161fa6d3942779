/** Deployments looked at, side by side; each answer comes in time, whatever the deployment does. Only reads. */
import { bounded } from '../apply/bounded.ts';
import type { AdapterContext } from '../model/adapter.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Examination, ExaminationStep } from '../model/examination.ts';
import { failedStep } from '../model/examination.ts';
import type { Config } from '../model/workspace.ts';
import type { Edges, WorkspaceOptions } from './edges.ts';
import { inTree } from './named-file.ts';
import { chooseDeployments } from './plan-run.ts';

export interface DoctorOptions extends WorkspaceOptions {
  readonly policy: Config;
  /** Empty: all. */
  readonly deployments: readonly string[];
}

export interface DoctorEdges extends Pick<Edges, 'delay' | 'signal' | 'onProgress'> {
  readonly examine: (
    deployment: Deployment,
    fileText: AdapterContext['fileText'],
    signal: AbortSignal,
  ) => AsyncIterable<ExaminationStep>;
}

const DEPLOYMENTS_AT_ONCE = 4;

/** In the order of the configuration. */
export async function runDoctor(options: DoctorOptions, edges: DoctorEdges): Promise<readonly Examination[]> {
  const chosen = chooseDeployments(options.policy.deployments, options.deployments);
  return await bounded(DEPLOYMENTS_AT_ONCE, chosen, async (deployment) => ({
    deployment: deployment.name,
    adapter: deployment.adapter,
    steps: await stepsOf(deployment, options.root, edges),
  }));
}

/** Nobody waits longer for one step: adapters have limits of their own, and this is for where they fail. */
const PATIENCE_S = 180;

async function stepsOf(deployment: Deployment, root: string, edges: DoctorEdges): Promise<readonly ExaminationStep[]> {
  const steps: ExaminationStep[] = [];
  const giveUp = new AbortController();
  const signal = AbortSignal.any([edges.signal, giveUp.signal]);
  const patience = patienceOf(deployment);
  const examination = edges.examine(deployment, inTree(root), signal)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await inTime(examination.next(), patience, edges);
      if (next === 'late') return [...steps, late(patience)];
      if (next.done === true) return steps;
      steps.push(next.value);
      edges.onProgress?.(`${deployment.name}: ${next.value.name}`);
    }
  } catch (error) {
    return [...steps, failedStep('adapter', error, [deployment.name])];
  } finally {
    // what still waits for something stops waiting, also where nobody listens to it any more
    giveUp.abort(new Error('no longer waited for'));
    void examination.return?.(undefined)?.catch(() => undefined);
  }
}

/** A deployment may be slow, and say so; a step asks it for several things at most. */
function patienceOf({ options }: Deployment): number {
  const own = typeof options['timeout'] === 'number' ? options['timeout'] : 0;
  return Math.max(PATIENCE_S, 3 * own) * 1000;
}

async function inTime<T>(next: Promise<T>, ms: number, { delay, signal }: DoctorEdges): Promise<T | 'late'> {
  const over = new AbortController();
  const tooLate = delay(ms, AbortSignal.any([signal, over.signal])).then(() => 'late' as const);
  try {
    return await Promise.race([next, tooLate]);
  } finally {
    over.abort();
    for (const either of [next, tooLate]) either.catch(() => undefined);
  }
}

function late(ms: number): ExaminationStep {
  const message = `nothing for ${ms / 1000} seconds: what comes after was not looked at`;
  return { name: 'answer', status: 'failed', message, hint: 'see what the server is busy with, and run this again' };
}
