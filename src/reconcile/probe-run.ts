/** Files + evidence → verdicts and findings; who is asked comes from the files, what they answer from outside. */

import { SAFEST } from '../adopt/new-partner-text.ts';
import type { DeclaredPartner } from '../model/declared-partner.ts';
import { hasErrors } from '../model/diagnostic.ts';
import { coversDomain, domainsOf } from '../model/partner.ts';
import type { DomainEvidence, Presented, Vantage } from '../model/probe.ts';
import type { DomainVerdict, ProbeReport, Suggestion } from '../model/probe-verdict.ts';
import { findingsOf } from '../verdict/findings.ts';
import { reachOf } from '../verdict/reach.ts';
import { suggestionsFor } from '../verdict/suggestions.ts';
import { judge } from '../verdict/verdict.ts';
import { changedPartners } from './changed-partners.ts';
import { type Checked, check } from './check.ts';
import type { Edges, WorkspaceOptions } from './edges.ts';

export interface ProbeChoice extends WorkspaceOptions {
  /** In their canonical form. */
  readonly domains: readonly string[];
  readonly all: boolean;
  readonly base?: string;
}

/** What is to be asked of one domain. */
export interface ProbeQuestion {
  readonly domain: string;
  readonly proxyFqdn: string | null;
}

export type ChosenQuestions =
  | { readonly kind: 'invalid'; readonly checked: Checked }
  | {
      readonly kind: 'chosen';
      readonly checked: Checked;
      readonly questions: readonly ProbeQuestion[];
      /** The ref that the partners were compared with, where that chose them. */
      readonly base: string | null;
    };

/** Throws UsageError where nothing tells whom to ask. */
export async function chooseQuestions(
  choice: ProbeChoice,
  edges: Pick<Edges, 'openRepository' | 'onProgress'>,
): Promise<ChosenQuestions> {
  const checked = check(choice, edges.onProgress);
  if (hasErrors(checked.diagnostics)) return { kind: 'invalid', checked };
  const { partners } = checked.workspace;
  if (choice.domains.length > 0)
    return {
      kind: 'chosen',
      checked,
      questions: choice.domains.flatMap((domain) => questionsAbout(domain, partners)),
      base: null,
    };
  if (choice.all) return { kind: 'chosen', checked, questions: partners.flatMap(questionsOf), base: null };
  const changed = await changedPartners(await edges.openRepository(), choice.base, partners);
  return { kind: 'chosen', checked, questions: changed.partners.flatMap(questionsOf), base: changed.base };
}

/** A partner's primary domain stands for all of its domains; any other for itself. */
function questionsAbout(domain: string, partners: readonly DeclaredPartner[]): readonly ProbeQuestion[] {
  const partner = partners.find(({ settings }) => coversDomain(settings, domain));
  if (partner === undefined) return [{ domain, proxyFqdn: null }];
  if (partner.settings.domain === domain) return questionsOf(partner);
  return [{ domain, proxyFqdn: partner.settings.proxyFqdn }];
}

function questionsOf({ settings }: DeclaredPartner): readonly ProbeQuestion[] {
  return domainsOf(settings).map((domain) => ({ domain, proxyFqdn: settings.proxyFqdn }));
}

export interface Seen {
  readonly vantage: Vantage;
  readonly presented: Presented;
  readonly evidence: readonly DomainEvidence[];
}

/** Judged by the files as they are now, whenever the evidence was taken. */
export function probeReport(
  { vantage, presented, evidence }: Seen,
  { workspace }: Checked,
  today: string,
): ProbeReport {
  const { partners, config } = workspace;
  const judged = partners.map(({ settings, source }) => ({ settings, file: source.file }));
  const verdicts = judge(evidence, { partners: judged, settings: SAFEST, weakestMethod: config.weakestMethod });
  return {
    vantage,
    presented,
    verdicts,
    diagnostics: findingsOf(verdicts, { partners, today, configured: config.rules }),
  };
}

/** The strongest settings that connect with all these domains, which one file covers; undefined: none is known. */
export function strongestFor(verdicts: readonly DomainVerdict[], { workspace }: Checked): Suggestion | undefined {
  const [first] = verdicts;
  if (first === undefined) return undefined;
  const evidence = verdicts.map((verdict) => verdict.evidence);
  const { weakestMethod } = workspace.config;
  return suggestionsFor(evidence, { settings: first.settings, weakestMethod, reach: reachOf(evidence) })[0];
}
