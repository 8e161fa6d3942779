/**
 * What a deployment has observed + files → what an import would write, and what it only tells. Pure. Never overwrites:
 * a domain that a file covers is left alone, and it is told what that file will refuse.
 */

import { type DeclaredPartner, isDeclaredFor } from '../model/declared-partner.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { ObservedDomain, ObservedReport } from '../model/import-report.ts';
import { permittedMethods } from '../model/negotiation.ts';
import type { Observed } from '../model/observed.ts';
import { partnerFile } from '../model/partner-file-name.ts';
import type { Workspace } from '../model/workspace.ts';
import { fileExists } from './existing-file.ts';
import { type Import, ownersOf } from './import-partners.ts';
import { unsafeName } from './left-out.ts';
import { domainsAbove, type SeenDomain, type SeenPartner, seenDomains, seenPartners } from './observed-groups.ts';
import { lostMethods, observedFile } from './observed-text.ts';

export interface ObservedInput {
  readonly deployment: string;
  readonly observed: Observed;
  readonly workspace: Workspace;
}

export interface ObservedImport extends Import {
  readonly observed: ObservedReport;
}

export function importObserved({ deployment, observed, workspace }: ObservedInput): ObservedImport {
  const { config, partners, entries } = workspace;
  const owners = ownersOf(partners);
  const taken = new Set(entries.map((entry) => entry.file.toLowerCase()));
  const chosen = config.deployments.length > 1 ? [deployment] : null;
  const told: ObservedDomain[] = [];
  const diagnostics: Diagnostic[] = [];
  const free: SeenDomain[] = [];
  for (const seen of seenDomains(observed.observations, config.weakestMethod)) {
    const owner = owners.get(seen.domain);
    const unsafe = unsafeName(seen.domain, deployment);
    if (owner !== undefined) told.push(covered(seen, owner, deployment));
    else if (config.localDomains.includes(seen.domain)) told.push(tell(seen, 'own', null));
    else if (unsafe !== undefined) {
      diagnostics.push(unsafe);
      told.push(tell(seen, 'left-out', null));
    } else free.push(seen);
  }
  const writes = seenPartners(free).flatMap((partner) => {
    const { domain } = partner.primary;
    const file = partnerFile(domain);
    const domains = [partner.primary, ...partner.additional];
    if (taken.has(file.toLowerCase())) {
      diagnostics.push(fileExists(file));
      told.push(...domains.map((seen) => tell(seen, 'left-out', null)));
      return [];
    }
    const { settings, text } = observedFile(partner, deployment, chosen, fileAbove(partner, owners));
    const permitted = permittedMethods(settings);
    const refused = (seen: SeenDomain) => lostMethods(seen.observations, permitted);
    told.push(...domains.map((seen) => tell(seen, 'written', file, refused(seen))));
    return [{ domain, file, text }];
  });
  const domains = told.sort((a, b) => (a.domain < b.domain ? -1 : 1));
  return { writes, edits: [], different: [], diagnostics, observed: { dropped: observed.dropped, domains } };
}

function tell(
  { domain, observations }: SeenDomain,
  outcome: ObservedDomain['outcome'],
  file: string | null,
  refused: ObservedDomain['refused'] = [],
): ObservedDomain {
  return { domain, outcome, file, observations, refused };
}

/** A file that declares it for other deployments only permits nothing here. */
function covered(seen: SeenDomain, owner: DeclaredPartner, deployment: string): ObservedDomain {
  const permitted = isDeclaredFor(owner, deployment) ? permittedMethods(owner.settings) : [];
  return tell(seen, 'covered', owner.source.file, lostMethods(seen.observations, permitted));
}

/** Of a partner whose parent has a file: it could not be listed there without changing it. */
function fileAbove({ primary }: SeenPartner, owners: ReadonlyMap<string, DeclaredPartner>): string | undefined {
  const above = domainsAbove(primary.domain).find((domain) => owners.has(domain));
  return above === undefined ? undefined : owners.get(above)?.source.file;
}
