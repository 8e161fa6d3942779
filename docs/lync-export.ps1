# Writes the XMPP federated partners of Lync Server 2013 or Skype for Business Server into a file, for partnerctl.
# It only reads: Get-CsXmppAllowedPartner is the one cmdlet of the server that it calls.
#
#   powershell.exe -NoProfile -File lync-export.ps1 -Path lync-partners.json
param([Parameter(Mandatory = $true)][string]$Path)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$told = New-Object System.Collections.ArrayList

function Format-Text([string]$Text) {
  if ($Text -cmatch '^[ !#-\[\]-~]*\z') { return '"' + $Text + '"' }
  $builder = New-Object System.Text.StringBuilder
  foreach ($character in $Text.ToCharArray()) {
    $code = [int]$character
    if ($code -lt 32 -or $code -gt 126 -or $code -eq 34 -or $code -eq 92) { [void]$builder.Append('\u' + $code.ToString('x4')) }
    else { [void]$builder.Append($character) }
  }
  return '"' + $builder.ToString() + '"'
}

function Format-TextOrNull($Value) {
  if ($null -eq $Value -or ([string]$Value).Length -eq 0) { return 'null' }
  return Format-Text ([string]$Value)
}

function Format-Truth($Value) {
  if ($Value -isnot [bool]) { throw 'a value that should be true or false is neither' }
  if ($Value) { return 'true' }
  return 'false'
}

function Format-NumberOrNull($Value) {
  if ($null -eq $Value) { return 'null' }
  return ([uint32]$Value).ToString([System.Globalization.CultureInfo]::InvariantCulture)
}

# DNS knows neither upper case nor the root's dot; a name that is anything else is left to the reader to refuse.
function Get-PlainName($Name) {
  $plain = ([string]$Name).ToLowerInvariant()
  if ($plain.EndsWith('.', [System.StringComparison]::Ordinal)) { return $plain.Substring(0, $plain.Length - 1) }
  return $plain
}

function Get-Property($Partner, [string]$Name) {
  $property = $Partner.PSObject.Properties[$Name]
  if ($null -eq $property) { throw ('Get-CsXmppAllowedPartner gives objects without the property ' + $Name) }
  return $property.Value
}

function Get-PartnerDomain($Partner) {
  $property = $Partner.PSObject.Properties['Domain']
  if ($null -ne $property -and ([string]$property.Value).Length -gt 0) { return Get-PlainName $property.Value }
  return Get-PlainName (Get-Property $Partner 'Identity')
}

function Format-Partner($Partner) {
  $names = @()
  foreach ($name in @(Get-Property $Partner 'AdditionalDomains')) { if ($null -ne $name) { $names += (Get-PlainName $name) } }
  [string[]]$sorted = $names
  [System.Array]::Sort($sorted, [System.StringComparer]::Ordinal)
  $domains = @()
  foreach ($name in $sorted) { $domains += (Format-Text $name) }
  $proxy = Get-Property $Partner 'ProxyFqdn'
  if ($null -ne $proxy) { $proxy = Get-PlainName $proxy }
  return '{"identity":' + (Format-Text (Get-Property $Partner 'Identity')) +
    ',"domain":' + (Format-Text (Get-PartnerDomain $Partner)) +
    ',"description":' + (Format-TextOrNull (Get-Property $Partner 'Description')) +
    ',"additionalDomains":[' + ($domains -join ',') + ']' +
    ',"partnerType":' + (Format-Text (Get-Property $Partner 'PartnerType')) +
    ',"tlsNegotiation":' + (Format-Text (Get-Property $Partner 'TlsNegotiation')) +
    ',"saslNegotiation":' + (Format-Text (Get-Property $Partner 'SaslNegotiation')) +
    ',"dialbackNegotiation":' + (Format-Truth (Get-Property $Partner 'SupportDialbackNegotiation')) +
    ',"connectionLimit":' + (Format-NumberOrNull (Get-Property $Partner 'ConnectionLimit')) +
    ',"keepAlive":' + (Format-Truth (Get-Property $Partner 'EnableKeepAlive')) +
    ',"proxyFqdn":' + (Format-TextOrNull $proxy) + '}'
}

# The partners in one order, whatever order they come in. The caller has a list of warnings, $told.
function Read-Partners {
  $heard = @()
  $texts = @()
  foreach ($partner in @(Get-CsXmppAllowedPartner -ErrorAction Stop -WarningVariable heard)) {
    if ($null -ne $partner) { $texts += (Format-Partner $partner) }
  }
  foreach ($warning in $heard) { [void]$told.Add([string]$warning) }
  [string[]]$sorted = $texts
  [System.Array]::Sort($sorted, [System.StringComparer]::Ordinal)
  return , $sorted
}

function Import-Management {
  foreach ($name in 'SkypeForBusiness', 'Lync') {
    if (@(Get-Module -ListAvailable -Name $name).Count -eq 0) { continue }
    Import-Module -Name $name -ErrorAction Stop -WarningAction SilentlyContinue
    return Get-Module -Name $name | Select-Object -First 1
  }
  return $null
}

if ($null -eq (Import-Management)) { throw 'neither the module SkypeForBusiness nor Lync is installed here' }
$texts = Read-Partners
foreach ($warning in $told) { Write-Warning $warning }
$feed = [string][char]10
$text = '{"formatVersion":1,"exportedAt":"' + [System.DateTime]::UtcNow.ToString('s') + 'Z","complete":true,"partners":[' +
  $feed + (@($texts) -join (',' + $feed)) + $feed + ']}' + $feed
# ASCII, without a byte order mark; Out-File and > would write UTF-16.
$file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
[System.IO.File]::WriteAllText($file, $text, [System.Text.Encoding]::ASCII)
Write-Output ([string]@($texts).Count + ' partners: ' + $file)
