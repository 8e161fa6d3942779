/** How a connection ended before enough was seen, as a cause, or as what is missing to know one. */
import type { Attempt, DomainEvidence, Phase, Target } from '../model/probe.ts';
import type { Missing, RefusalCause } from '../model/probe-verdict.ts';
import { quoted } from '../model/quoted.ts';
import { missing } from './missing.ts';
import { placeOf } from './reach.ts';
import { meaningOf, notListed, said } from './stream-errors.ts';

export function endOf(attempt: Attempt, target: Target, { domain, presented }: DomainEvidence): RefusalCause | Missing {
  const { end, phase, authentication, address } = attempt;
  const place = `${target.host} (${placeOf(address, target.port)})`;
  const refusedThen = end.kind === 'stream-error' || end.kind === 'closed' || end.kind === 'reset';
  if (authentication.kind === 'success-then-ended' && refusedThen && presented.from !== null) {
    const words = end.kind === 'stream-error' ? said(end) : 'it closed the stream';
    return notListed(presented.from, place, `SASL EXTERNAL succeeded, and then ${words}`);
  }
  switch (end.kind) {
    case 'stream-error':
      return meaningOf(end, { domain, presented, phase, place });
    case 'timeout':
      return {
        code: 'timeout',
        message: `${place} took the connection and was silent ${DURING[phase] ?? 'afterwards'}: no answer within ${seconds(end.afterMs)}, a limit of ours`,
        hint: 'probe again later; a server of ours would wait longer before it gives up',
      };
    case 'reset':
    case 'closed':
      return cause('closed', `${place} closed the connection ${DURING[phase] ?? 'at once'}`, FIREWALL);
    case 'starttls-failure':
      return cause(
        'tls-failed',
        `${place} offers STARTTLS and then refuses it`,
        'ask the partner what its server’s log says',
      );
    case 'tls-failure':
      return cause('tls-failed', `no TLS with ${place}: ${quoted(end.text, 120)} (${quoted(end.code)})`, TLS_HINT);
    case 'not-xmpp':
      return cause(
        'not-xmpp',
        `${place} is no XMPP server: ${BREACHES[end.breach]}`,
        'ask the partner whether its DNS names the right port',
      );
    case 'too-much':
      return cause(
        'not-xmpp',
        `${place} sent ${end.bytes} bytes where a few hundred belong`,
        'ask the partner what listens there',
      );
    case 'cut-short':
      return missing('cut-short');
    case 'not-tried':
      return missing('address-not-allowed');
    case 'refused':
    case 'unreachable':
    case 'complete':
      return cause(
        'not-xmpp',
        `${place} offered nothing to authenticate by`,
        'ask the partner what its server’s log says',
      );
  }
}

const FIREWALL = 'ask the partner whether it lets only known addresses in, and what its server’s log says';
const TLS_HINT = 'ask the partner to update what its server offers: TLS 1.2 or newer with common ciphers';

const DURING: Readonly<Partial<Record<Phase, string>>> = {
  stream: 'at once, before it opened a stream',
  features: 'before it said what it offers',
  starttls: 'when asked for STARTTLS',
  tls: 'during the TLS handshake',
  'secure-stream': 'after TLS',
  'secure-features': 'after TLS, before it said what it offers',
  sasl: 'during SASL EXTERNAL',
  'final-stream': 'after SASL EXTERNAL',
  'final-features': 'after SASL EXTERNAL',
};

const BREACHES = {
  'not-xml': 'what it sends is not XML',
  'forbidden-xml': 'it sends XML that XMPP forbids (a DTD, a processing instruction, an entity)',
  'not-a-stream': 'what it sends is no stream',
  'wrong-namespace': 'its stream is not one between servers',
  'unexpected-element': 'it sends something else than XMPP has there',
} as const;

function cause(code: RefusalCause['code'], message: string, hint: string): RefusalCause {
  return { code, mender: 'partner', message, hint };
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}
