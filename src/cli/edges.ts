/** The real edges of the pipeline for one call; heavy ones are loaded when they are needed. */
import { randomUUID } from 'node:crypto';
import { examineDeployment, openAdapter } from '../adapters/registry.ts';
import type { AdapterContext } from '../model/adapter.ts';
import type { Deployment } from '../model/deployment.ts';
import type { DoctorEdges } from '../reconcile/doctor-run.ts';
import type { Edges } from '../reconcile/edges.ts';
import type { Call } from './command.ts';

export function edgesOf(call: Call, signal: AbortSignal): Edges {
  const { io, root, progress } = call;
  return {
    now: io.now,
    run: randomUUID(),
    random: io.random,
    delay: io.delay,
    signal,
    openAdapter: async (deployment, fileText) =>
      await openAdapter(deployment.adapter, contextOf(call, deployment, fileText)),
    openRepository: async () => {
      const { openRepository } = await import('../git/repository.ts');
      return await openRepository(root, { env: io.env });
    },
    onProgress: progress.show,
  };
}

export function doctorEdgesOf(call: Call, signal: AbortSignal): DoctorEdges {
  return {
    delay: call.io.delay,
    signal,
    examine: (deployment, fileText, until) =>
      examineDeployment(deployment.adapter, contextOf(call, deployment, fileText), until),
    onProgress: call.progress.show,
  };
}

function contextOf(
  { io, root }: Call,
  { name, options }: Deployment,
  fileText: AdapterContext['fileText'],
): AdapterContext {
  const { now, env, random, delay } = io;
  return { deployment: name, root, options, now, env, fileText, random, delay };
}

/** Who does it, for records and journals: the CI's user where there is one. */
export function actorOf({ env, user }: Call['io']): string {
  return env['GITHUB_ACTOR'] ?? env['GITLAB_USER_LOGIN'] ?? user;
}
