/** Every command, by name; only the one that is called is loaded. */
import type { CommandSpec } from './command.ts';

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandSpec>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'begin a new repository of partners',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  {
    name: 'new',
    summary: 'write a new partner file with safe settings',
    load: async () => (await import('./commands/new.ts')).newCommand,
  },
  {
    name: 'lint',
    summary: 'check the partner files',
    load: async () => (await import('./commands/lint.ts')).lintCommand,
  },
  {
    name: 'fmt',
    summary: 'put partner files into their usual form',
    load: async () => (await import('./commands/fmt.ts')).fmtCommand,
  },
  {
    name: 'explain',
    summary: 'say which partner covers a domain, and what its settings permit',
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  {
    name: 'probe',
    summary: 'ask partners’ servers what they offer, and whether the settings will connect',
    load: async () => (await import('./commands/probe.ts')).probeCommand,
  },
  {
    name: 'plan',
    summary: 'show what an apply would change',
    load: async () => (await import('./commands/plan.ts')).planCommand,
  },
  {
    name: 'apply',
    summary: 'make the deployments what the files say',
    load: async () => (await import('./commands/apply.ts')).applyCommand,
  },
  {
    name: 'doctor',
    summary: 'look at the deployments step by step: what is there, and what is missing',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    name: 'import',
    summary: 'write files for live partners that have none',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  {
    name: 'block',
    summary: 'cut a domain off at once, without a commit',
    load: async () => (await import('./commands/block.ts')).blockCommand,
  },
  {
    name: 'unblock',
    summary: 'lift a block',
    load: async () => (await import('./commands/unblock.ts')).unblockCommand,
  },
  {
    name: 'ci comment',
    summary: 'tell a pull request what it would change',
    load: async () => (await import('./commands/ci/comment.ts')).commentCommand,
  },
  {
    name: 'ci annotate',
    summary: 'point at the lines of a pull request that matter',
    load: async () => (await import('./commands/ci/annotate.ts')).annotateCommand,
  },
  {
    name: 'ci summary',
    summary: 'plans, ledgers and findings for the summary of a job',
    load: async () => (await import('./commands/ci/summary.ts')).summaryCommand,
  },
  {
    name: 'ci reviewed',
    summary: 'what pull requests have shown, for apply --reviewed',
    load: async () => (await import('./commands/ci/reviewed.ts')).reviewedCommand,
  },
  {
    name: 'ci issue',
    summary: 'keep one issue about drift per deployment',
    load: async () => (await import('./commands/ci/issue.ts')).issueCommand,
  },
  {
    name: 'ci matrix',
    summary: 'the jobs for many deployments',
    load: async () => (await import('./commands/ci/matrix.ts')).matrixCommand,
  },
];
