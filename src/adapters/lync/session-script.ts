/**
 * PowerShell, constant text: the session. One request a line on standard input, one answer between two lines on
 * standard output, until the input ends.
 *
 * No value of a request is ever part of a command: values are parameters, each cast to its type. A request is
 * `<number> <JSON>`, all ASCII; texts in it begin with `=`, because ConvertFrom-Json makes dates of some texts. The
 * two lines around an answer hold what only this session was told, and the request's number, so that neither noise of
 * a module nor a late answer passes for it. A write changes nothing unless the state is the one that was decided on.
 */
import { READING_SCRIPT } from './reading-script.ts';

const OPENING = `param([string]$Session)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
$ProgressPreference = 'SilentlyContinue'
$told = New-Object System.Collections.ArrayList
`;

const ANSWERING = `
function Format-Texts($Texts) {
  $items = @()
  foreach ($text in @($Texts)) { $items += (Format-Text ([string]$text)) }
  return '[' + ($items -join ',') + ']'
}

function Format-Problem($Problem) {
  return '{"message":' + (Format-Text $Problem.Exception.Message) +
    ',"id":' + (Format-Text $Problem.FullyQualifiedErrorId) +
    ',"category":' + (Format-Text ([string]$Problem.CategoryInfo.Category)) + '}'
}

# In one piece, so that nothing comes between; on a line of its own, whatever was left of another one; with line feeds,
# whatever the system ends its lines with.
function Send-Answer([string]$Number, [string]$Member) {
  $feed = [string][char]10
  $mark = $Session + ' ' + $Number + $feed
  [Console]::Out.Write($feed + 'partnerctl-begin ' + $mark + '{' + $Member + ',"warnings":' + (Format-Texts $told) + '}' + $feed + 'partnerctl-end ' + $mark)
  [Console]::Out.Flush()
  $told.Clear()
}

function Get-State($Texts) {
  $bytes = [System.Text.Encoding]::ASCII.GetBytes(@($Texts) -join ',')
  $hash = (New-Object System.Security.Cryptography.SHA256CryptoServiceProvider).ComputeHash($bytes)
  return [System.BitConverter]::ToString($hash).Replace('-', '').ToLowerInvariant()
}

function Format-State($Texts) {
  return '"state":"' + (Get-State $Texts) + '","partners":[' + (@($Texts) -join ',') + ']'
}

function Get-Text($Value) {
  if ($Value -isnot [string] -or -not $Value.StartsWith('=', [System.StringComparison]::Ordinal)) { throw 'a text of the request does not begin with =' }
  return $Value.Substring(1)
}
`;

const WRITING = `
# A parameter that takes no null would turn it into 0, or into nothing at all.
function Test-TakesNull([string]$Command, [string]$Parameter) {
  $type = (Get-Command -Name $Command).Parameters[$Parameter].ParameterType
  return (-not $type.IsValueType) -or ($null -ne [System.Nullable]::GetUnderlyingType($type))
}

# Only what the request names is given to the cmdlet: for New what is not the cmdlet's own default, for Set what differs.
function Get-Parameters([string]$Command, $Values) {
  $given = @{}
  foreach ($value in @($Values.PSObject.Properties)) {
    switch -CaseSensitive ($value.Name) {
      'PartnerType' { $given['PartnerType'] = [string](Get-Text $value.Value) }
      'TlsNegotiation' { $given['TlsNegotiation'] = [string](Get-Text $value.Value) }
      'SaslNegotiation' { $given['SaslNegotiation'] = [string](Get-Text $value.Value) }
      'SupportDialbackNegotiation' { $given['SupportDialbackNegotiation'] = [bool]$value.Value }
      'EnableKeepAlive' { $given['EnableKeepAlive'] = [bool]$value.Value }
      'Description' { if ($null -eq $value.Value) { $given['Description'] = $null } else { $given['Description'] = [string](Get-Text $value.Value) } }
      'ProxyFqdn' { if ($null -eq $value.Value) { $given['ProxyFqdn'] = $null } else { $given['ProxyFqdn'] = [string](Get-Text $value.Value) } }
      'ConnectionLimit' {
        if ($null -ne $value.Value) { $given['ConnectionLimit'] = [uint32]$value.Value }
        elseif (Test-TakesNull $Command 'ConnectionLimit') { $given['ConnectionLimit'] = $null }
        else { throw 'this version of the cmdlet cannot take a connection limit away' }
      }
      'AdditionalDomains' {
        $names = @()
        foreach ($name in @($value.Value)) { $names += (Get-Text $name) }
        if ($names.Count -eq 0) { $given['AdditionalDomains'] = $null }
        elseif ($Command -ceq 'Set-CsXmppAllowedPartner') { $given['AdditionalDomains'] = @{ Replace = [string[]]$names } }
        else { $given['AdditionalDomains'] = [string[]]$names }
      }
      default { throw 'the request has a value that is not known here' }
    }
  }
  return $given
}

function Invoke-Write($Request) {
  $before = Read-Partners
  if ((Get-State $before) -cne [string](Get-Text $Request.state)) { return '"moved":true' }
  $identity = [string](Get-Text $Request.identity)
  $common = @{ Identity = $identity; Confirm = $false; ErrorAction = 'Stop'; WarningVariable = 'heard' }
  $heard = @()
  $problem = 'null'
  try {
    switch -CaseSensitive (Get-Text $Request.verb) {
      'New' { $given = Get-Parameters 'New-CsXmppAllowedPartner' $Request.values; $null = New-CsXmppAllowedPartner @common @given }
      'Set' { $given = Get-Parameters 'Set-CsXmppAllowedPartner' $Request.values; $null = Set-CsXmppAllowedPartner @common @given }
      'Remove' { $null = Remove-CsXmppAllowedPartner @common }
      default { throw 'the request has a verb that is not known here' }
    }
  } catch { $problem = Format-Problem $_ }
  foreach ($warning in $heard) { [void]$told.Add([string]$warning) }
  $after = Read-Partners
  return '"moved":false,"problem":' + $problem + ',' + (Format-State $after)
}
`;

