/** The administrator's commands of the server: over mod_http_api, or by ejabberdctl beside the server. */
import { type Connection, type NoAnswer, openConnection } from '../../http/connection.ts';
import { mayPass } from '../../http/passing.ts';
import { quoted } from '../../model/quoted.ts';
import type { Fail } from '../failure.ts';
import type { ApiWay } from './options.ts';

/** As the administrator permits them. */
export const COMMANDS = [
  'reload_config',
  'dump_config',
  'incoming_s2s_number',
  'outgoing_s2s_number',
  'stop_s2s_connections',
] as const;
export type Command = (typeof COMMANDS)[number];

/** `refused`: the server's own words, bounded. */
export type Said =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'refused'; readonly words: string };

export interface Commands {
  /** Throws AdapterError where there is no answer of the server. `argument`: the one that the command takes. */
  readonly call: (command: Command, argument: string | null, signal: AbortSignal, fail: Fail) => Promise<Said>;
  readonly close: () => Promise<void>;
}

const MAX_ANSWER_BYTES = 1024 * 1024;
const LONGEST_WORDS = 600;

export function httpCommands(way: ApiWay, timeoutMs: number): Commands {
  const { origin, pathname } = new URL(way.url);
  const connection: Connection = openConnection({
    origin,
    secret: way.token,
    timeoutMs,
    maxBytes: MAX_ANSWER_BYTES,
    connections: 1,
  });
  return {
    call: async (command, argument, signal, fail) => {
      const outcome = await connection.send(
        {
          method: 'POST',
          path: `${pathname.replace(/\/$/, '')}/${command}`,
          headers: {
            'content-type': 'application/json',
            ...(way.token !== null && { authorization: `Bearer ${way.token}` }),
          },
          body: JSON.stringify(argument === null ? {} : { out: argument }),
        },
        signal,
      );
      if (outcome.kind === 'no-answer') throw noAnswer(outcome, way, fail);
      const { status, text } = outcome;
      if (status === 200) return { kind: 'done', text: text.trim() };
      // a failure of the command itself is told as a JSON text
      if (status === 400 && typeof parsed(text) === 'string') return { kind: 'refused', words: bounded(parsed(text)) };
      throw refusal(status, command, way, fail);
    },
    close: connection.close,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What a server says goes to people: one line, and not without end. */
export function bounded(words: unknown): string {
  return quoted(String(words).trim(), LONGEST_WORDS);
}

function noAnswer({ code }: NoAnswer, { url }: ApiWay, fail: Fail): Error {
  const hint = `check \`api\`, that ejabberd runs, and that this machine may reach ${url}`;
  const message = code === 'TIMEOUT' ? 'no whole answer in time' : `no answer (${code})`;
  return fail({
    code: code === 'TIMEOUT' ? 'timeout' : 'unreachable',
    message,
    hint,
    retryable: mayPass({ kind: 'no-answer', code }),
  });
}

function refusal(status: number, command: Command, { tokenName }: ApiWay, fail: Fail): Error {
  const who = tokenName === null ? 'this machine’s address' : `the token in ${tokenName}`;
  if (status === 401 || status === 403)
    return fail({
      code: 'forbidden',
      message: `the server does not let ${who} call ${command} (${status})`,
      hint: `permit it in api_permissions of the main file: what: [${COMMANDS.join(', ')}]`,
    });
  return fail({
    code: status === 404 ? 'not-found' : 'unexpected-status',
    message: `${command} is answered with status ${status}`,
    hint: 'check `api`: it is where request_handlers has mod_http_api, as in http://127.0.0.1:5280/api',
  });
}

/** Runs `ejabberdctl` with the command, and says how it ended. */
export type RunCtl = (command: Command, argument: string | null, signal: AbortSignal, fail: Fail) => Promise<CtlEnd>;

export interface CtlEnd {
  readonly exitCode: number;
  readonly output: string;
}

export function ctlCommands(run: RunCtl): Commands {
  return {
    call: async (command, argument, signal, fail) => {
      const { exitCode, output } = await run(command, argument, signal, fail);
      if (exitCode === 0) return { kind: 'done', text: output.trim() };
      if (exitCode === 1)
        return { kind: 'refused', words: bounded(output.replace(/^Error: (?:error\s+Error: )?/, '')) };
      throw fail({
        code: exitCode === 3 ? 'unreachable' : 'ctl-failed',
        message:
          exitCode === 3
            ? 'ejabberdctl does not reach the server'
            : `ejabberdctl ends with ${exitCode}: ${bounded(output)}`,
        hint:
          exitCode === 126 || exitCode === 127
            ? 'check `ctl`: it is the path of ejabberdctl on the server'
            : 'see that ejabberd runs, and that `ctl` has the options of that installation; only root and the user ejabberd may call it',
        retryable: exitCode === 3,
      });
    },
    close: async () => {},
  };
}
