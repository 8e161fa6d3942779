/** What went wrong with a session → an error for a person: what it means, and what to do about it. */
import type { AdapterError, ErrorReport } from '../../model/errors.ts';
import type { NoAnswer, NoAnswerCode } from '../../shell/launch.ts';
import type { Fail } from '../failure.ts';
import type { Reply } from './api.ts';
import { SCRIPT_DAMAGED } from './bootstrap.ts';
import type { CmdletError, Failed, Started } from './codec.ts';
import type { SessionOptions } from './options.ts';

export interface Exchange {
  readonly fail: Fail;
  readonly options: SessionOptions;
  /** What a change without an answer did is not known; the core reads again. */
  readonly isChange: boolean;
}

/** The answer, where it is one. Throws AdapterError. */
export function answerOf<T>(reply: Reply<T | Failed>, exchange: Exchange): Exclude<T, Failed> {
  if (reply.kind === 'no-answer') throw lost(reply, exchange);
  if (reply.kind === 'undecodable') throw undecodable(reply.problem, exchange);
  const { value } = reply;
  if (isFailed(value)) throw exchange.fail(cmdletFailure('reading the partners failed', value.error));
  return value as Exclude<T, Failed>;
}

export function isFailed(value: unknown): value is Failed {
  return typeof value === 'object' && value !== null && 'error' in value;
}

/** A session without the module can answer nothing. Throws AdapterError. */
export function withModule({ module, failure, shell }: Started, { fail }: Exchange): void {
  if (module !== null) return;
  if (failure !== null) {
    const { message } = cmdletFailure('the module cannot be loaded', failure);
    throw fail({ code: 'no-module', message, hint: UNLOADABLE });
  }
  throw fail({
    code: 'no-module',
    message: `PowerShell ${shell} is there, but has neither the module SkypeForBusiness nor Lync`,
    hint: 'install the administrative tools there, or name another host with `host`; docs/lync.md says how',
  });
}

const UNLOADABLE =
  'load it there by hand, as this account: Import-Module; where scripts are disabled, the execution policy RemoteSigned is enough';

const RIGHTS = 'see what the server says, and that this account may: docs/lync.md names the groups and roles';

export function cmdletFailure(what: string, { message, id, category }: CmdletError): ErrorReport {
  const said = message.trim() === '' ? 'without a word' : message.trim();
  return { code: 'cmdlet-failed', message: `${what}: ${said} (${id || category})`, hint: RIGHTS };
}

function undecodable(problem: string, { fail, isChange }: Exchange): AdapterError {
  const code = isChange ? 'unreadable-answer' : 'unreadable-state';
  const hint =
    'nothing of it is taken: correct it on the server, in the Control Panel or with Set-CsXmppAllowedPartner';
  return fail({ code, message: `the answer cannot be trusted: ${problem}`, hint });
}

const AGAIN = 'run the command again: what is done is not done twice';
const REACH = 'check `host`, and that `ssh` reaches it without asking anything: try it by hand';

const MEANING: Readonly<Record<NoAnswerCode, readonly [code: string, message: string, hint: string]>> = {
  NOT_FOUND: [
    'no-shell',
    'there is no such program',
    'name the PowerShell with `shell`, or the host that has one with `host`',
  ],
  NOT_STARTED: ['no-shell', 'it cannot be started', 'check `shell`, and that this account may run it'],
  KILLED: ['session-ended', 'the session was killed from outside', AGAIN],
  TIMEOUT: ['timeout', 'no answer in time', 'see what the server is busy with, or give it more `timeout`'],
  ABORTED: ['no-answer', 'the answer was not waited for', AGAIN],
  TOO_LARGE: [
    'answer-too-large',
    'it says more than any state is long',
    'run the shell by hand, and see what it prints',
  ],
  NOT_TEXT: ['unreadable-state', 'it answers with bytes that are no text', 'see what else prints into the session'],
  HOST: [
    'bad-options',
    '`host` is no host name',
    'write a host name and nothing else; ~/.ssh/config knows user and port',
  ],
  SSH: ['unreachable', 'SSH does not get there', REACH],
  LOST: ['connection-lost', 'the connection broke before the answer was whole', AGAIN],
  ENDED: [
    'session-ended',
    'PowerShell ended before it answered',
    'start it by hand in the same way: docs/lync.md shows how',
  ],
  CLOSED: ['session-ended', 'the session was over already', AGAIN],
};

/** What was begun may go on over there. */
const MAY_GO_ON: ReadonlySet<NoAnswerCode> = new Set(['TIMEOUT', 'ABORTED', 'LOST', 'TOO_LARGE']);
const MAY_PASS: ReadonlySet<NoAnswerCode> = new Set(['KILLED', 'LOST', 'ENDED', 'SSH', 'CLOSED']);

export function lost({ code, detail }: NoAnswer, { fail, options, isChange }: Exchange): AdapterError {
  if (code === 'ENDED' && detail.startsWith(`exit ${SCRIPT_DAMAGED}`))
    return fail({
      code: 'script-damaged',
      message: 'the session’s script did not arrive as it was sent, and was not run',
      hint: 'something on the way changes or eats the input: see the login scripts and the default shell of the host',
    });
  const [known, message, hint] = MEANING[code];
  const said = detail === options.shell ? '' : detail;
  const about = code === 'TIMEOUT' ? `${options.timeoutMs / 1000} seconds` : said;
  return fail({
    code: isChange && MAY_GO_ON.has(code) ? 'no-answer' : known,
    message: about === '' ? message : `${message} (${about})`,
    hint,
    retryable: MAY_PASS.has(code),
  });
}
