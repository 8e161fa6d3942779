/**
 * PowerShell, constant text: partners as the cmdlets give them → JSON in ASCII. Shared by the session and the export.
 *
 * Written for PowerShell 3.0 to 5.1. ConvertTo-Json is not used: it writes enumerations as numbers, stops at a depth,
 * and makes of a list with one item what it likes. Every property is named here, and has one form. What is missing or
 * of another kind throws: half a partner is none. Texts are compared by their lengths and ordinally: to a culture, a
 * text of zero-width characters is empty, and = with a combining sign after it is no =.
 */
export const READING_SCRIPT = String.raw`
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
`;