const LOOKING = `
function Get-Look([string]$What) {
  $facts = @()
  switch -CaseSensitive ($What) {
    'commands' {
      foreach ($name in 'Get-CsXmppAllowedPartner', 'New-CsXmppAllowedPartner', 'Set-CsXmppAllowedPartner', 'Remove-CsXmppAllowedPartner') {
        if ($null -eq (Get-Command -Name $name -ErrorAction SilentlyContinue)) { $facts += $name }
      }
    }
    'groups' {
      $who = [System.Security.Principal.WindowsIdentity]::GetCurrent()
      $facts += $who.Name
      foreach ($group in $who.Groups) {
        try { $facts += $group.Translate([System.Security.Principal.NTAccount]).Value } catch { continue }
      }
    }
    'gateway' { foreach ($gateway in @(Get-CsXmppGatewayConfiguration -ErrorAction Stop)) { $facts += [string]$gateway.Identity } }
    'replication' {
      foreach ($replica in @(Get-CsManagementStoreReplicationStatus -ErrorAction Stop)) {
        if (-not $replica.UpToDate) { $facts += [string]$replica.ReplicaFqdn }
      }
    }
    'policies' {
      foreach ($policy in @(Get-CsExternalAccessPolicy -ErrorAction Stop)) { if ($policy.EnableXmppAccess) { $facts += [string]$policy.Identity } }
    }
    'edge' { foreach ($edge in @(Get-CsAccessEdgeConfiguration -ErrorAction Stop)) { $facts += [string]$edge.AllowFederatedUsers } }
    default { throw 'the request asks for what is not known here' }
  }
  return '"facts":' + (Format-Texts $facts)
}
`;

const LOOP = `
$module = $null
$failure = 'null'
try { $module = Import-Management } catch { $failure = Format-Problem $_ }
$found = 'null'
if ($null -ne $module) { $found = '{"name":' + (Format-Text $module.Name) + ',"version":' + (Format-Text $module.Version) + '}' }
Send-Answer '0' ('"shell":' + (Format-Text $PSVersionTable.PSVersion) + ',"module":' + $found + ',"failure":' + $failure)

while ($true) {
  $line = [Console]::In.ReadLine()
  if ($null -eq $line) { break }
  $parts = $line.Split([char[]]@([char]32), 2)
  if ($parts.Count -ne 2) { continue }
  try {
    $request = ConvertFrom-Json -InputObject $parts[1]
    switch -CaseSensitive (Get-Text $request.ask) {
      'read' { $texts = Read-Partners; $member = Format-State $texts }
      'write' { $member = Invoke-Write $request }
      'look' { $member = Get-Look (Get-Text $request.what) }
      default { throw 'the request asks for what is not known here' }
    }
  } catch { $member = '"error":' + (Format-Problem $_) }
  Send-Answer $parts[0] $member
}
`;

export const SESSION_SCRIPT = [OPENING, READING_SCRIPT, ANSWERING, WRITING, LOOKING, LOOP].join('');
