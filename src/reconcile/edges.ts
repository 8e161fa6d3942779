/** The outside world as the pipeline sees it: injected, so that the core stays testable and the stages stay apart. */

import type { Repository } from '../git/repository.ts';
import type { Adapter, AdapterContext } from '../model/adapter.ts';
import type { Deployment } from '../model/deployment.ts';

export interface Edges {
  readonly now: () => Date;
  /** Names this run of the command in journals. */
  readonly run: string;
  /** 0 to 1, for jitter only. */
  readonly random: () => number;
  /** `fileText` reads what its options name. */
  readonly openAdapter: (deployment: Deployment, fileText: AdapterContext['fileText']) => Promise<Adapter>;
  /** Null outside Git. */
  readonly openRepository: () => Promise<Repository | null>;
  /** Waits; ends early when its signal aborts. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** A line about what is being done, for a person who waits. */
  readonly onProgress?: (text: string) => void;
}

/** What every command that reads the repository is told. */
export interface WorkspaceOptions {
  /** The repository's folder, absolute. */
  readonly root: string;
  /** Another file than partnerctl.yaml, absolute. */
  readonly config?: string;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
}
