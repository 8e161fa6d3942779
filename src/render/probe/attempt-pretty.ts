/** `--verbose`: every connection of a probe, one line each. */
import type { Attempt, AttemptEnd, DomainEvidence, Target } from '../../model/probe.ts';
import { type Phrase, quote, say } from '../phrase.ts';
import { paragraph, type Terminal } from '../terminal.ts';

export function attemptLines({ targets, addressedAs, at }: DomainEvidence, screen: Terminal): readonly string[] {
  const head = paragraph(say`seen on ${quote(at)}, addressed as ${addressedAs}:`, 2, screen);
  return [head, ...targets.flatMap((target) => targetLines(target, screen))];
}

function targetLines(target: Target, screen: Terminal): readonly string[] {
  const { host, port, transport, attempts } = target;
  const place = say`${host} port ${[String(port)]} (${[transport === 'direct-tls' ? 'direct TLS' : 'STARTTLS']})`;
  if (attempts.length === 0) return [paragraph([...place, ': no address'], 4, screen)];
  return attempts.map((attempt) =>
    paragraph([...place, ...say` at ${attempt.address}: `, ...endWords(attempt)], 4, screen),
  );
}

function endWords({ end, phase, milliseconds }: Attempt): Phrase {
  const time = ` (${phase}, ${Math.round(milliseconds.total)} ms)`;
  return [...wordsOf(end), time];
}

function wordsOf(end: AttemptEnd): Phrase {
  switch (end.kind) {
    case 'stream-error':
      return say`stream error ${end.condition}${end.text === null ? [] : [' ', quote(`"${end.text}"`)]}`;
    case 'tls-failure':
      return say`TLS failed: ${quote(end.text)} (${end.code})`;
    case 'unreachable':
      return say`unreachable (${end.code})`;
    case 'not-xmpp':
      return say`no XMPP (${[end.breach]}): ${quote(end.text)}`;
    case 'not-tried':
      return [`not tried: ${end.reason}`];
    case 'timeout':
      return [`no answer within ${Math.round(end.afterMs)} ms`];
    case 'complete':
    case 'refused':
    case 'reset':
    case 'closed':
    case 'starttls-failure':
    case 'too-much':
    case 'cut-short':
      return [end.kind];
  }
}
