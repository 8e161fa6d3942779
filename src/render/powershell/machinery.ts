/**
 * The part of a script that is the same in every script: it looks, writes, looks again, and tells. Windows PowerShell
 * 3.0 to 5.1 (Lync Server 2013 came with 3.0), strict mode 2.0; no value of any plan is part of it.
 */
import { LOOKING } from './looking.ts';
import { RUNNING } from './running.ts';
import { WRITING } from './writing.ts';

/** In front of the values of a plan. With CmdletBinding a misspelt -WhatIf is an error, and not a word too many. */
export const PARAMETERS = `#requires -Version 3.0
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
`;

/** Behind them. It needs $PlanDigest, $Guards, $Uncommitted, $Others and $Changes. */
export const MACHINERY = `# ---- From here on every script is the same: it knows no partner. ----

${LOOKING}
${WRITING}
${RUNNING}`;
