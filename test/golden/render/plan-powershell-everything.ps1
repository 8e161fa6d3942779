# XMPP partners of lync-pool: 2 to add, 2 to update, 1 to remove, 12 unchanged, 1 unmanaged
# 1 change WEAKENS security, 2 changes CLOSE access.
#
# Read it. Then run it in a Lync Server or Skype for Business Server Management Shell, as a member of
# RTCUniversalServerAdmins:
#
#     .\change.ps1 -WhatIf     checks, and shows what it would do
#     .\change.ps1             checks, writes, reads again
#
# It ends with 0 when all is as wanted, 1 when something failed, 3 when it refused and wrote nothing, because
# a guard holds it back, or the live partners are not those that the plan was made for. It may be run again:
# what is done is not done twice.
#
# plan      sha256:fd2126489a7bc3ad8f852f94a8c139ae93306d0456f0ef3dba86da6a964ece95
# commit    1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d
# made by   partnerctl plan --format powershell --deployment lync-pool
#
# Kept: 1 live partner that no file declares.
# Warning: a limit of 10 is low

#requires -Version 3.0
[CmdletBinding()]
param(
  # Checks, and shows what would be written; writes nothing.
  [switch]$WhatIf,
  # The digest of this plan: it is meant, although a guard holds it back.
  [string]$Override = '',
  # The plan was made of files that are not committed, and is meant.
  [switch]$AllowUncommitted
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# The plan that was reviewed.
$PlanDigest = 'sha256:fd2126489a7bc3ad8f852f94a8c139ae93306d0456f0ef3dba86da6a964ece95'

# What holds it back.
$Guards = @()
$Uncommitted = $false

# The live partners that it leaves alone: how many, and the SHA-256 of their names and domains. What it may do was
# judged beside them.
$Others = @{
  Partners = 2
  Digest = 'sha256:8f0ab645b68105eb05eec45278f95ea9b5429b2cd81181eb2f5ba205abb4c5b1'
}

# What is done, in this order. Before: what must be there. Set: what is written; $null: the partner is removed.
$Changes = @(
  # ~ fabrikam.com: WEAKENS, CLOSES
  # now also Server Dialback over plain TCP: unencrypted, trusting DNS
  # now also Server Dialback over TLS: encrypted, trusting DNS
  # pending: not applied yet
  @{
    Action = 'update'
    Partner = 'fabrikam.com'
    Before = @{
      Description = 'Fabrikam''s XMPP service'
      AdditionalDomains = @('corp.fabrikam.com', 'it.fabrikam.com')
      PartnerType = 'Federated'
      TlsNegotiation = 'Required'
      SaslNegotiation = 'Required'
      SupportDialbackNegotiation = $true
      ConnectionLimit = [uint32]10
      EnableKeepAlive = $true
      ProxyFqdn = $null
    }
    Set = @{
      AdditionalDomains = @()
      TlsNegotiation = 'Optional'
      SaslNegotiation = 'Optional'
      ConnectionLimit = $null
    }
  },
  # - tailspintoys.com: CLOSES
  # Federated - certificate - also chat.tailspintoys.com
  # pending: not applied yet
  # removed by 1a2b3c4 Zo\u{eb} Doe 2026-11-20: End the agreement with Tailspin Toys (#214)
  #   (partners/tailspintoys.com.yaml)
  @{
    Action = 'remove'
    Partner = 'tailspintoys.com'
    Before = @{
      Description = $null
      AdditionalDomains = @('chat.tailspintoys.com')
      PartnerType = 'Federated'
      TlsNegotiation = 'Required'
      SaslNegotiation = 'Required'
      SupportDialbackNegotiation = $true
      ConnectionLimit = $null
      EnableKeepAlive = $true
      ProxyFqdn = $null
    }
    Set = $null
  },
  # + xn--bcher-kva.example (b\u{fc}cher.example): opens
  # PublicUnverified - certificate - also chat.xn--bcher-kva.example (chat.b\u{fc}cher.example)
  # pending: not applied yet
  @{
    Action = 'add'
    Partner = 'xn--bcher-kva.example'
    Before = $null
    Set = @{
      Description = [regex]::Unescape('B\u00fccher & \u201eZeitungen\u201c')
      AdditionalDomains = @('chat.xn--bcher-kva.example')
      PartnerType = 'PublicUnverified'
      TlsNegotiation = 'Required'
      SaslNegotiation = 'Required'
      SupportDialbackNegotiation = $true
      ConnectionLimit = $null
      EnableKeepAlive = $true
      ProxyFqdn = $null
    }
  },
  # + wingtip.example: opens
  # Federated - certificate - also chat.tailspintoys.com
  # pending: not applied yet
  @{
    Action = 'add'
    Partner = 'wingtip.example'
    Before = $null
    Set = @{
      Description = $null
      AdditionalDomains = @('chat.tailspintoys.com')
      PartnerType = 'Federated'
      TlsNegotiation = 'Required'
      SaslNegotiation = 'Required'
      SupportDialbackNegotiation = $true
      ConnectionLimit = $null
      EnableKeepAlive = $true
      ProxyFqdn = $null
    }
  },
  # ~ adatum.example: neutral
  # pending: not applied yet
  @{
    Action = 'update'
    Partner = 'adatum.example'
    Before = @{
      Description = $null
      AdditionalDomains = @()
      PartnerType = 'Federated'
      TlsNegotiation = 'Required'
      SaslNegotiation = 'Required'
      SupportDialbackNegotiation = $true
      ConnectionLimit = $null
      EnableKeepAlive = $false
      ProxyFqdn = $null
    }
    Set = @{
      EnableKeepAlive = $true
      ProxyFqdn = 'xmpp.adatum.example'
    }
  }
)

# ---- From here on every script is the same: it knows no partner. ----

$Fields = @(
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

# A parameter that takes no null would make 0 of it.
function Test-TakesNull([string]$Parameter) {
  $type = (Get-Command -Name 'Set-CsXmppAllowedPartner').Parameters[$Parameter].ParameterType
  return (-not $type.IsValueType) -or ($null -ne [System.Nullable]::GetUnderlyingType($type))
}

# Another partner that has one of these domains; '' where none has.
function Get-Owner($Live, [string]$Name, $Domains) {
  foreach ($other in @($Live.Keys)) {
    if ($other -ceq $Name) { continue }
    $found = $Live[$other]
    $owned = @($other) + @((Get-DomainText $found.AdditionalDomains).Split(','))
    foreach ($domain in $Domains) {
      if ($owned -ccontains $domain) { return $other }
    }
  }
  return ''
}

# Looks once more, writes one change, and looks what has become of it. Throws where it is not as it should be.
function Invoke-Change($Change) {
  $name = $Change.Partner
  $identity = $Change.Identity
  $after = Get-After $Change
  $live = Get-Live
  $difference = Get-Difference (Get-Named $live $name) $Change.Before
  if ($difference -cne '') { throw ('it has changed since the checks: ' + $difference) }
  if ($null -ne $after) {
    $owner = Get-Owner $live $name (@($name) + @($after.AdditionalDomains))
    if ($owner -cne '') { throw ('one of its domains belongs to ' + $owner) }
  }
  $parameters = @{}
  if ($null -ne $Change.Set) {
    foreach ($field in @($Change.Set.Keys)) {
      $value = $Change.Set[$field]
      if ($field -cne 'AdditionalDomains') {
        # a new partner has none of what is not given
        if ($null -ne $value -or $null -ne $Change.Before) { $parameters[$field] = $value }
      } else {
        $domains = @($value)
        if ($null -eq $Change.Before) {
          if ($domains.Count -gt 0) { $parameters[$field] = $domains }
        } elseif ($domains.Count -gt 0) {
          $parameters[$field] = @{ Replace = $domains }
        } else {
          $parameters[$field] = $null
        }
      }
    }
  }
  if ($null -eq $Change.Set) {
    Remove-CsXmppAllowedPartner -Identity $identity -Confirm:$false -ErrorAction Stop | Out-Null
  } elseif ($null -eq $Change.Before) {
    New-CsXmppAllowedPartner -Identity $identity @parameters -Confirm:$false -ErrorAction Stop | Out-Null
  } else {
    Set-CsXmppAllowedPartner -Identity $identity @parameters -Confirm:$false -ErrorAction Stop | Out-Null
  }
  $difference = Get-Difference (Get-Named (Get-Live) $name) $after
  if ($difference -cne '') { throw ('it was written, and is not as it was wanted: ' + $difference) }
}

function Write-Refusal($Problems) {
  foreach ($problem in $Problems) { Write-Host ('refused: ' + $problem) }
  Write-Host 'Nothing was written.'
}

# Its only output is the exit code.
function Invoke-Plan {
  $problems = New-Object 'System.Collections.Generic.List[string]'
  $given = $Override.ToLowerInvariant() -replace '^sha256:', ''
  $isThis = $PlanDigest.Substring(7).StartsWith($given, [StringComparison]::Ordinal)
  $overridden = ($given -cmatch '\A[0-9a-f]{12,64}\z') -and $isThis
  if ($Override -cne '' -and -not $overridden) { $problems.Add('-Override is for another plan: this is ' + $PlanDigest) }
  if (-not $overridden) { foreach ($guard in $Guards) { $problems.Add($guard) } }
  if ($Uncommitted -and -not $AllowUncommitted) {
    $problems.Add('the partner files were not committed: nobody has reviewed them. If it is meant, add -AllowUncommitted')
  }
  foreach ($verb in @('Get', 'New', 'Set', 'Remove')) {
    $cmdlet = $verb + '-CsXmppAllowedPartner'
    if ($null -eq (Get-Command -Name $cmdlet -ErrorAction SilentlyContinue)) {
      $problems.Add($cmdlet + ' is not here: run this in a Lync Server or Skype for Business Server Management Shell')
    }
  }
  if ($problems.Count -gt 0) { Write-Refusal $problems; return 3 }

  # The changes of each partner, in their order: one, or two where it has to give a domain up first.
  $mine = New-Object 'System.Collections.Generic.Dictionary[string,object]' ([StringComparer]::Ordinal)
  foreach ($change in $Changes) {
    if (-not $mine.ContainsKey($change.Partner)) {
      $mine[$change.Partner] = New-Object 'System.Collections.Generic.List[object]'
    }
    $mine[$change.Partner].Add($change)
  }

  # Everything is looked at before anything is written.
  $live = Get-Live
  foreach ($name in @($mine.Keys)) {
    $steps = $mine[$name]
    $found = Get-Named $live $name
    $done = $steps.Count
    while ($done -gt 0) {
      $after = Get-After $steps[$done - 1]
      if ((Get-Difference $found $after) -ceq '') { break }
      $done = $done - 1
    }
    # the cmdlets know a partner by its identity, which may be written in another way
    $identity = $name
    if ($null -ne $found) { $identity = [string]$found.Identity }
    for ($step = 0; $step -lt $steps.Count; $step++) {
      $steps[$step]['Identity'] = $identity
      $steps[$step]['Done'] = $step -lt $done
    }
    if ($done -eq 0) {
      $before = $steps[0].Before
      $difference = Get-Difference $found $before
      if ($difference -cne '') { $problems.Add($name + ' is not as it was when the plan was made: ' + $difference) }
    }
  }
  $left = @($Changes | Where-Object { -not $_.Done })
  $there = $Changes.Count - $left.Count
  if ($left.Count -gt 0) {
    foreach ($change in $left) {
      if ($null -eq $change.Before -or $null -eq $change.Set -or -not $change.Set.ContainsKey('ConnectionLimit')) { continue }
      if ($null -eq $change.Set.ConnectionLimit -and -not (Test-TakesNull 'ConnectionLimit')) {
        $problems.Add($change.Partner + ': Set-CsXmppAllowedPartner cannot take a connection limit away here; ' +
          'state one in the file, or remove the partner by hand so that it is made anew')
      }
    }
    $now = Get-Others $live $mine
    if ($now.Digest -cne $Others.Digest) {
      $problems.Add(('the names and domains of the partners that this plan leaves alone have changed: ' +
        '{0} partners then, {1} now' -f $Others.Partners, $now.Partners))
    }
  }
  if ($problems.Count -gt 0) {
    $problems.Add('what was planned for is gone: plan again, and review the new script')
    Write-Refusal $problems
    return 3
  }
  if ($left.Count -eq 0) { Write-Host 'Nothing to do: all of it is there already.'; return 0 }
  if ($WhatIf -or $WhatIfPreference) {
    foreach ($change in $left) { Write-Host ('would {0} {1}' -f $change.Action, $change.Partner) }
    Write-Host ('Nothing was written. {0} to write, {1} there already.' -f $left.Count, $there)
    return 0
  }

  # What fails ends it, because what comes after may need it; run it again to go on.
  $written = 0
  $failure = ''
  foreach ($change in $left) {
    try {
      Invoke-Change $change
      $written = $written + 1
      Write-Host ('done    {0} {1}' -f $change.Action, $change.Partner)
    } catch {
      $failure = $change.Action + ' ' + $change.Partner + ': ' + $_.Exception.Message
      break
    }
  }
  if ($failure -ceq '') {
    try {
      $live = Get-Live
      foreach ($name in @($mine.Keys)) {
        $steps = $mine[$name]
        $after = Get-After $steps[$steps.Count - 1]
        $difference = Get-Difference (Get-Named $live $name) $after
        if ($difference -cne '') { throw ($name + ': ' + $difference) }
      }
      if ((Get-Others $live $mine).Digest -cne $Others.Digest) { throw 'other partners have changed meanwhile' }
    } catch {
      $failure = 'the last look: ' + $_.Exception.Message
    }
  }
  if ($failure -cne '') { Write-Host ('FAILED  ' + $failure) }
  Write-Host ('{0} written, {1} there already, {2} left.' -f $written, $there, ($left.Count - $written))
  if ($failure -cne '') {
    Write-Host 'It can be run again: what is done is not done twice.'
    return 1
  }
  Write-Host 'Read again, and as wanted. Edge Servers follow when the change has been replicated to them.'
  return 0
}

# An error that nobody catches would leave $LASTEXITCODE as it was. What writes catches its own.
try { $code = Invoke-Plan } catch {
  Write-Host ('FAILED  ' + $_.Exception.Message)
  Write-Host 'Nothing was written.'
  $code = 1
}
exit $code
