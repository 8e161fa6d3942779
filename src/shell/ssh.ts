/**
 * One command over OpenSSH: what is said to it, and what its own log tells. The person's configuration says who, where
 * and with which key; nothing in it makes us trust an unknown host key, share a connection, or forward anything.
 */
import type { ProgramEnvironment } from './program.ts';
import { lastLines } from './said.ts';

/** Names another file than ~/.ssh/config: a CI job has no home of its own. */
export const SSH_CONFIG = 'PARTNERCTL_SSH_CONFIG';

const LONGEST_CONNECT_S = 10;

/**
 * Options before what a configuration file says, which is how ssh reads them: the first one counts (ssh_config(5)).
 * `VERBOSE` is the least that tells whether anybody was logged in; it goes to a file, so that what the program over
 * there says stays its own.
 */
const OPTIONS = [
  'BatchMode=yes', // asks nothing
  'StrictHostKeyChecking=yes',
  'UpdateHostKeys=no',
  'ControlMaster=no', // one left behind would hold our pipes open
  'ControlPath=none', // another one may have been less strict
  'ClearAllForwardings=yes',
  'Tunnel=no',
  'PermitLocalCommand=no',
  'RemoteCommand=none',
  'ServerAliveInterval=15',
  'LogLevel=VERBOSE',
].flatMap((option) => ['-o', option]);

export interface SshCommand {
  readonly host: string;
  readonly argv: readonly string[];
  readonly env: ProgramEnvironment;
  readonly timeoutMs: number;
  /** Where it writes what it has to say itself. */
  readonly log: string;
}

export function sshArguments({ host, argv, env, timeoutMs, log }: SshCommand): readonly [string, ...string[]] {
  const config = env[SSH_CONFIG] ?? '';
  // less than the whole time, so that ssh gets to say what it waited for
  const seconds = Math.max(1, Math.min(LONGEST_CONNECT_S, Math.floor(timeoutMs / 2000)));
  return [
    'ssh',
    ...(config === '' ? [] : ['-F', config]),
    ...['-T', '-a', '-x', '-k', '-E', log],
    ...OPTIONS,
    ...['-o', `ConnectTimeout=${seconds}`],
    '--',
    host,
    argv.map(remoteWord).join(' '),
  ];
}

/** Means the same to every shell there is, PowerShell and cmd included. */
const PLAIN = /^[A-Za-z0-9._/-][A-Za-z0-9._/=-]*$/;

/**
 * A word of a POSIX shell's command line, which is what sshd hands a command to. Plain words are left alone, because the
 * shell of OpenSSH for Windows takes no single quotes: whoever calls a program there keeps to plain words.
 */
export function remoteWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

export type SshEnd = { readonly kind: 'program' } | { readonly kind: 'never-began' | 'lost'; readonly detail: string };

/** ssh's own failure, which a program over there may imitate. */
const FAILED = 255;

/** Whether an exit code is the program's, or ssh's own: then, whether anything can have been run. */
export function sshEnd(exitCode: number, log: string, stderr: string): SshEnd {
  if (exitCode !== FAILED) return { kind: 'program' };
  const lines = log.split(/\r?\n/);
  const login = lines.findIndex((line) => line.startsWith('Authenticated to '));
  if (login === -1) return { kind: 'never-began', detail: lastLines(log === '' ? stderr : log) };
  const after = lines.slice(login + 1).filter((line) => line !== '' && !FAREWELL.test(line));
  const lost = [...after, ...(BROKEN.exec(stderr) ?? [])].join('\n');
  return lost === '' ? { kind: 'program' } : { kind: 'lost', detail: lastLines(lost) };
}

/** What it says at the end of every connection. */
const FAREWELL = /^(?:Transferred: |Bytes per second: )/;
/** Said where the program's own words go; a program that says the same is believed less than it could be. */
const BROKEN = /^Connection to \S+ closed by remote host\.\r?\n?$/m;
