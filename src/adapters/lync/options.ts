/** The deployment's options, checked: a PowerShell session, here or on a host, or an export that somebody made. */
import { isAbsolute, relative, sep } from 'node:path';
import type { AdapterContext } from '../../model/adapter.ts';
import { failing } from '../failure.ts';

export type LyncOptions = SessionOptions | ExportOptions;

export interface SessionOptions {
  readonly kind: 'session';
  /** A PowerShell's name, or its absolute path. */
  readonly shell: string;
  /** Reached over SSH; absent: this machine. */
  readonly host?: string;
  /** For one exchange. */
  readonly timeoutMs: number;
  /** For messages: `powershell.exe on admin-1`. */
  readonly place: string;
}

export interface ExportOptions {
  readonly kind: 'export';
  /** Inside the repository. */
  readonly path: string;
  readonly place: string;
}

/** Lync's module is one for Windows PowerShell, 3.0 to 5.1. */
export const DEFAULT_SHELL = 'powershell.exe';
/** Loading the module alone takes long on a server that has just started. */
export const DEFAULT_TIMEOUT_S = 60;
/**
 * A PowerShell by its name, or at an absolute path on a drive: the file that names it may be a pull request's, and must
 * start nothing else. No network share, which may be anybody's; no option, no shell's special character.
 */
const SHELL = /^(?:(?:[A-Za-z]:[\\/]|\/)(?:[\w.-]+[\\/])*)?(?:pwsh|powershell)(?:\.exe)?$/i;

/** What cmd.exe, PowerShell and POSIX shells all leave as it is: the door to SSH quotes everything else for the last. */
const PLAIN = /^[\w./-]+$/;

function isInside(root: string, path: string): boolean {
  if (!isAbsolute(path)) return false;
  const below = relative(root, path);
  return below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}

/** Throws AdapterError (operation `open`). */
export function checkOptions({ deployment, options, root }: AdapterContext): LyncOptions {
  const text = (name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined);
  const fail = failing(deployment, 'open', deployment);
  const path = text('export');
  const beside = ['shell', 'host', 'timeout'].find((name) => options[name] !== undefined);
  if (path !== undefined && beside !== undefined)
    throw fail({
      code: 'bad-options',
      message: `export and ${beside} exclude each other`,
      hint: `an export is read from a file, without any connection: remove ${beside}, or export`,
    });
  if (path !== undefined) return { kind: 'export', path, place: path };
  const shell = text('shell') ?? DEFAULT_SHELL;
  if (!SHELL.test(shell))
    throw fail({
      code: 'bad-options',
      message: `shell: ${JSON.stringify(shell)} is no PowerShell`,
      hint: 'write powershell.exe, or the absolute path of a powershell.exe or pwsh, without spaces and arguments',
    });
  const host = text('host');
  if (host === undefined && isInside(root, shell))
    throw fail({
      code: 'bad-options',
      message: `shell: ${JSON.stringify(shell)} is a file of the repository`,
      hint: 'name a PowerShell that is installed: whoever may change a file here would run programs',
    });
  if (host !== undefined && !PLAIN.test(shell))
    throw fail({
      code: 'bad-options',
      message: `shell: ${JSON.stringify(shell)} would not reach ${host} as it is`,
      hint: 'over SSH, which shell is at the other end is not known: write a plain name, such as powershell.exe',
    });
  const seconds = options['timeout'];
  return {
    kind: 'session',
    shell,
    ...(host !== undefined && { host }),
    timeoutMs: (typeof seconds === 'number' && seconds > 0 ? seconds : DEFAULT_TIMEOUT_S) * 1000,
    place: host === undefined ? shell : `${shell} on ${host}`,
  };
}
