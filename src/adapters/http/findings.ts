/** What a partner API says of its server → steps of an examination. */
import type { LiveState, Session } from '../../model/adapter.ts';
import { shortDigest } from '../../model/digest-prefix.ts';
import type { ExaminationStep } from '../../model/examination.ts';
import type { Health, ServerLimit } from '../../model/health.ts';
import { counted, thousands } from '../../model/thousands.ts';
import type { HealthReport } from './report-codec.ts';

export function enforcementStep({ health, federating }: HealthReport): ExaminationStep {
  const name = 'enforcement';
  const { enforcing, mode, reasons } = health;
  if (enforcing) {
    const where = federating.length === 0 ? 'and no host federates' : `on ${federating.join(', ')}`;
    return { name, status: 'ok', message: `it enforces, ${where}` };
  }
  const message = reasons.join('; ');
  if (mode === 'observe') {
    const hint = 'it refuses nothing yet: `partnerctl import --from-observed` writes files of what it has seen';
    return { name, status: 'warning', message: `it only observes: ${message}`, hint };
  }
  const hint = "until then nothing that is applied is verified: see the server's configuration and its log";
  return { name, status: 'failed', message: `it does not enforce: ${message}`, hint };
}

/** Not amiss, but worth knowing: a plan says where a partner would need what is ruled out. */
export function limitsStep({ limits }: Health): ExaminationStep {
  const message =
    limits.length === 0 ? 'no option of the server rules a method out' : limits.map(limitWords).join('; ');
  return { name: 'limits', status: 'ok', message };
}

function limitWords({ option, value, excludes, only, except }: ServerLimit): string {
  const whom = only === null ? '' : ` for ${only.join(', ')}`;
  const spared = except.length === 0 ? '' : `, except for ${except.join(', ')}`;
  return `${option} = ${value} rules out ${excludes.join(', ')}${whom}${spared}`;
}

export function partnersStep({ partners, revision, lastApplied }: LiveState, health: Health): ExaminationStep {
  const count = counted(partners.length, 'partner');
  const last =
    lastApplied === undefined
      ? 'nothing was ever applied'
      : `last applied: ${lastApplied.commit.slice(0, 12)} by ${lastApplied.actor}, ${lastApplied.at}`;
  const message = `${count}, revision ${shortDigest(revision)}; ${last}`;
  if (!health.enforcing || health.revision === revision) return { name: 'partners', status: 'ok', message };
  return {
    ...{ name: 'partners', status: 'warning', message: `${message}; the server enforces another revision` },
    hint: 'somebody may be changing it just now: run this again',
  };
}

export function blocksStep({ blocks = [] }: LiveState): ExaminationStep {
  const names = blocks.map(({ domain }) => domain).sort();
  const message = names.length === 0 ? 'none in force' : `${thousands(names.length)} in force: ${listed(names)}`;
  return { name: 'blocks', status: 'ok', message };
}

export function sessionsStep(sessions: readonly Session[]): string {
  const domains = new Set(sessions.map(({ domain }) => domain));
  return sessions.length === 0
    ? 'none at present'
    : `${counted(sessions.length, 'session')} with ${counted(domains.size, 'domain')}`;
}

const SHOWN = 5;

function listed(names: readonly string[]): string {
  const left = names.length - SHOWN;
  return left > 0 ? `${names.slice(0, SHOWN).join(', ')} and ${thousands(left)} more` : names.join(', ');
}
