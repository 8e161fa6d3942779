/** The options by which `plan` and `apply` choose what they look at. */
import type { PlanOptions } from '../../reconcile/plan-run.ts';
import { type Call, many, type OptionSpec } from '../command.ts';
import { domainArgument } from '../domain-argument.ts';

export const SELECTORS: readonly OptionSpec[] = [
  { flags: '--deployment <name...>', description: 'only these deployments (default: all)' },
  { flags: '--only <domain...>', description: 'only the partners that cover these domains' },
];

export function selection(call: Call): Omit<PlanOptions, 'base'> {
  return {
    root: call.root,
    today: call.today,
    deployments: many(call, 'deployment'),
    only: many(call, 'only').map(domainArgument),
    ...(call.config !== undefined && { config: call.config }),
  };
}
