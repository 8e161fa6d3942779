/** What a probe says of a change's settings, in one line for each domain that needs one. */
import type { Change } from '../../model/change.ts';
import { displayDomain } from '../../model/domain-name.ts';
import { overall, type ProbedDomain } from '../../model/probe-verdict.ts';
import { join, type Phrase, quote, say } from '../phrase.ts';
import { outcomeBrief, reasons } from './probe-words.ts';

/** None where the plan was made without `--probe`, or nobody connects any more. */
export function probeWords({ probe, after }: Change): readonly Phrase[] {
  if (probe === undefined || after === null) return [];
  const left = 1 + after.additionalDomains.length - probe.length;
  const good = probe.filter((each) => overall(each) === 'connects');
  const lines = probe.filter((each) => overall(each) !== 'connects').map(badWords);
  if (good.length > 0) lines.push(goodWords(good, after.additionalDomains.length === 0));
  if (left > 0) lines.push([probe.length === 0 ? 'probe: not probed' : `probe: ${left} more not probed`]);
  return lines;
}

/** Will one of its domains certainly not connect? */
export function isProbeRefused({ probe = [], after }: Change): boolean {
  return after !== null && probe.some((each) => overall(each) === 'refused');
}

/** `only`: the partner has no other domain. */
function goodWords(good: readonly ProbedDomain[], only: boolean): Phrase {
  const briefs = [...new Set(good.map(({ outbound }) => outcomeBrief(outbound)))].map((brief) => [brief]);
  const [first] = good;
  const one: Phrase = only || first === undefined ? [] : say`${displayDomain(first.domain)} `;
  const which: Phrase = good.length === 1 ? one : [`${good.length} domains, `];
  return ['probe: ', ...which, ...join(briefs, '; '), ...seen(good)];
}

function badWords(probed: ProbedDomain): Phrase {
  const { domain, outbound, inbound } = probed;
  const bad = outbound.kind === 'connects' ? inbound : outbound;
  const direction = bad === outbound ? '' : ' from the partner to us';
  const why = reasons(bad).map(({ message }) => message);
  return [...say`probe: ${displayDomain(domain)} `, `${bad.kind}${direction}: `, ...join(why, '; '), ...seen([probed])];
}

function seen(probed: readonly ProbedDomain[]): Phrase {
  const [first] = probed;
  return first === undefined ? [] : say` (seen ${quote(first.at.slice(0, 10))} from ${first.host})`;
}
