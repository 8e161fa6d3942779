/** What became of each observed domain, for people and machines. */
import { displayDomain } from '../../model/domain-name.ts';
import type { ObservedDomain, ObservedReport } from '../../model/import-report.ts';
import { METHOD_LABELS } from '../../model/negotiation.ts';
import type { Observation } from '../../model/observed.ts';
import { counted } from '../counts.ts';
import { fold, moreWords } from '../fold.ts';
import { say } from '../phrase.ts';
import { paragraph, type Terminal } from '../terminal.ts';

/** Only what needs a decision: what will be refused, and what is not known. */
export function observedParagraphs({ dropped, domains }: ObservedReport, screen: Terminal): readonly string[] {
  const losing = domains.filter(({ refused }) => refused.length > 0);
  const lost = `the server lost ${counted(dropped, 'observation')}, because its record was full: there may be more partners, and weaker methods. Let it observe on once these files are applied.`;
  return [losingParagraph(losing, screen), dropped === 0 ? '' : paragraph([lost], 2, screen)];
}

function losingParagraph(losing: readonly ObservedDomain[], screen: Terminal): string {
  if (losing.length === 0) return '';
  const { shown, more } = fold(losing, { dangerous: true, verbose: screen.verbose });
  const lines = shown.map(({ domain, file, refused, observations }) => {
    const methods = refused.map((method) => METHOD_LABELS[method]).join(' and ');
    const seen = observations.filter(({ method }) => refused.includes(method));
    const streams = seen.reduce((sum, each) => sum + each.streams, 0);
    const last = seen.map(({ lastSeen }) => lastSeen.slice(0, 10)).sort();
    const words = say`${displayDomain(domain)}: ${{ text: methods }}, ${{ text: counted(streams, 'stream') }}, last on ${last.at(-1) ?? ''}`;
    return paragraph(file === null ? words : [...words, ' (', { value: file }, ')'], 4, screen);
  });
  const title = '  seen, and refused by these files once the server enforces them:';
  return [title, ...lines, ...(more > 0 ? [`    ${moreWords(more)}`] : [])].join('\n');
}

export function observedJson({ dropped, domains }: ObservedReport): object {
  return {
    dropped,
    domains: domains.map(({ domain, outcome, file, observations, refused }) => ({
      domain,
      outcome,
      file,
      observations: observations.map(observationJson),
      refused,
    })),
  };
}

function observationJson({ direction, method, tls, certificate, streams, firstSeen, lastSeen, refusal }: Observation) {
  return { direction, method, tls, certificate, streams, firstSeen, lastSeen, refusal };
}
