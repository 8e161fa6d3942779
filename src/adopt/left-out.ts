/** Why a live partner gets no file: each reason as a finding, in words that name the partner and the deployment. */
import type { DeclaredPartner } from '../model/declared-partner.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { checkDomain, displayDomain } from '../model/domain-name.ts';
import { domainsOf, type PartnerSettings } from '../model/partner.ts';
import { deploymentRange, domainRange } from '../model/partner-source.ts';
import { quoted } from '../model/quoted.ts';
import { isTooLongForFile } from './file-name-limit.ts';

/** Its name must be safe as a file's name: `../x`, upper case and U-labels stay outside. */
export function unsafeName(domain: string, deployment: string): Diagnostic | undefined {
  const check = checkDomain(domain);
  const subject = `live partner ${quoted(domain)} of ${deployment}`;
  if (check.kind === 'syntax')
    return finding('domain-syntax', `${subject} is not named by a domain: ${check.reason}`, 'correct it on the server');
  if (check.kind === 'form')
    return finding(
      'domain-form',
      `${subject} is not named in the one form: ${check.reason}`,
      `rename it to ${check.canonical} on the server`,
    );
  if (isTooLongForFile(domain))
    return finding('file-name', `${subject} is too long for the name of a file`, 'look after it on the server');
  return undefined;
}

export function liveTwice(domain: string, deployment: string): Diagnostic {
  const message = `live partner ${displayDomain(domain)} of ${deployment} is there twice; only one was looked at`;
  return finding('duplicate-domain', message, 'remove one of them on the server');
}

/** One of its domains is in the file of another partner: a second file would make both invalid. */
export function coveredElsewhere(
  live: PartnerSettings,
  covering: ReadonlyMap<string, DeclaredPartner>,
  deployment: string,
): Diagnostic | undefined {
  const domain = domainsOf(live).find((candidate) => covering.has(candidate));
  const other = domain === undefined ? undefined : covering.get(domain);
  if (domain === undefined || other === undefined) return undefined;
  const which = domain === live.domain ? '' : ` (its domain ${displayDomain(domain)})`;
  const message = `live partner ${displayDomain(live.domain)} of ${deployment} is covered${which} by ${other.source.file}`;
  const hint = 'decide to whom the domain belongs, and edit that file or the partner on the server';
  return { ...finding('domain-conflict', message, hint), range: domainRange(other.source, domain) };
}

export function notExtended({ settings, source }: DeclaredPartner, deployment: string): Diagnostic {
  const message = `${deployment} could not be added to the deployments of ${displayDomain(settings.domain)}`;
  return { ...finding('schema', message, 'add it by hand'), range: deploymentRange(source, deployment) };
}

function finding(code: string, message: string, hint: string): Diagnostic {
  return { code, severity: 'error', message, hint };
}
