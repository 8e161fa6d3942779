/**
 * The transport: the agent beside the server (agent.ts), which knows bytes and not partners, and the server's commands.
 * One question at a time; whatever goes wrong ends the agent, and with it the lock, and the next call starts another.
 */
import type { NoAnswer } from '../../shell/launch.ts';
import { openSession, type Session } from '../../shell/session.ts';
import { SSH_CONFIG } from '../../shell/ssh.ts';
import type { Fail } from '../failure.ts';
import { AGENT } from './agent.ts';
import { type Command, type Commands, ctlCommands, httpCommands, type Said } from './commands.ts';
import type { EjabberdOptions } from './options.ts';

/** A file, or why it cannot be read, in the words of the system over there. */
export type FileText = { readonly bytes: Buffer } | { readonly refused: string };

export interface ServerFiles {
  readonly fragment: FileText;
  readonly main: FileText;
}

/** What may be done with the server while nobody else of us does. Everything throws AdapterError. */
export interface Held {
  readonly files: (signal: AbortSignal) => Promise<ServerFiles>;
  /** The configuration that the server has accepted. */
  readonly dump: (signal: AbortSignal) => Promise<Buffer>;
  /** Who writes over there. Throws where that user may not. */
  readonly rights: (signal: AbortSignal) => Promise<string>;
  /** Whole, and on disk when it resolves. */
  readonly replace: (fragment: string, signal: AbortSignal) => Promise<void>;
  readonly call: (command: Command, signal: AbortSignal) => Promise<Said>;
}

