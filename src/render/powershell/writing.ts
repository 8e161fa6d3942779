/**
 * The function of a script that writes. Set-CsXmppAllowedPartner takes a whole list as @{Replace=...} and empties it by
 * $null (its reference page, example 5). What is there is looked for in the list of all: Get-CsXmppAllowedPartner
 * -Identity fails where there is no such partner.
 */

export const WRITING = `# A parameter that takes no null would make 0 of it.
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
`;
