/**
 * The scripts are constant text that PowerShell can parse: what is sent as a program is the same to the last byte,
 * whatever the partners hold, and what partners hold is sent as data, in one line of ASCII.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOOTSTRAP, SHELL_ARGUMENTS } from '../../../src/adapters/lync/bootstrap.ts';
import { encodeRequest, encodeStart, parametersOf, type Request } from '../../../src/adapters/lync/codec.ts';
import { EXPORT_SCRIPT } from '../../../src/adapters/lync/export-script.ts';
import { SESSION_SCRIPT } from '../../../src/adapters/lync/session-script.ts';
import { ALL_FIELDS } from '../../../src/model/partner-fields.ts';
import { partner } from '../../support/partners.ts';
import { expandableStrings, parsePowerShell } from '../../support/powershell-grammar.ts';

const SCRIPTS = [
  ['the session', SESSION_SCRIPT],
  ['the bootstrap', BOOTSTRAP],
  ['the export', EXPORT_SCRIPT],
] as const;

describe.each(SCRIPTS)('%s', (_, script) => {
  it('is what PowerShell 5.1 can parse', () => {
    expect(parsePowerShell(script)).toEqual([]);
  });

  it('is ASCII, takes nothing from its surroundings into a string, and runs no text but the session’s', () => {
    expect(script).toMatch(/^[\n\x20-\x7e]+$/);
    expect(expandableStrings(script)).toEqual([]);
    expect(script).not.toMatch(/Invoke-Expression|\biex\b|\$input\b|Read-Host|Start-Process/i);
    expect(script.includes('[ScriptBlock]::Create')).toBe(script === BOOTSTRAP);
  });
});

it('each cmdlet that writes stops at the first error and asks nothing', () => {
  const calls = [...SESSION_SCRIPT.matchAll(/(?:New|Set|Remove)-CsXmppAllowedPartner @.*?(?= \})/g)].map(
    ([call]) => call,
  );
  expect(calls).toEqual([
    'New-CsXmppAllowedPartner @common @given',
    'Set-CsXmppAllowedPartner @common @given',
    'Remove-CsXmppAllowedPartner @common',
  ]);
  expect(SESSION_SCRIPT).toMatch(
    /\$common = @\{.*Confirm = \$false; ErrorAction = 'Stop'; WarningVariable = 'heard' \}/,
  );
});

it('every parameter that we send is known to the script, and cast to its documented type', () => {
  const types = {
    ...{ PartnerType: '[string]', TlsNegotiation: '[string]', SaslNegotiation: '[string]', Description: '[string]' },
    ...{ ProxyFqdn: '[string]', SupportDialbackNegotiation: '[bool]', EnableKeepAlive: '[bool]' },
    ...{ ConnectionLimit: '[uint32]', AdditionalDomains: '[string[]]' },
  };
  expect(Object.keys(types).sort()).toEqual(Object.keys(parametersOf(partner('a.example'), [...ALL_FIELDS])).sort());
  for (const [name, type] of Object.entries(types)) expect(SESSION_SCRIPT).toContain(`$given['${name}'] = ${type}`);
  const assigned = [
    ...SESSION_SCRIPT.matchAll(
      /\$given\['(\w+)'\] = (\[[a-z0-9]+(?:\[\])?\]|\$null;? ?|@\{ Replace = \[string\[\]\])/g,
    ),
  ];
  expect(assigned.length).toBe(SESSION_SCRIPT.split('$given[').length - 1);
});

it('the bootstrap fits into the command line of cmd.exe, in words that no shell changes', () => {
  for (const word of SHELL_ARGUMENTS) expect(word).toMatch(/^-?[A-Za-z0-9]+$/);
  expect(SHELL_ARGUMENTS.join(' ').length).toBeLessThan(2000);
  expect(Buffer.from(SHELL_ARGUMENTS.at(-1) ?? '', 'base64').toString('utf16le')).toBe(BOOTSTRAP);
});

it('the bootstrap runs nothing but the session’s script, which it knows by its digest', () => {
  const digest = createHash('sha256').update(SESSION_SCRIPT).digest('hex').toUpperCase();
  expect(BOOTSTRAP).toContain(digest.match(/../g)?.join('-'));
  expect(BOOTSTRAP.indexOf('exit 86')).toBeLessThan(BOOTSTRAP.indexOf('[ScriptBlock]::Create'));
  // else an error in computing the digest would be printed, and the script run all the same
  expect(BOOTSTRAP).toMatch(/^\$ErrorActionPreference = 'Stop'\n/);
});

it('the export is published as it is', async () => {
  expect(await readFile(new URL('../../../docs/lync-export.ps1', import.meta.url), 'utf8')).toBe(EXPORT_SCRIPT);
});

const HOSTILE = [
  '$(Remove-Item C:\\)',
  '`n`"$env:USERNAME',
  '"; exit 1; "',
  "'; exit 1; '",
  '\u2019; exit 1; \u2018 \u201c$(1)\u201d \u201e \u201a \u201b',
  "'@\nexit 1\n@'",
  '"@\r\nexit 1\r\n@"',
  'two\nlines\u2028and\u2029more\u0085',
  'nul\0 and a bell\u0007, \u001b[2J',
  '\ud800 alone',
  '=7 begins with =',
  '2020-01-01T00:00:00Z',
  '/Date(0)/',
  'partnerctl-end 0 1',
  '}]}',
] as const;

const asked = (text: string): Request => ({
  ask: 'write',
  state: '0'.repeat(64),
  verb: 'Set',
  identity: text,
  values: { Description: text, AdditionalDomains: [text] },
});

/** What the script makes of a line: a number, and values whose texts lose their sign. */
function understood(line: string): unknown {
  const json = line.slice(line.indexOf(' ') + 1);
  return JSON.parse(json, (_, value: unknown) => (typeof value === 'string' ? value.slice(1) : value));
}

describe('a request', () => {
  it.each(HOSTILE)('is one line of data, and says what was meant: %j', (text) => {
    const line = encodeRequest(7, asked(text));
    expect(line).toMatch(/^7 \{[\x20-\x7e]*\}$/);
    expect(understood(line)).toEqual(asked(text));
  });

  it('is that for any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = encodeRequest(1, asked(text));
        expect(line).toMatch(/^1 \{[\x20-\x7e]*\}$/);
        expect(understood(line)).toEqual(asked(text));
      }),
    );
  });

  it('holds no text that ConvertFrom-Json could take for a time', () => {
    const texts = [...encodeRequest(1, asked('2020-01-01T00:00:00Z')).matchAll(/[:[,]"([^"]*)"(?!:)/g)];
    expect(texts.map(([, text = '']) => text.charAt(0)).join('')).toMatch(/^=+$/);
  });
});

it('what is sent as a program depends on nothing but the session’s name', () => {
  const first = JSON.parse(encodeStart('a-session', SESSION_SCRIPT)) as Record<string, unknown>;
  expect(first).toEqual({ session: 'a-session', script: SESSION_SCRIPT });
  expect(encodeStart('a-session', SESSION_SCRIPT)).toMatch(/^[\x20-\x7e]+$/);
});
