/**
 * The session with the real script in it, run by the tests' interpreter (test/support/powershell/): each request is a
 * run of the whole script with that one line of input, against cmdlets with a memory.
 */
import type { Api, Reply } from '../../../src/adapters/lync/api.ts';
import { decodeStarted, encodeRequest } from '../../../src/adapters/lync/codec.ts';
import { SESSION_SCRIPT } from '../../../src/adapters/lync/session-script.ts';
import type { Decoded } from '../../../src/json/read.ts';
import type { LyncShell } from '../../support/powershell/lync-shell.ts';

/** What the script writes when it reads these lines, and then there are no more. */
export function interpreted(shell: LyncShell, lines: readonly string[]): string {
  const left = [...lines];
  let said = '';
  const terminal = {
    readLine: () => left.shift() ?? null,
    write: (text: string) => {
      said += text;
    },
  };
  const { error } = shell.run(SESSION_SCRIPT, { Session: 'a-session' }, terminal);
  if (error !== undefined) throw new Error(`the script ended: ${error}`);
  return said;
}

/** The text between the two lines of that number, as the session's door would take it. */
export function answerIn(said: string, number: number): string {
  const lines = said.split('\n');
  const begin = lines.indexOf(`partnerctl-begin a-session ${number}`);
  const end = lines.indexOf(`partnerctl-end a-session ${number}`, begin);
  if (begin === -1 || end === -1) throw new Error(`no answer ${number} in ${said}`);
  return lines.slice(begin + 1, end).join('\n');
}

export function interpretedApi(shell: LyncShell): Api {
  const reply = <T>(text: string, decode: (json: string) => Decoded<T>): Reply<T> => {
    const decoded = decode(text);
    return 'problem' in decoded
      ? { kind: 'undecodable', problem: decoded.problem }
      : { kind: 'answer', value: decoded.value };
  };
  return {
    start: async (signal) => {
      signal.throwIfAborted();
      return await Promise.resolve(reply(answerIn(interpreted(shell, []), 0), decodeStarted));
    },
    ask: async (request, decode, signal) => {
      signal.throwIfAborted();
      return await Promise.resolve(reply(answerIn(interpreted(shell, [encodeRequest(1, request)]), 1), decode));
    },
    close: async () => {},
  };
}
