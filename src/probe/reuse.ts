/** `--max-age`: which of the evidence that was saved answers a question that is asked now. Pure. */
import type { DomainEvidence, Presented } from '../model/probe.ts';
import type { Question } from './run.ts';

export interface Asked {
  readonly question: Question;
  readonly presented: Presented;
  /** The DNS servers that would be asked: with split horizons others answer otherwise. */
  readonly resolvers: readonly string[];
}

/** The newest that is whole, not older than `maxAgeMs`, and was asked the same in the same guise; undefined: ask. */
export function reusable(
  saved: readonly DomainEvidence[],
  asked: Asked,
  now: Date,
  maxAgeMs: number,
): DomainEvidence | undefined {
  const age = ({ at }: DomainEvidence): number => now.getTime() - Date.parse(at);
  return saved
    .filter((evidence) => evidence.cutShort === null && isSameQuestion(evidence, asked))
    .filter((evidence) => age(evidence) >= 0 && age(evidence) <= maxAgeMs)
    .sort((a, b) => age(a) - age(b))[0];
}

function isSameQuestion(
  { domain, discovery, presented, vantage }: DomainEvidence,
  { question, presented: wanted, resolvers }: Asked,
): boolean {
  return (
    domain === question.domain &&
    discovery.proxyFqdn === question.proxyFqdn &&
    presented.from === wanted.from &&
    presented.certificate?.fingerprint === wanted.certificate?.fingerprint &&
    // evidence with authentication holds all that evidence without it holds
    (presented.authenticate || !wanted.authenticate) &&
    vantage.resolvers.join() === resolvers.join()
  );
}
