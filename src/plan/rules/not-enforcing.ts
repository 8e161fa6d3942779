/** `not-enforcing`: the server itself says that it does not do what the files say, or does it only in part. */
import type { LiveState } from '../../model/adapter.ts';
import type { Deployment } from '../../model/deployment.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Health } from '../../model/health.ts';
import type { RuleInfo } from '../../model/rule.ts';

export const notEnforcingInfo: RuleInfo = {
  code: 'not-enforcing',
  severity: 'warning',
  configurable: false,
  summary: 'The server says that it does not enforce its partners.',
};

export function notEnforcing(
  { name, adapter }: Pick<Deployment, 'name' | 'adapter'>,
  health: Health,
  { unsettled }: Pick<LiveState, 'unsettled'>,
): readonly Diagnostic[] {
  const { enforcing, mode, reasons } = health;
  if (enforcing) return [];
  const place = `${name} (${adapter})`;
  const why = reasons.length === 0 ? 'it gives no reason' : reasons.join('; ');
  const warning = { code: notEnforcingInfo.code, severity: 'warning' } as const;
  if (mode === 'observe')
    return [
      {
        ...warning,
        message: `${place} only observes and refuses nobody: ${why}`,
        hint: `see what it has seen with \`partnerctl import --deployment ${name} --from-observed\`, then let it enforce; until then no apply is verified`,
      },
    ];
  const hint =
    unsettled === true
      ? 'an apply settles that, also where no partner changes'
      : 'mend that on the server: until then no apply is verified';
  return [{ ...warning, message: `${place} does not enforce its partners: ${why}`, hint }];
}
