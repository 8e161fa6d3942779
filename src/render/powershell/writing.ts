/**
 * The function of a script that writes. Set-CsXmppAllowedPartner takes a whole list as @{Replace=...} and empties it by
 * $null (its reference page, example 5); Get-CsXmppAllowedPartner -Identity fails where there is no such partner, so
 * what is removed is looked for in the list of all.
 */

export const WRITING = `# Looks once more, writes one change, and looks what has become of it. Throws where it is not as it should be.
function Invoke-Change($Change) {
  $name = $Change.Partner
  $after = Get-After $Change
  if ($null -ne $Change.Before) {
    $found = Get-CsXmppAllowedPartner -Identity $name -ErrorAction Stop
    $difference = Get-Difference $found $Change.Before
    if ($difference -cne '') { throw ('it has changed since the checks: ' + $difference) }
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
    Remove-CsXmppAllowedPartner -Identity $name -Confirm:$false -ErrorAction Stop | Out-Null
    $found = Get-Named (Get-Live) $name
  } elseif ($null -eq $Change.Before) {
    New-CsXmppAllowedPartner -Identity $name @parameters -Confirm:$false -ErrorAction Stop | Out-Null
    $found = Get-CsXmppAllowedPartner -Identity $name -ErrorAction Stop
  } else {
    Set-CsXmppAllowedPartner -Identity $name @parameters -Confirm:$false -ErrorAction Stop | Out-Null
    $found = Get-CsXmppAllowedPartner -Identity $name -ErrorAction Stop
  }
  $difference = Get-Difference $found $after
  if ($difference -cne '') { throw ('it was written, and is not as it was wanted: ' + $difference) }
}
`;
