/** A corpus: the files of a repository before and after its last commit, what is live, and what a plan must find. */
import type { PartnerSettings } from '../src/model/partner.ts';
import { partnerDomains } from './partner-domains.ts';
import { earlierSettings, partnerSettings } from './partner-settings.ts';
import { partnerText } from './partner-text.ts';
import { seeded } from './random.ts';

export interface PartnerFile {
  readonly domain: string;
  readonly text: string;
}

export interface Corpus {
  /** Of the working tree. */
  readonly files: readonly PartnerFile[];
  /** What the last commit changed: the texts before it, of changed and of deleted files; and the files it added. */
  readonly before: readonly PartnerFile[];
  readonly added: readonly string[];
  readonly deleted: readonly string[];
  readonly live: readonly PartnerSettings[];
  readonly expected: { readonly inGit: Counts; readonly outsideGit: Counts };
}

/** A plan's summary. */
export interface Counts {
  readonly add: number;
  readonly update: number;
  readonly remove: number;
  readonly unchanged: number;
  readonly unmanaged: number;
  readonly blocked: number;
}

const SEED = 5222;
/** Of all partners, each: added, changed, deleted, and unknown to every commit. One in a hundred together. */
const SHARE = 0.0025;

export function makeCorpus(count: number): Corpus {
  const few = Math.max(1, Math.round(count * SHARE));
  const partners = partnerDomains(count + 2 * few, SEED).map((domain, index) =>
    partnerSettings(domain, seeded(SEED + 2 * index)),
  );
  const file = (settings: PartnerSettings, index: number): PartnerFile => ({
    domain: settings.domain,
    text: partnerText(settings, seeded(SEED + 2 * index + 1)),
  });
  const declared = partners.slice(0, count);
  const gone = partners.slice(count, count + few);
  const strangers = partners.slice(count + few);
  // spread over the whole corpus
  const every = Math.floor(count / few);
  const changed = new Map(
    declared.flatMap((now, index) =>
      index % every === 0 && index < few * every ? [[index, earlierSettings(now, seeded(index))] as const] : [],
    ),
  );
  const isAdded = (index: number): boolean => index % every === 1 && index < few * every;
  return {
    files: declared.map(file),
    before: [...[...changed].map(([index, settings]) => file(settings, index)), ...gone.map(file)],
    added: declared.filter((_, index) => isAdded(index)).map(({ domain }) => domain),
    deleted: gone.map(({ domain }) => domain),
    live: [
      ...declared.flatMap((now, index) => (isAdded(index) ? [] : [changed.get(index) ?? now])),
      ...gone,
      ...strangers,
    ],
    expected: {
      inGit: { ...counts(count, few), remove: few, unmanaged: few },
      outsideGit: { ...counts(count, few), remove: 0, unmanaged: 2 * few },
    },
  };
}

function counts(count: number, few: number): Omit<Counts, 'remove' | 'unmanaged'> {
  return { add: few, update: few, unchanged: count - 2 * few, blocked: 0 };
}
