/**
 * PowerShell, constant text: the export that an administrator makes where this program may not go. It is published as
 * docs/lync-export.ps1 (a test compares), and reads exactly as the session does.
 */
import { READING_SCRIPT } from './reading-script.ts';

const OPENING = `# Writes the XMPP federated partners of Lync Server 2013 or Skype for Business Server into a file, for partnerctl.
# It only reads: Get-CsXmppAllowedPartner is the one cmdlet of the server that it calls.
#
#   powershell.exe -NoProfile -File lync-export.ps1 -Path lync-partners.json
param([Parameter(Mandatory = $true)][string]$Path)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$told = New-Object System.Collections.ArrayList
`;

const WRITING = `
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
`;

export const EXPORT_SCRIPT = [OPENING, READING_SCRIPT, WRITING].join('');
