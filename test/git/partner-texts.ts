/** Partner files for Git tests, and a judgement on them that knows no more YAML than they need. */
import { basename } from 'node:path';
import type { Declares } from '../../src/git/repository.ts';

export const FABRIKAM = 'partners/fabrikam.com.yaml';
export const LITWARE = 'partners/litware.com.yaml';

export function partner(domain: string, deployments?: readonly string[]): string {
  const only = deployments === undefined ? '' : `deployments: [${deployments.join(', ')}]\n`;
  return `domain: ${domain}\npartnerType: Federated\n${only}`;
}

/** Does the file declare the domain that its name says, for this deployment? */
export function declaredFor(deployment: string): Declares {
  return (path, text) => {
    if (!text.startsWith(`domain: ${basename(path, '.yaml')}\n`)) return false;
    const listed = /^deployments: \[(.*)\]$/m.exec(text)?.[1];
    return listed === undefined || listed.split(', ').includes(deployment) ? true : 'elsewhere';
  };
}
