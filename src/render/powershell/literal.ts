/**
 * Values as PowerShell source, in printable ASCII only: whatever a value holds, it stays inside one pair of single
 * quotes, where nothing but a quote means anything (language specification 3.0, 2.3.5.2). PowerShell takes typographic
 * quotes for quotes, too, and reads a file without a byte order mark in the machine's code page: what is not printable
 * ASCII is therefore written as an escape, which `[regex]::Unescape` reads.
 */
import type { PartnerSettings } from '../../model/partner.ts';
import { PARTNER_FIELDS, type PartnerField } from '../../model/partner-fields.ts';

type Value = PartnerSettings[PartnerField];

/** Lists that would make a longer line have a line for each item. */
const LONGEST = 100;

/** Also the second half of `##[` and `##vso[`: a CI log that shows the script would take them for commands. */
const UNSAFE = /[^\x20-\x7e]|(?<=#)#(?=(?:vso)?\[)/gi;

export function textLiteral(text: string): string {
  if (text.search(UNSAFE) === -1) return quoted(text);
  const escaped = text.replaceAll('\\', '\\\\').replace(UNSAFE, unicodeEscape);
  return `[regex]::Unescape(${quoted(escaped)})`;
}

function quoted(ascii: string): string {
  return `'${ascii.replaceAll("'", "''")}'`;
}

/** Of one UTF-16 unit: .NET's strings are made of them, too. */
function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export function listLiteral(items: readonly string[], indent: string): string {
  const literals = items.map(textLiteral);
  const line = `@(${literals.join(', ')})`;
  if (indent.length + line.length <= LONGEST) return line;
  return `@(\n${literals.map((literal) => `${indent}  ${literal}`).join(',\n')}\n${indent})`;
}

/** The parameters of New- and Set-CsXmppAllowedPartner for these fields; the primary domain is not among them. */
export function settingsLiteral(
  settings: PartnerSettings | null,
  indent: string,
  fields: readonly PartnerField[] = PARTNER_FIELDS.map(({ field }) => field),
): string {
  if (settings === null) return '$null';
  const lines = PARTNER_FIELDS.filter(({ field }) => field !== 'domain' && fields.includes(field)).map(
    ({ field, cmdlet }) => `${indent}  ${cmdlet} = ${valueLiteral(settings[field], `${indent}  `)}`,
  );
  return `@{\n${lines.join('\n')}\n${indent}}`;
}

/** The only number is ConnectionLimit, a UInt32. */
function valueLiteral(value: Value, indent: string): string {
  if (value === null) return '$null';
  if (typeof value === 'boolean') return value ? '$true' : '$false';
  if (typeof value === 'number') return `[uint32]${value}`;
  return typeof value === 'string' ? textLiteral(value) : listLiteral(value, indent);
}
