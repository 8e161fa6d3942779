/**
 * `declaration-differs`: the configuration says what the deployment does for all partners alike, and the live server
 * does otherwise. Somebody changed the server, or the configuration is wrong: the plan is made on what is declared, so
 * until it is true no partner is what its file says.
 */
import type { Deployment } from '../../model/deployment.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { departureWords, type Health } from '../../model/health.ts';
import type { RuleInfo } from '../../model/rule.ts';

export const declarationDiffersInfo: RuleInfo = {
  code: 'declaration-differs',
  severity: 'warning',
  configurable: false,
  summary: 'The server does otherwise than the deployment’s `enforces` declares.',
};

export function declarationDiffers(
  { name, adapter }: Pick<Deployment, 'name' | 'adapter'>,
  { departures }: Pick<Health, 'departures'>,
): readonly Diagnostic[] {
  return departures.map((departure) => ({
    code: declarationDiffersInfo.code,
    severity: 'warning',
    message: `${name} (${adapter}): ${departureWords(departure)}`,
    hint: `set the server back, or declare in \`enforces\` of ${name} what it does; until then no apply is verified, and none may open anything`,
  }));
}