export interface Server {
  /** Others may read at the same time where nobody writes. */
  readonly hold: <T>(
    how: 'reading' | 'writing',
    fail: Fail,
    signal: AbortSignal,
    run: (held: Held) => Promise<T>,
  ) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** Larger than the configuration of 100,000 partners in Base64. */
const MAX_BYTES = 128 * 1024 * 1024;
/** A write takes a second or two. */
const LOCK_WAIT_S = 20;

type Environment = Readonly<Record<string, string | undefined>>;
type Lines = readonly (readonly string[])[];

export function openServer(options: EjabberdOptions, env: Environment): Server {
  const { way, host, timeoutMs } = options;
  let agent: Agent | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const ask = async (question: string, fail: Fail, signal: AbortSignal): Promise<Lines> => {
    agent ??= new Agent(options, env);
    const answer = await agent.ask(question, signal);
    if (!('kind' in answer)) return answer;
    await agent.close();
    agent = undefined;
    throw agentProblem(answer, host, fail);
  };
  const commands: Commands =
    way.kind === 'api'
      ? httpCommands(way, timeoutMs)
      : ctlCommands(async (command, argument, signal, fail) => {
          const words = argument === null ? ['ctl', command] : ['ctl', command, base64(argument)];
          const [key = '', exitCode = '', output = ''] = (await ask(words.join(' '), fail, signal))[0] ?? [];
          if (key !== 'ran') throw garbled(fail);
          return { exitCode: Number(exitCode), output: textOf(output) };
        });
  const opened = async (how: 'reading' | 'writing', fail: Fail, signal: AbortSignal): Promise<Held> => {
    if (agent === undefined) {
      const argv = way.kind === 'ctl' ? way.argv : [];
      const words = [options.fragment, options.mainFile, options.scratch, ...argv].map(base64);
      expect('opened', await ask(`open ${words.join(' ')}`, fail, signal), fail, 'no-tools', TOOLS_HINT);
    }
    const lines = await ask(`lock ${how === 'writing' ? '-x' : '-s'} -w ${LOCK_WAIT_S}`, fail, signal);
    if (lines[0]?.[0] === 'busy')
      throw fail({
        code: 'locked',
        message: `somebody else has been writing for ${LOCK_WAIT_S} seconds`,
        hint: 'try again; `fuser` on the fragment’s folder tells who holds the lock',
        retryable: true,
      });
    expect('locked', lines, fail, 'lock-failed', TOOLS_HINT);
    return held(fail);
  };
  const held = (fail: Fail): Held => ({
    files: async (signal) => {
      const lines = await ask('files', fail, signal);
      return { fragment: fileIn(lines, 'fragment', fail), main: fileIn(lines, 'main', fail) };
    },
    dump: async (signal) => {
      const box = await ask('box', fail, signal);
      const path = expect('box', box, fail, 'no-dump', SCRATCH_HINT);
      const said = await commands.call('dump_config', path, signal, fail);
      if (said.kind === 'refused') throw fail(dumpRefused(said.words));
      const dump = fileIn(await ask('take', fail, signal), 'dump', fail);
      if ('bytes' in dump) return dump.bytes;
      throw fail({
        code: 'no-dump',
        message: `what dump_config wrote cannot be read: ${dump.refused}`,
        hint: SCRATCH_HINT,
      });
    },
    rights: async (signal) => {
      const lines = await ask('rights', fail, signal);
      return expect('rights', lines, fail, 'write-failed', RIGHTS_HINT);
    },
    replace: async (fragment, signal) => {
      const lines = await ask(`replace ${base64(fragment)}`, fail, signal);
      expect('replaced', lines, fail, 'write-failed', RIGHTS_HINT);
    },
    call: async (command, signal) => await commands.call(command, null, signal, fail),
  });
  return {
    hold: async (how, fail, signal, run) => {
      signal.throwIfAborted();
      const mine = turn.then(async () => {
        const server = await opened(how, fail, signal);
        try {
          return await run(server);
        } finally {
          // an agent that is gone has let go already
          if (agent !== undefined) await ask('unlock', fail, NEVER).catch(() => undefined);
        }
      });
      turn = mine.catch(() => undefined);
      return await mine;
    },
    close: async () => {
      await Promise.all([agent?.close(), commands.close()]);
      agent = undefined;
    },
  };
}

const NEVER = new AbortController().signal;

/** What programs need. Secrets of the job are none of their business. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SSH_AUTH_SOCK', SSH_CONFIG] as const;

function passedOn(env: Environment): Environment {
  return Object.fromEntries(PASSED_ON.map((name) => [name, env[name]]));
}

class Agent {
  readonly #session: Session;
  #count = 0;

  constructor({ host, timeoutMs }: EjabberdOptions, env: Environment) {
    // while it waits for the lock it says nothing
    const patience = timeoutMs + LOCK_WAIT_S * 1000;
    this.#session = openSession(['sh', '-c', AGENT], {
      host,
      env: passedOn(env),
      timeoutMs: patience,
      maxBytes: MAX_BYTES,
    });
  }

  async ask(question: string, signal: AbortSignal): Promise<Lines | NoAnswer> {
    this.#count += 1;
    const markers = { begin: `begin ${this.#count}`, end: `end ${this.#count}` };
    const answer = await this.#session.exchange(`${this.#count} ${question}`, markers, signal);
    return answer.kind === 'answer' ? answer.text.split('\n').map((line) => line.split(' ')) : answer;
  }

  async close(): Promise<void> {
    await this.#session.close();
  }
}

const TOOLS_HINT =
  'the server needs a POSIX shell, coreutils and util-linux (flock), and a user who may read the fragment’s folder';
const RIGHTS_HINT = 'the user over there must own the fragment and its folder, or be root';
const SCRATCH_HINT =
  '`scratch` is a folder that both ejabberd and the user over there may write to; without it, /var/lib/ejabberd: be root or ejabberd there';

function dumpRefused(words: string): Parameters<Fail>[0] {
  const isBug = words.includes('bad argument');
  return {
    code: 'no-dump',
    message: `the server cannot write the configuration that it has accepted: ${words}`,
    hint: isBug
      ? 'ejabberd cannot dump a quoted text with a character above U+00FF: write it without quotes in the main file'
      : SCRATCH_HINT,
  };
}

/** The second word of the line with that key; `failed` says why there is none. */
function expect(key: string, lines: Lines, fail: Fail, code: string, hint: string): string {
  const failed = lines.find(([each]) => each === 'failed');
  if (failed !== undefined) throw fail({ code, message: textOf(failed[1] ?? ''), hint });
  const line = lines.find(([each]) => each === key);
  if (line === undefined) throw garbled(fail);
  return textOf(line[1] ?? '');
}

function fileIn(lines: Lines, name: string, fail: Fail): FileText {
  const failed = lines.find(([each]) => each === `${name}-failed`);
  if (failed !== undefined) return { refused: textOf(failed[1] ?? '') };
  const [, size = '', content = ''] = lines.find(([each]) => each === name) ?? [];
  const bytes = Buffer.from(content, 'base64');
  if (!/^\d+$/.test(size) || bytes.length !== Number(size)) throw garbled(fail);
  return { bytes };
}

function garbled(fail: Fail): Error {
  const hint = 'try again; a file may have been replaced while it was read';
  return fail({ code: 'unreadable-answer', message: 'what came back is not whole', hint, retryable: true });
}

function agentProblem({ code, detail }: NoAnswer, host: string | undefined, fail: Fail): Error {
  const said = detail === '' ? '' : `: ${detail}`;
  if (code === 'SSH')
    return fail({
      code: 'unreachable',
      message: `nobody could be logged in over SSH${said}`,
      hint: `make \`ssh ${host ?? ''} true\` work without a question: key, user and known host`,
    });
  if (code === 'TIMEOUT')
    return fail({
      ...{ code: 'timeout', message: 'no answer in time', hint: 'see what the server is busy with' },
      retryable: true,
    });
  if (code === 'NOT_FOUND' || code === 'NOT_STARTED')
    return fail({ code: 'no-shell', message: `there is no shell${said}`, hint: TOOLS_HINT });
  return fail({
    code: 'connection-lost',
    message: `the connection broke before the answer was whole (${code})${said}`,
    hint: 'try again; what was begun is looked at first',
    retryable: true,
  });
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function textOf(encoded: string): string {
  return Buffer.from(encoded, 'base64').toString('utf8');
}
