/** Does the grammar serve? What Windows PowerShell 5.1 accepts and refuses, by its language specification. */
import { describe, expect, it } from 'vitest';
import { expandableStrings, parsePowerShell, verbatimStrings } from './powershell-grammar.ts';

const VALID: readonly string[] = [
  '# a comment\n1 # another',
  "'a'",
  "'it''s'",
  "'a\nb'",
  '"a `" b `$x `` c"',
  '"$($_.A) $c"',
  '$env:PATH',
  '#requires -Version 5.1\nGet-X',
  "<#\n.SYNOPSIS\n  x\n#>\n[CmdletBinding()]\nparam(\n  [switch]$WhatIf,\n  [string]$Override = ''\n)\n$Override",
  'param([string]$A)\n$A',
  "Set-StrictMode -Version 2.0\r\n$ErrorActionPreference = 'Stop'\r\n",
  "$h = @{ Identity = 'a'; AdditionalDomains = @('a', 'b'); ConnectionLimit = [uint32]10; ProxyFqdn = $null }",
  "$h = [ordered]@{\n  A = 1\n  B = @{ Replace = @('x') }\n}\nNew-Thing @h -ErrorAction Stop -Confirm:$false",
  '$list = @(\n  @{ A = 1 },\n  @{ A = 2 }\n)',
  '$list = @(\n  @{ A = 1 }\n  @{ A = 2 }\n)',
  'try { Get-Foo } catch { Write-Error $_; exit 1 } finally { }',
  'try { Get-Foo } catch [System.IO.IOException] { throw }',
  "foreach ($p in @(Get-X)) { if ($p.Id -ceq 'a') { continue } else { break } }",
  'if ($a) { 1 }\nelseif ($b) { 2 }\nelse { 3 }',
  'function Test-It([string]$Name, [object[]]$List) { return , $List }',
  'function Test-It {\n  param([Parameter(Mandatory = $true)][AllowNull()][object] $X)\n  $X\n}',
  'function Test-It { process { $_ } }',
  'while ($null -ne ($line = [Console]::In.ReadLine())) { $o = $line | ConvertFrom-Json }',
  'do { $n++ } until ($n -gt 3)',
  "$a = @'\nhi 'there'\n'@",
  '$a = @"\nhi $x\n"@',
  "switch ($x) {\n  'a' { 1 }\n  default { 2 }\n}",
  'Get-X | Where-Object { $_.A -eq 1 } | ForEach-Object { "$($_.A) b" }',
  "$x = 'a{0}b' -f [char]0x2019",
  "@('a', ('b' + [char]0x2019))",
  "$x.Foo.Bar('a', 1)[0]",
  "$p['a'] = 1",
  '$x = if ($a) { 1 } else { 2 }',
  "& { 'x' } *>$null",
  'Get-X -A 1 `\n  -B 2',
  "Write-Host ('a' +\n  'b')",
  '$x = [pscustomobject]@{ A = [string]$p.A; B = [bool]$p.B }',
  "[Console]::Error.WriteLine('a')",
  '$null = $list.Add(1)',
  'trap { break }',
  'exit $code',
];

const BROKEN: readonly string[] = [
  'try { } catch',
  "'a",
  "$a = 'x'\n'it's'\n",
  '"a',
  '"$("',
  "$x = @'\nhi\n",
  "$x = @'\nhi\n '@\n",
  "$x = @' x '@",
  '$x = @"\nhi\n',
  '<# open',
  'if ($x) {',
  '}',
  '$h = @{ A = 1',
  '$h = @{ A 1 }',
  '$h = @{ A = 1 B = 2 }',
  '@{ = 1 }',
  "@('a', 'b'",
  "@('a',)",
  '(1',
  ')',
  '$(1',
  "$x['a'",
  '$x = [string',
  'param([string]$A',
  'param([string]$A,)\n',
  'param($a $b)',
  '[CmdletBinding(]param()',
  'function A( { }',
  'foreach ($x $y) { }',
  'foreach ($x in ) { }',
  'while () { }',
  'if { 1 }',
  'if ($x) 1',
  'do { }',
  "switch ($x) { 'a' }",
  '$x = ',
  '$x = 5 6',
  "$a = 'x' $b",
  "'a' 'b'",
  "'a' +",
  '1 +* 2',
  '$x.',
  'Get-X |',
  'Get-X | | Get-Y',
  'Get-X )',
  '$x ?? 1',
];

/** What the grammar alone would let pass, with the place that is told. */
const LEFT_OUT: readonly (readonly [script: string, at: string, message: RegExp])[] = [
  ["@{ A = 1; 'a' = 2 }", '1:11', /twice/],
  ['param($a, $A)\n$a', '1:11', /twice/],
  ['try { 1 }', '1:1', /try without/],
  ['Get-X && Get-Y', '1:7', /not an operator/],
  ['"$x: y"', '1:2', /needs braces/],
  ["'a\u2019b'", '1:3', /U\+2019/],
  ["\n  'a\u00e9'", '2:5', /U\+00e9/],
  ["'a\u0000'", '1:3', /U\+0000/],
];

describe('the grammar of PowerShell', () => {
  it.each(VALID)('accepts %j', (script) => {
    expect(parsePowerShell(script)).toEqual([]);
  });

  it.each(BROKEN)('refuses %j', (script) => {
    expect(parsePowerShell(script)).not.toEqual([]);
  });

  it.each(LEFT_OUT)('refuses %j at %s', (script, at, message) => {
    const [first] = parsePowerShell(script);
    expect(`${first?.line}:${first?.column}`).toBe(at);
    expect(first?.message).toMatch(message);
  });

  it('does not tell a misplaced keyword from the name of a command: only reading does', () => {
    expect(parsePowerShell('function { }')).toEqual([]);
  });

  it('takes a script that does nothing at all for an error', () => {
    expect(parsePowerShell('# nothing')).not.toEqual([]);
  });

  it('tells line and column', () => {
    expect(parsePowerShell('$a = 1\nif ($a) {\n  Get-X )\n}\n')).toEqual([
      { line: 3, column: 9, message: 'unexpected ")"' },
    ]);
  });

  it('reads a verbatim string as PowerShell does', () => {
    const script = "$x = 'a'\nGet-X -A 'it''s' \"b 'c'\" @'\n'd'\n'@ # 'e'";
    expect(verbatimStrings(script)).toEqual([
      { line: 1, column: 6, source: "'a'", value: 'a' },
      { line: 2, column: 10, source: "'it''s'", value: "it's" },
      { line: 2, column: 26, source: "@'\n'd'\n'@", value: "'d'" },
    ]);
    expect(expandableStrings(script)).toEqual(['"b \'c\'"']);
  });
});
