/**
 * Live partners + files → what an import would write, and what it only tells. Pure.
 *
 * Never overwrites, and never causes an addition elsewhere: with several deployments a file names only this one, and a
 * file that exists gets the name only if its settings are equal. What breaks a rule is written as it is, because the
 * file must say what the server does; but only under a name that a partner file may have.
 */
import type { DeclaredPartner } from '../model/declared-partner.ts';
import { isDeclaredFor } from '../model/declared-partner.ts';
import { compareText, type Diagnostic } from '../model/diagnostic.ts';
import { canonicalDomain } from '../model/domain-name.ts';
import type { ImportDifference, ImportedFile } from '../model/import-report.ts';
import { domainsOf, type PartnerSettings } from '../model/partner.ts';
import { differingFields, type PartnerField } from '../model/partner-fields.ts';
import { partnerFile } from '../model/partner-file-name.ts';
import type { Workspace } from '../model/workspace.ts';
import { addDeployment } from '../yaml/edit.ts';
import { writePartnerYaml } from '../yaml/write.ts';
import { fileExists } from './existing-file.ts';
import { coveredElsewhere, liveTwice, notExtended, unsafeName } from './left-out.ts';

export interface ImportInput {
  readonly deployment: string;
  readonly live: readonly PartnerSettings[];
  /** What the deployment can hold: only that is compared with existing files. */
  readonly fields: ReadonlySet<PartnerField>;
  readonly workspace: Workspace;
}

export interface NewFile extends ImportedFile {
  readonly text: string;
}

export interface EditedFile extends ImportedFile {
  /** Both without a BOM. */
  readonly before: string;
  readonly after: string;
}

/** Every list is sorted by domain. */
export interface Import {
  readonly writes: readonly NewFile[];
  readonly edits: readonly EditedFile[];
  readonly different: readonly ImportDifference[];
  /** The live partners that were left out, and why. */
  readonly diagnostics: readonly Diagnostic[];
}

export function importPartners(input: ImportInput): Import {
  const { deployment, workspace } = input;
  const owners = ownersOf(workspace.partners);
  // Without regard to case, as some file systems compare names.
  const taken = new Set(workspace.entries.map((entry) => entry.file.toLowerCase()));
  const live = [...input.live].sort((a, b) => compareText(a.domain, b.domain));
  const decisions = live.map((settings, index): Decision => {
    if (live[index - 1]?.domain === settings.domain) return leftOut(liveTwice(settings.domain, deployment));
    const unsafe = unsafeName(settings.domain, deployment);
    if (unsafe !== undefined) return leftOut(unsafe);
    const own = owners.get(settings.domain);
    return own !== undefined && inOneForm(own.settings.domain) === settings.domain
      ? withItsFile(own, settings, input)
      : withoutFile(settings, owners, taken, input);
  });
  return {
    writes: decisions.flatMap((decision) => (decision.kind === 'write' ? [decision.file] : [])),
    edits: decisions.flatMap((decision) => (decision.kind === 'edit' ? [decision.file] : [])),
    different: decisions.flatMap((decision) => (decision.kind === 'different' ? [decision.difference] : [])),
    diagnostics: decisions.flatMap((decision) => (decision.kind === 'left-out' ? [decision.diagnostic] : [])),
  };
}

type Decision =
  | { readonly kind: 'write'; readonly file: NewFile }
  | { readonly kind: 'edit'; readonly file: EditedFile }
  | { readonly kind: 'different'; readonly difference: ImportDifference }
  | { readonly kind: 'left-out'; readonly diagnostic: Diagnostic }
  | { readonly kind: 'nothing' };

function leftOut(diagnostic: Diagnostic): Decision {
  return { kind: 'left-out', diagnostic };
}

/** Who declares a domain, however it is spelled; where two files do, the one whose primary domain it is. */
export function ownersOf(partners: readonly DeclaredPartner[]): ReadonlyMap<string, DeclaredPartner> {
  const owners = new Map<string, DeclaredPartner>();
  for (const partner of partners) {
    const primary = inOneForm(partner.settings.domain);
    for (const domain of domainsOf(partner.settings).map(inOneForm))
      if (!owners.has(domain) || primary === domain) owners.set(domain, partner);
  }
  return owners;
}

function inOneForm(written: string): string {
  return canonicalDomain(written) ?? written;
}

function withItsFile(own: DeclaredPartner, live: PartnerSettings, { deployment, fields }: ImportInput): Decision {
  const { settings, source } = own;
  const place: ImportedFile = { file: source.file, domain: live.domain };
  const differing = differingFields(settings, live).filter((field) => fields.has(field));
  if (differing.length > 0) {
    const told = differing.map((field) => ({ field, file: settings[field], live: live[field] }));
    return { kind: 'different', difference: { ...place, fields: told } };
  }
  if (isDeclaredFor(own, deployment)) return { kind: 'nothing' };
  const after = addDeployment(source.text, deployment);
  if (after === undefined) return leftOut(notExtended(own, deployment));
  return { kind: 'edit', file: { ...place, before: source.text, after } };
}

function withoutFile(
  live: PartnerSettings,
  owners: ReadonlyMap<string, DeclaredPartner>,
  taken: ReadonlySet<string>,
  { deployment, workspace }: ImportInput,
): Decision {
  const file = partnerFile(live.domain);
  const conflict = coveredElsewhere(live, owners, deployment);
  if (conflict !== undefined) return leftOut(conflict);
  if (taken.has(file.toLowerCase())) return leftOut(fileExists(file));
  const chosen = workspace.config.deployments.length > 1 ? [deployment] : null;
  return { kind: 'write', file: { domain: live.domain, file, text: writePartnerYaml(live, chosen) } };
}
