/** `new DOMAIN`: what was typed → a new file's name and text, or why there can be none. Pure. */
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { canonicalDomain, checkDomain, displayDomain, isBelow } from '../model/domain-name.ts';
import type { NegotiationSettings } from '../model/negotiation.ts';
import { domainsOf, type PartnerType } from '../model/partner.ts';
import { partnerFile } from '../model/partner-file-name.ts';
import { domainRange } from '../model/partner-source.ts';
import { isPublicSuffix } from '../model/public-suffix.ts';
import { quoted } from '../model/quoted.ts';
import type { Workspace } from '../model/workspace.ts';
import { fileExists } from './existing-file.ts';
import { isTooLongForFile } from './file-name-limit.ts';
import { newPartnerText } from './new-partner-text.ts';

export type NewPartnerFile =
  | { readonly kind: 'refused'; readonly diagnostic: Diagnostic }
  | {
      readonly kind: 'new';
      readonly domain: string;
      readonly file: string;
      readonly text: string;
      /** What the reader should know: the domain is written differently, or is below one of ours. */
      readonly notes: readonly string[];
    };

export function newPartner(
  typed: string,
  partnerType: PartnerType,
  workspace: Workspace,
  negotiation?: NegotiationSettings,
): NewPartnerFile {
  const check = checkDomain(typed);
  if (check.kind === 'syntax')
    return refused('domain-syntax', `${quoted(typed)} is not a domain: ${check.reason}`, check.hint);
  const domain = check.kind === 'form' ? check.canonical : typed;
  const refusal = reasonAgainst(domain, workspace);
  if (refusal !== undefined) return { kind: 'refused', diagnostic: refusal };
  const notes = check.kind === 'form' ? [`written as ${displayDomain(domain)}: ${check.reason}`] : [];
  const above = workspace.config.localDomains.find((local) => isBelow(domain, local));
  if (above !== undefined) notes.push(`it is below ${above}, one of your own domains: lint will warn`);
  const deployments = workspace.config.deployments.map(({ name }) => name);
  return {
    kind: 'new',
    domain,
    file: partnerFile(domain),
    text: newPartnerText({ domain, partnerType, deployments, ...(negotiation !== undefined && { negotiation }) }),
    notes,
  };
}

function reasonAgainst(domain: string, { config, partners, entries }: Workspace): Diagnostic | undefined {
  const shown = displayDomain(domain);
  if (config.localDomains.includes(domain))
    return finding(
      'own-domain',
      `${shown} is one of your own domains`,
      'a partner is somebody else; see localDomains in partnerctl.yaml',
    );
  if (isPublicSuffix(domain))
    return finding(
      'public-suffix',
      `${shown} is a public suffix, under which strangers register names`,
      'write the domain that the partner registered',
    );
  const covering = partners.find(({ settings }) =>
    domainsOf(settings).some((other) => canonicalDomain(other) === domain),
  );
  if (covering !== undefined) return alreadyCovered(shown, domain, covering);
  if (isTooLongForFile(domain))
    return finding(
      'file-name',
      `${shown} is too long for the name of a file`,
      'partnerctl keeps a partner in a file named after its domain',
    );
  const file = partnerFile(domain);
  if (entries.some((entry) => entry.file === file)) return fileExists(file);
  return undefined;
}

function alreadyCovered(shown: string, domain: string, { settings, source }: DeclaredPartner): Diagnostic {
  const isPrimary = canonicalDomain(settings.domain) === domain;
  const role = isPrimary ? '' : `, as an additional domain of ${displayDomain(settings.domain)}`;
  const hint = isPrimary
    ? 'edit that file'
    : 'edit that file; a domain that needs other settings is removed there before it gets a file of its own';
  const range = domainRange(source, domain);
  return { ...finding('duplicate-domain', `${shown} is covered by ${source.file} already${role}`, hint), range };
}

function finding(code: string, message: string, hint: string): Diagnostic {
  return { code, severity: 'error', message, hint };
}

function refused(code: string, message: string, hint: string): NewPartnerFile {
  return { kind: 'refused', diagnostic: finding(code, message, hint) };
}
