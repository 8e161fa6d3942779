/** `probe-direct-tls`: an `_xmpps-server` record leads to a port that does not speak TLS at once. */
import type { Attempt, Target } from '../../model/probe.ts';
import { isConnected } from '../reach.ts';
import { type ProbeRule, placeFor, rangeAt } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

export const directTlsMismatch: ProbeRule = {
  ...factsOf('probe-direct-tls'),
  check(context) {
    const { targets, domain } = context.verdict.evidence;
    return targets
      .filter(({ transport }) => transport === 'direct-tls')
      .flatMap((target) => {
        const attempt = target.attempts.find(failsAtTls);
        if (attempt === undefined) return [];
        const same = targets.some((other) => isStartTlsAt(other, target));
        return [
          {
            message: `_xmpps-server._tcp.${domain} announces direct TLS at ${placeFor(target, attempt)}, which ${same ? 'wants STARTTLS' : 'does not speak it'}`,
            hint: 'ask the partner to remove that record, or to point it at its direct-TLS port (often 5270)',
            ...rangeAt(context, 'domain'),
          },
        ];
      });
  },
};

function failsAtTls(attempt: Attempt): boolean {
  return (
    isConnected(attempt) && attempt.tls === null && attempt.end.kind !== 'cut-short' && attempt.end.kind !== 'timeout'
  );
}

function isStartTlsAt({ transport, host, port, attempts }: Target, direct: Target): boolean {
  return (
    transport === 'starttls' &&
    port === direct.port &&
    host === direct.host &&
    attempts.some(({ beforeTls }) => beforeTls !== null)
  );
}
