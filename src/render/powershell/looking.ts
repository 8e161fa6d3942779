/**
 * The functions of a script that read and compare. A comparison with -eq is not ordinal in PowerShell, so texts are
 * compared by [string]::Equals; lists come back from a function unrolled, a Dictionary does not.
 */

export const LOOKING = String.raw`$Fields = @(
  'Description', 'AdditionalDomains', 'PartnerType', 'TlsNegotiation', 'SaslNegotiation',
  'SupportDialbackNegotiation', 'ConnectionLimit', 'EnableKeepAlive', 'ProxyFqdn'
)

# DNS knows neither upper case nor the dot at the end.
function Get-PlainName($Name) {
  $plain = ([string]$Name).ToLowerInvariant()
  if ($plain.EndsWith('.', [StringComparison]::Ordinal)) { return $plain.Substring(0, $plain.Length - 1) }
  return $plain
}

# Domains, sorted, with commas between them.
function Get-DomainText($Domains) {
  $names = New-Object 'System.Collections.Generic.List[string]'
  foreach ($domain in $Domains) {
    if ($null -ne $domain) { $names.Add((Get-PlainName $domain)) }
  }
  $names.Sort([StringComparer]::Ordinal)
  return [string]::Join(',', $names.ToArray())
}

# One setting as text, whether it comes from the server or from this script; '' where there is none.
function Get-FieldText($Settings, [string]$Field) {
  $value = $Settings.$Field
  if ($null -eq $value) { return '' }
  if ($Field -ceq 'AdditionalDomains') { return (Get-DomainText $value) }
  if ($Field -ceq 'ProxyFqdn') { return (Get-PlainName $value) }
  return [string]$value
}

# How a live partner differs from the settings; '' where it does not. $null stands for no partner at all.
function Get-Difference($Found, $Settings) {
  if ($null -eq $Found -and $null -eq $Settings) { return '' }
  if ($null -eq $Found) { return 'it is not there' }
  if ($null -eq $Settings) { return 'it is there' }
  $differences = New-Object 'System.Collections.Generic.List[string]'
  foreach ($field in $Fields) {
    $is = Get-FieldText $Found $field
    $expected = Get-FieldText $Settings $field
    if (-not [string]::Equals($is, $expected, [StringComparison]::Ordinal)) {
      $shown = @($is, $expected) -creplace '[^\x20-\x7e]', '?'
      $differences.Add(('{0} is "{1}", expected was "{2}"' -f $field, $shown[0], $shown[1]))
    }
  }
  return [string]::Join('; ', $differences.ToArray())
}

# What is there after a change: nothing, or what was there before with what is set.
function Get-After($Change) {
  if ($null -eq $Change.Set) { return $null }
  $after = @{}
  if ($null -ne $Change.Before) {
    foreach ($field in $Fields) { $after[$field] = $Change.Before[$field] }
  }
  foreach ($field in @($Change.Set.Keys)) { $after[$field] = $Change.Set[$field] }
  return $after
}

# A partner's primary domain.
function Get-Primary($Found) {
  $property = $Found.PSObject.Properties['Domain']
  if ($null -ne $property -and ([string]$property.Value).Length -gt 0) { return (Get-PlainName $property.Value) }
  return (Get-PlainName $Found.Identity)
}

# All live partners, by their primary domains.
function Get-Live {
  $live = New-Object 'System.Collections.Generic.Dictionary[string,object]' ([StringComparer]::Ordinal)
  foreach ($found in @(Get-CsXmppAllowedPartner -ErrorAction Stop)) {
    $live.Add((Get-Primary $found), $found)
  }
  return $live
}

function Get-Named($Live, [string]$Name) {
  if ($Live.ContainsKey($Name)) { return $Live[$Name] }
  return $null
}

# The names and domains of the live partners that this plan leaves alone: how many, and their SHA-256.
function Get-Others($Live, $Mine) {
  $lines = New-Object 'System.Collections.Generic.List[string]'
  foreach ($name in @($Live.Keys)) {
    if ($Mine.ContainsKey($name)) { continue }
    $found = $Live[$name]
    $lines.Add($name + '=' + (Get-DomainText $found.AdditionalDomains))
  }
  $lines.Sort([StringComparer]::Ordinal)
  $text = [string]::Join([string][char]10, $lines.ToArray())
  $bytes = [System.Text.Encoding]::UTF8.GetBytes($text)
  $hash = New-Object 'System.Security.Cryptography.SHA256CryptoServiceProvider'
  $digest = [System.BitConverter]::ToString($hash.ComputeHash($bytes)).Replace('-', '').ToLowerInvariant()
  return @{ Partners = $lines.Count; Digest = 'sha256:' + $digest }
}
`;
