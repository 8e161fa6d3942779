/** A program here or on a host over SSH, and what its end means: its own exit, or why there is no answer. */
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isHostName } from './host-name.ts';
import { atOurEnd } from './process-group.ts';
import { type Ending, isProgram, type Program, type ProgramEnvironment, startProgram } from './program.ts';
import { sshArguments, sshEnd } from './ssh.ts';

export interface ProgramOptions {
  /** A host name (host-name.ts), reached over SSH; absent: this machine. */
  readonly host?: string | undefined;
  /** All that the program is given here; over SSH it is ssh that gets it, and PARTNERCTL_SSH_CONFIG counts. */
  readonly env: ProgramEnvironment;
  /** For a whole run, or for one exchange of a session. */
  readonly timeoutMs: number;
  /** Of what is said meanwhile. */
  readonly maxBytes: number;
}

/**
 * NOT_FOUND: there is no such program. NOT_STARTED: the system refuses to start it. KILLED: a signal ended it, not ours.
 * TOO_LARGE: it said more than `maxBytes`. NOT_TEXT: that was not UTF-8. HOST: not a host name. SSH: nobody was logged in,
 * so nothing was run. LOST: the connection broke, and what was begun over there may go on; so it may after TIMEOUT,
 * ABORTED and TOO_LARGE. Of a session, ENDED: the program ended before it answered. CLOSED: the session was over before.
 */
export type NoAnswerCode =
  | 'NOT_FOUND'
  | 'NOT_STARTED'
  | 'KILLED'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'TOO_LARGE'
  | 'NOT_TEXT'
  | 'HOST'
  | 'SSH'
  | 'LOST'
  | 'ENDED'
  | 'CLOSED';

export interface NoAnswer {
  readonly kind: 'no-answer';
  readonly code: NoAnswerCode;
  /** In words or a system's code; foreign, though harmless to a terminal. Empty where the code says it all. */
  readonly detail: string;
}

export interface Exit {
  readonly kind: 'exit';
  readonly exitCode: number;
}

export interface Launched {
  readonly program: Program;
  /** To be asked once, when it has ended. `stderr` is the last of what it said there. */
  readonly meaning: (ending: Ending, stderr: string) => Promise<Exit | NoAnswer>;
  /** Leaves nothing behind. */
  readonly forget: () => Promise<void>;
}

export function noAnswer(code: NoAnswerCode, detail = ''): NoAnswer {
  return { kind: 'no-answer', code, detail };
}

export async function launch(
  argv: readonly [string, ...string[]],
  options: ProgramOptions,
): Promise<Launched | NoAnswer> {
  const { host, env, timeoutMs } = options;
  if (host === undefined) {
    const started = await startProgram(argv, env);
    if (!isProgram(started)) return ownMeaning(started, argv[0]) as NoAnswer;
    return {
      program: started,
      meaning: async (ending) => await Promise.resolve(ownMeaning(ending, argv[0])),
      forget: async () => await Promise.resolve(),
    };
  }
  if (!isHostName(host)) return noAnswer('HOST', 'a host name in lower case and nothing else, please');
  // a login shell would read it as an option of its own
  if (argv[0].startsWith('-')) return noAnswer('NOT_FOUND', argv[0]);

  const folder = await mkdtemp(join(tmpdir(), 'partnerctl-ssh-'));
  const stopWatching = atOurEnd(() => rmSync(folder, { recursive: true, force: true }));
  const forget = async (): Promise<void> => {
    stopWatching();
    await rm(folder, { recursive: true, force: true });
  };
  const log = join(folder, 'log');
  const started = await startProgram(sshArguments({ host, argv, env, timeoutMs, log }), env);
  if (!isProgram(started)) {
    await forget();
    return ownMeaning(started, 'ssh') as NoAnswer;
  }
  const meaning = async (ending: Ending, stderr: string): Promise<Exit | NoAnswer> => {
    const own = ownMeaning(ending, 'ssh');
    if (own.kind !== 'exit') return own;
    // a shell's own word for it (POSIX.1-2017, XCU 2.8.2)
    if (own.exitCode === 127) return noAnswer('NOT_FOUND', argv[0]);
    const end = sshEnd(own.exitCode, await readFile(log, 'utf8').catch(() => ''), stderr);
    return end.kind === 'program' ? own : noAnswer(end.kind === 'lost' ? 'LOST' : 'SSH', end.detail);
  };
  return { program: started, meaning, forget };
}

function ownMeaning({ exitCode, signal, failure }: Ending, file: string): Exit | NoAnswer {
  if (failure === 'ENOENT') return noAnswer('NOT_FOUND', file);
  if (failure !== null) return noAnswer('NOT_STARTED', failure);
  if (exitCode === null) return noAnswer('KILLED', signal ?? '');
  return { kind: 'exit', exitCode };
}
