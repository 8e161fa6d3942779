/** The real edges of the pipeline for one call; heavy ones are loaded when they are needed. */
import { randomUUID } from 'node:crypto';
import { openAdapter } from '../adapters/registry.ts';
import type { Edges } from '../reconcile/edges.ts';
import type { Call } from './command.ts';

export function edgesOf({ io, root, progress }: Call, signal: AbortSignal): Edges {
  return {
    now: io.now,
    run: randomUUID(),
    random: io.random,
    delay: io.delay,
    signal,
    openAdapter: async (deployment, fileText) =>
      await openAdapter(deployment.adapter, {
        deployment: deployment.name,
        root,
        options: deployment.options,
        now: io.now,
        env: io.env,
        fileText,
        random: io.random,
        delay: io.delay,
      }),
    openRepository: async () => {
      const { openRepository } = await import('../git/repository.ts');
      return await openRepository(root, { env: io.env });
    },
    onProgress: progress.show,
  };
}

/** Who does it, for records and journals: the CI's user where there is one. */
export function actorOf({ env, user }: Call['io']): string {
  return env['GITHUB_ACTOR'] ?? env['GITLAB_USER_LOGIN'] ?? user;
}
