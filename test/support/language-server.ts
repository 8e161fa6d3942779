/**
 * A client of a language server, as small as an editor can be: JSON-RPC 2.0 over the standard streams of a child
 * (LSP 3.17, base protocol). The server asks for its settings, and is answered from `settings`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface LanguageServer {
  request(method: string, params: unknown): Promise<unknown>;
  notify(method: string, params: unknown): void;
  /** Resolves with the newest diagnostics of this document for which `wanted` holds, also if they came before. */
  diagnostics(
    uri: string,
    wanted: (found: readonly EditorDiagnostic[]) => boolean,
  ): Promise<readonly EditorDiagnostic[]>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

/** 0-based, as the protocol counts. */
export interface EditorPosition {
  readonly line: number;
  readonly character: number;
}

export interface EditorDiagnostic {
  readonly message: string;
  readonly range: { readonly start: EditorPosition; readonly end: EditorPosition };
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export function startLanguageServer(script: string, settings: Readonly<Record<string, unknown>>): LanguageServer {
  const child = spawn(process.execPath, [script, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const pending = new Map<number, Waiting>();
  const published = new Map<string, readonly EditorDiagnostic[]>();
  const watchers = new Set<() => void>();
  let last = 0;

  const send = (message: object): void => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    child.stdin.write(body);
  };

  const receive = (message: Message): void => {
    if (message.method === undefined) settle(pending, message);
    else if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = message.params as { uri: string; diagnostics: readonly EditorDiagnostic[] };
      published.set(uri, diagnostics);
      for (const watcher of watchers) watcher();
    }
    if (message.method !== undefined && message.id !== undefined)
      send({ id: message.id, result: answer(message, settings) });
  };

  child.stdout.on('data', messageReader(receive));
  void ended.then(() => {
    for (const { reject } of pending.values()) reject(new Error('the language server has ended'));
  });

  const request = (method: string, params: unknown): Promise<unknown> => {
    const id = ++last;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      send({ id, method, params });
    });
  };

  return {
    request,
    notify: (method, params) => send({ method, params }),
    diagnostics: (uri, wanted) =>
      new Promise((resolve) => {
        const watcher = (): void => {
          const found = published.get(uri);
          if (found === undefined || !wanted(found)) return;
          watchers.delete(watcher);
          resolve(found);
        };
        watchers.add(watcher);
        watcher();
      }),
    stop: async () => {
      await request('shutdown', null);
      send({ method: 'exit' });
      await ended;
    },
  };
}

function settle(pending: Map<number, Waiting>, { id, result, error }: Message): void {
  const waiting = pending.get(Number(id));
  pending.delete(Number(id));
  if (error === undefined) waiting?.resolve(result);
  else waiting?.reject(new Error(error.message));
}

/** What an editor says when the server asks: its settings, section by section; to everything else: nothing. */
function answer({ method, params }: Message, settings: Readonly<Record<string, unknown>>): unknown {
  if (method !== 'workspace/configuration') return null;
  const { items } = params as { items: readonly { section?: string }[] };
  return items.map(({ section = '' }) => settings[section] ?? {});
}

function messageReader(receive: (message: Message) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const headEnd = rest.indexOf('\r\n\r\n');
      if (headEnd === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(rest.toString('latin1', 0, headEnd))?.[1]);
      const end = headEnd + 4 + length;
      if (rest.length < end) return;
      const body = rest.toString('utf8', headEnd + 4, end);
      rest = rest.subarray(end);
      receive(JSON.parse(body) as Message);
    }
  };
}
