/**
 * What a script does: everything is looked at before anything is written, the first failure ends it, and at last
 * everything is looked at again. A partner that is in the state after a step is past that step, so that the script can be
 * run again.
 */

export const RUNNING = String.raw`function Write-Refusal($Problems) {
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
`;
