/** Whatever a value holds, PowerShell reads the value again and nothing else. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { orderedSteps } from '../../../src/model/write-order.ts';
import { textLiteral } from '../../../src/render/powershell/literal.ts';
import { MACHINERY } from '../../../src/render/powershell/machinery.ts';
import { renderPlanPowerShell } from '../../../src/render/powershell/plan-powershell.ts';
import { expandableStrings, parsePowerShell, verbatimStrings } from '../../support/powershell-grammar.ts';
import { COMMAND, hostileText } from '../support/hostile.ts';
import { planArbitrary } from '../support/plan-arbitrary.ts';

const HOSTILE: readonly (readonly [name: string, value: string])[] = [
  ['nothing', ''],
  ['a quote', "'"],
  ['quotes only', "''''"],
  ['a way out', "'); Remove-Item C:\\ -Recurse; ('"],
  ['a sub-expression', '$(Stop-Computer)'],
  ['variables', '$env:USERPROFILE $x @x'],
  ['backticks', '`n `" ``'],
  ['double quotes', '"a" ""'],
  ['the end of a here-string', "a\n'@\nb"],
  ['the end of another', 'a\n"@\nb'],
  ['the end of a comment', '#> <# #'],
  ['line ends', 'a\nb\r\nc\rd'],
  ['left single quotation mark', '\u2018a'],
  ['right single quotation mark', 'a\u2019; Stop-Computer; \u2019'],
  ['low single quotation mark', '\u201aa'],
  ['reversed single quotation mark', 'a\u201b'],
  ['double quotation marks', '\u201ca\u201d\u201e'],
  ['dashes that are dashes to PowerShell', '\u2013Confirm \u2014 \u2015'],
  ['line and paragraph separators', 'a\u2028b\u2029c'],
  ['next line', 'a\u0085b'],
  ['no-break space', 'a\u00a0b'],
  ['right to left', '\u202eevil\u202c \u200f'],
  ['a byte order mark', '\ufeffa'],
  ['beyond the first plane', 'a\u{1f44b}b\u{1d11e}'],
  ['control characters', '\u0000\u0007\u001b[2J\u007f\u009b'],
  ['escapes of its own', '\\u0027 \\n \\\\ \\x27'],
  ['escapes and what needs one', '\\u0027 \u2019 \\'],
  ['a command to a CI log', '##[group]x ##vso[task.setvariable variable=a]b'],
];

/** [regex]::Unescape, of the escapes that are written: anything else is an error. */
function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|(\\)|)/g, (found, code?: string, backslash?: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    if (backslash === undefined) throw new Error(`not an escape: ${found}`);
    return '\\';
  });
}

/** What PowerShell makes of every literal of a script. */
function valuesIn(script: string): readonly string[] {
  const lines = script.split('\n');
  return verbatimStrings(script).map(({ line, column, value }) => {
    const before = lines[line - 1]?.slice(0, column - 1) ?? '';
    return before.endsWith('[regex]::Unescape(') ? unescaped(value) : value;
  });
}

describe('a text', () => {
  it.each(HOSTILE)('with %s is one literal', (_, value) => {
    const script = `$x = ${textLiteral(value)}`;
    expect(parsePowerShell(script)).toEqual([]);
    expect(valuesIn(script)).toEqual([value]);
    expect(script).not.toMatch(COMMAND);
  });

  it('that is ordinary can be read', () => {
    expect(textLiteral("Fabrikam's C:\\share")).toBe("'Fabrikam''s C:\\share'");
  });

  test('whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, fc.string({ unit: 'binary' })), (value) => {
        const script = `$x = ${textLiteral(value)}`;
        expect(parsePowerShell(script)).toEqual([]);
        expect(valuesIn(script)).toEqual([value]);
      }),
      { numRuns: 1000 },
    );
  });
});

/** All that may stand between the literals of the changes. */
const TOKENS =
  /^(?:\s|,|=|[{}()]|@\{|@\(|\$null|\$true|\$false|\[uint32\]\d+|\[regex\]::Unescape|(?:Action|Partner|Before|Set|Description|AdditionalDomains|PartnerType|TlsNegotiation|SaslNegotiation|SupportDialbackNegotiation|ConnectionLimit|EnableKeepAlive|ProxyFqdn)\b)*$/;

test('of any plan, every value is in a literal of its own, in its place, and nothing else is there', () => {
  fc.assert(
    fc.property(
      planArbitrary.filter(({ changes }) => changes.length > 0),
      (planned) => {
        const plan = { ...planned, deployment: 'lync-pool', diagnostics: [] };
        const script = renderPlanPowerShell(plan, []);
        expect(script.endsWith(MACHINERY)).toBe(true);
        const values = script.slice(0, -MACHINERY.length);
        expect(parsePowerShell(values)).toEqual([]);
        expect(expandableStrings(values)).toEqual([]);
        const changes = values.slice(values.indexOf('\n$Changes = @(')).replace('\n$Changes', '$x');
        expect(valuesIn(changes)).toEqual(orderedSteps(plan.changes).flatMap(({ write }) => textsOf(write)));
        const bare = changes
          .replace('$x', '')
          .replace(/^\s*#.*$/gm, '')
          .replace(/'(?:[^']|'')*'/g, '');
        expect(bare).toMatch(TOKENS);
      },
    ),
    { numRuns: 100 },
  );
});

type Write = ReturnType<typeof orderedSteps>[number]['write'];

/** Every text of a change, in the order in which the script states them. */
function textsOf({ action, domain, before, after }: Write): readonly string[] {
  const texts = (settings: Write['before'], all: boolean): readonly string[] => {
    if (settings === null) return [];
    const stated = <T>(value: T, previous: T | undefined, list: readonly (string | null)[]): readonly string[] =>
      all || JSON.stringify(value) !== JSON.stringify(previous) ? list.flatMap((each) => each ?? []) : [];
    const { description, additionalDomains, partnerType, tlsNegotiation, saslNegotiation, proxyFqdn } = settings;
    return [
      ...stated(description, before?.description, [description]),
      ...stated(additionalDomains, before?.additionalDomains, additionalDomains),
      ...stated(partnerType, before?.partnerType, [partnerType]),
      ...stated(tlsNegotiation, before?.tlsNegotiation, [tlsNegotiation]),
      ...stated(saslNegotiation, before?.saslNegotiation, [saslNegotiation]),
      ...stated(proxyFqdn, before?.proxyFqdn, [proxyFqdn]),
    ];
  };
  return [action, domain, ...texts(before, true), ...texts(after, before === null)];
}
