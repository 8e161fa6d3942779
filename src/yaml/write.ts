/** Settings → the text of a new partner file. It states what differs from the defaults, and reads back equal. */
import type { PartnerSettings } from '../model/partner.ts';
import { PARTNER_FIELDS } from '../model/partner-fields.ts';
import { blockScalarText, flowScalarText, scalarText } from './scalar-text.ts';

/** What tells editors which schema checks the file; the path is relative to partners/. */
export const SCHEMA_MODELINE = '# yaml-language-server: $schema=../schemas/partner.schema.json';

/** `deployments` null: all of them, and the key is left out. */
export function writePartnerYaml(settings: PartnerSettings, deployments: readonly string[] | null): string {
  const lines = PARTNER_FIELDS.filter(
    (info) => info.default === undefined || !info.equal(settings[info.field], info.default),
  ).map(({ field }) => `${field}:${valueText(settings[field])}`);
  if (deployments !== null) lines.push(`deployments: [${deployments.map(flowScalarText).join(', ')}]`);
  return `${[SCHEMA_MODELINE, ...lines].join('\n')}\n`;
}

function valueText(value: PartnerSettings[keyof PartnerSettings]): string {
  if (typeof value === 'string') return ` ${value.includes('\n') ? blockScalarText(value, '  ') : scalarText(value)}`;
  if (Array.isArray(value)) return value.map((item: string) => `\n  - ${scalarText(item)}`).join('');
  return ` ${String(value)}`;
}
