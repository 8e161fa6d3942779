/** Runs Lua inside a server, through mod_test_rig: the tests' way to load, unload and look. */
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type Inbox, inbox } from './inbox.ts';

export interface Inside {
  /** A chunk with `return`; JSON of what it returns. Lua's errors are thrown. */
  readonly run: <T>(code: string) => Promise<T>;
  readonly close: () => void;
}

interface Answer {
  readonly ok: boolean;
  readonly value?: unknown;
  readonly error?: string;
}

/** Connects at the first call, and again after the server was restarted. */
export function insideServer(name: string, ip: string, port: number): Inside {
  let socket: Socket | undefined;
  let answers: Inbox<string>;
  // answers come in the order of the questions
  let last: Promise<unknown> = Promise.resolve();
  const open = (): Socket => {
    const opened = connect(port, ip);
    const box = inbox<string>(`Lua in ${name}`, (line) => line.slice(0, 500));
    const lines = createInterface(opened).on('line', (line) => box.push(line));
    // readline hands the socket's errors on, and would throw them where nobody listens
    for (const each of [opened, lines]) each.on('error', (error: Error) => box.end(error.message));
    opened.on('close', () => {
      box.end('the connection ended');
      if (socket === opened) socket = undefined;
    });
    answers = box;
    return opened;
  };
  const ask = async (code: string): Promise<Answer> => {
    socket ??= open();
    socket.write(`${JSON.stringify({ code })}\n`);
    return JSON.parse(await answers.next(() => true, code)) as Answer;
  };
  return {
    run: async <T>(code: string) => {
      const answer = last.then(() => ask(code));
      last = answer.catch(() => undefined);
      const { ok, value, error } = await answer;
      if (!ok) throw new Error(`Lua in ${name}: ${error}\n${code}`);
      return value as T;
    },
    close: () => {
      socket?.destroy();
      socket = undefined;
    },
  };
}
