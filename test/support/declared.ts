/** Declared partners for tests: written as YAML and read by the real reader, with real places in a real text. */
import { readPartner } from '../../src/load/partner-file.ts';
import type { DeclaredPartner } from '../../src/model/declared-partner.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { PARTNER_FIELDS, type PartnerField } from '../../src/model/partner-fields.ts';
import { partnerFile } from '../../src/model/partner-file-name.ts';

export interface DeclaredOptions {
  /** Fields to state although they have their default. */
  readonly stated?: readonly PartnerField[];
  readonly deployments?: readonly string[];
  readonly owner?: string;
}

/** As a file says it that states only what differs from the defaults. */
export function declared(settings: PartnerSettings, options: DeclaredOptions = {}): DeclaredPartner {
  return declaredIn(partnerFile(settings.domain), yamlOf(settings, options));
}

/** As this very text says it. */
export function declaredIn(file: string, text: string): DeclaredPartner {
  const { partner, diagnostics } = readPartner(file, text);
  if (partner === undefined) throw new Error(`${file}: ${JSON.stringify(diagnostics)}\n${text}`);
  return partner;
}

export function yamlOf(settings: PartnerSettings, { stated = [], deployments, owner }: DeclaredOptions = {}): string {
  const lines = PARTNER_FIELDS.filter(
    (info) =>
      stated.includes(info.field) || info.default === undefined || !info.equal(settings[info.field], info.default),
  ).map(({ field }) => `${field}: ${inYaml(settings[field])}\n`);
  if (owner !== undefined) lines.push(`owner: ${inYaml(owner)}\n`);
  if (deployments !== undefined) lines.push(`deployments: ${inYaml(deployments)}\n`);
  return lines.join('');
}

/** JSON is YAML; beyond ASCII in escapes, because YAML wants printable characters. */
function inYaml(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
