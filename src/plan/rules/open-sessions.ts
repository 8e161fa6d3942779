/**
 * `open-sessions`: a server that cannot end single sessions lets those go on that a change no longer permits, or ends
 * all of them. Who applies should know before.
 */
import type { Capabilities } from '../../model/adapter.ts';
import type { Change } from '../../model/change.ts';
import type { Deployment } from '../../model/deployment.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { displayDomain } from '../../model/domain-name.ts';
import type { RuleInfo } from '../../model/rule.ts';
import { thousands } from '../../model/thousands.ts';

export const openSessionsInfo: RuleInfo = {
  code: 'open-sessions',
  severity: 'warning',
  configurable: false,
  summary: 'Open sessions outlive a change that no longer permits them, or all are ended with it.',
};

const SHOWN = 3;

export function openSessions(
  changes: readonly Pick<Change, 'domain' | 'effects'>[],
  { name, adapter }: Pick<Deployment, 'name' | 'adapter'>,
  { openSessions: becomeOf }: Pick<Capabilities, 'openSessions'>,
): readonly Diagnostic[] {
  const stricter = changes.filter(({ effects }) =>
    effects.some((effect) => effect !== 'opens' && effect !== 'neutral'),
  );
  if (stricter.length === 0 || becomeOf === 'none' || becomeOf === 'ended') return [];
  const { code } = openSessionsInfo;
  const place = `${name} (${adapter})`;
  const names = namesOf(stricter.map(({ domain }) => displayDomain(domain)));
  if (becomeOf === 'all-ended')
    return [
      {
        code,
        severity: 'info',
        message: `${place} cannot end single sessions: with the change of ${names} all sessions between servers end, also those of partners that do not change, and begin again with the next message`,
      },
    ];
  const whether = becomeOf === 'kept' ? 'keeps open sessions' : 'does not say what becomes of open sessions';
  return [
    {
      code,
      severity: 'warning',
      message: `${place} ${whether}: those of ${names} may go on after the change, until they end by themselves`,
      hint: 'where that is too late, restart the server’s federation after the apply',
    },
  ];
}

function namesOf(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${thousands(names.length - SHOWN)} more` : '';
  return `${names.slice(0, SHOWN).join(', ')}${more}`;
}
