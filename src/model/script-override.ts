/** How a script is told that it is meant, although a guard holds it back. */
import { shortDigest } from './digest-prefix.ts';
import type { Plan } from './plan.ts';

/** In quotes: without them PowerShell would take some digests for numbers. */
export function scriptOverride({ digest }: Pick<Plan, 'digest'>): string {
  return `if it is meant, run the script with -Override '${shortDigest(digest)}'`;
}
