/**
 * `file-name`: a partner's file is `<domain>.yaml`, directly in partners/, which holds nothing else. What is not read
 * would be missing, and nobody would notice. Links and folders that are named like a partner are `unreadable-file`.
 */
import type { DeclaredPartner } from '../../model/declared-partner.ts';
import { canonicalDomain } from '../../model/domain-name.ts';
import { PARTNERS_FOLDER, partnerFile } from '../../model/partner-file-name.ts';
import { valueRange } from '../../model/partner-source.ts';
import { quoted } from '../../model/quoted.ts';
import { fileStart } from '../../model/source.ts';
import type { PartnersEntry } from '../../model/workspace.ts';
import { moveCommand, removeCommand } from '../git-commands.ts';
import { legiblePartners } from '../legible-partners.ts';
import { type Finding, NOTHING, type WorkspaceRule } from '../rule.ts';

const EXTENSION = '.yaml';
/** What is read as a partner file, wrongly named or not. */
const YAML = /\.ya?ml$/i;

export const fileName: WorkspaceRule = {
  code: 'file-name',
  severity: 'error',
  configurable: false,
  summary: 'A file in partners/ is not named after its partner, or does not belong there.',
  scope: 'workspace',
  check(context) {
    const { entries } = context.workspace;
    // 100,000 files are right for each that is wrong: first what is cheap to see.
    const misnamed = new Map<string, DeclaredPartner>();
    const partners = legiblePartners(context);
    for (const partner of partners) if (!isNamedAfter(partner)) misnamed.set(partner.source.file, partner);
    // each partner was read from a file of its own, so these are all there is
    if (misnamed.size === 0 && partners.length === entries.length) return NOTHING;
    const suspects = entries.filter((entry) => misnamed.has(entry.file) || !looksRight(entry));
    if (suspects.length === 0) return NOTHING;
    const byFile = new Map(partners.map((partner) => [partner.source.file, partner]));
    const taken = new Set(entries.map(({ file }) => file));
    return suspects.flatMap((entry) => judge(entry, byFile.get(entry.file), taken) ?? []);
  },
};

function isNamedAfter({ settings, source }: DeclaredPartner): boolean {
  return source.file === partnerFile(settings.domain) && isCanonical(settings.domain);
}

/** As far as the name alone tells. */
function looksRight({ file, kind }: PartnersEntry): boolean {
  if (kind !== 'file' || !file.endsWith(EXTENSION) || !isDirectlyInPartners(file)) return false;
  return isCanonical(file.slice(PARTNERS_FOLDER.length + 1, -EXTENSION.length));
}

function isCanonical(domain: string): boolean {
  return canonicalDomain(domain) === domain;
}

function judge(
  { file, kind }: PartnersEntry,
  partner: DeclaredPartner | undefined,
  taken: ReadonlySet<string>,
): Finding | undefined {
  if (!YAML.test(file)) return kind === 'folder' ? folder(file) : stranger(file, taken);
  if (kind !== 'file') return undefined;
  const wanted = wantedName(file, partner);
  if (wanted === undefined || wanted === file) return undefined;
  const range = partner === undefined ? fileStart(file) : valueRange(partner.source, 'domain');
  return { message: complaint(file, partner), hint: rename(file, wanted, taken), range };
}

/** Undefined where it cannot be known. */
function wantedName(file: string, partner: DeclaredPartner | undefined): string | undefined {
  const stem = baseName(file).replace(YAML, '');
  if (partner === undefined) return partnerFile(canonicalDomain(stem) ?? stem);
  const domain = canonicalDomain(partner.settings.domain);
  // Of what is no domain at all, another rule speaks.
  return domain === undefined ? undefined : partnerFile(domain);
}

function complaint(file: string, partner: DeclaredPartner | undefined): string {
  const name = quoted(baseName(file));
  if (!isDirectlyInPartners(file)) return `${quoted(file)} is not directly in ${PARTNERS_FOLDER}/`;
  if (file.endsWith(EXTENSION))
    return partner === undefined
      ? `${name} is not named as a domain is written`
      : `${name} is not named after its domain, ${partner.settings.domain}`;
  return `${name} does not end in .yaml`;
}

function rename(file: string, wanted: string, taken: ReadonlySet<string>): string {
  if (taken.has(wanted)) return `${wanted} exists already: merge the two, then ${removeCommand(file)}`;
  return moveCommand(file, wanted);
}

function folder(file: string): Finding {
  const move = moveCommand(`${file}/`, `${PARTNERS_FOLDER}/`, '*.yaml');
  return {
    message: `${quoted(file)} is a folder, and files in it are not read`,
    hint: `put partner files directly into ${PARTNERS_FOLDER}/: ${move}`,
    range: fileStart(file),
  };
}

function stranger(file: string, taken: ReadonlySet<string>): Finding {
  const name = baseName(file);
  const readme = `${PARTNERS_FOLDER}/README.md`;
  const target = name.toLowerCase() === 'readme.md' && !taken.has(readme) ? readme : name;
  return {
    message: `${quoted(file)} is neither a partner (<domain>.yaml) nor README.md`,
    hint: isDirectlyInPartners(file) ? moveCommand(file, target) : 'name a partner file',
    range: fileStart(file),
  };
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function isDirectlyInPartners(file: string): boolean {
  return file === `${PARTNERS_FOLDER}/${baseName(file)}`;
}
