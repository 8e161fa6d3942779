/**
 * How the session is started: a command line of constant text, short enough for cmd.exe (8,191 characters), that takes
 * the session's script from the first line of standard input and runs it only if it is, to the last character, ours.
 *
 * Base64 of UTF-16 without + and /, so that every shell on the way takes it for one plain word. The host itself reads
 * nothing of the input (`-InputFormat None`): the lines are the script's.
 */
import { createHash } from 'node:crypto';
import { SESSION_SCRIPT } from './session-script.ts';

const DIGEST = createHash('sha256').update(SESSION_SCRIPT, 'utf8').digest('hex').toUpperCase();
/** As BitConverter writes it. */
const PAIRS = DIGEST.replace(/..(?=.)/g, '$&-');

/** The exit code where the script did not arrive as it is. */
export const SCRIPT_DAMAGED = 86;

/** Stop comes first: where the digest cannot be computed, an error that is only printed would let the script be run. */
const TEXT = `$ErrorActionPreference = 'Stop'
$first = [Console]::In.ReadLine() | ConvertFrom-Json
$bytes = [Text.Encoding]::UTF8.GetBytes($first.script)
$hash = (New-Object Security.Cryptography.SHA256CryptoServiceProvider).ComputeHash($bytes)
if ([BitConverter]::ToString($hash) -cne '${PAIRS}') { exit ${SCRIPT_DAMAGED} }
& ([ScriptBlock]::Create($first.script)) $first.session
`;

/** Three characters of UTF-16 are eight of Base64, without = at the end. */
export const BOOTSTRAP = TEXT + ' '.repeat((3 - (TEXT.length % 3)) % 3);

export const SHELL_ARGUMENTS: readonly string[] = [
  '-NoLogo',
  '-NoProfile',
  '-NonInteractive',
  '-InputFormat',
  'None',
  '-OutputFormat',
  'Text',
  '-EncodedCommand',
  Buffer.from(BOOTSTRAP, 'utf16le').toString('base64'),
];
