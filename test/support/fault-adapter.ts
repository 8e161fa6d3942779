/**
 * A broken connection: wraps any adapter and, when told to, fails, answers late, loses answers or dies. Nothing
 * sleeps; what is late waits for the test. Faults are armed before or during a run and go off by themselves:
 *
 *   const adapter = faultAdapter(deployment.adapter());
 *   adapter.failPartner('fabrikam.com');                // its changes fail until healPartner
 *   adapter.failNext('read', { times: 2 });             // the next two reads throw a retryable AdapterError
 *   adapter.failNext('write', { retryable: false, times: Infinity });
 *   adapter.loseAnswer('after');                        // the next write is performed, but throws 'answer-lost'
 *   adapter.loseAnswer('before');                       // the next write throws 'answer-lost', nothing was written
 *   adapter.dieAfter(1);                                // one more change is written, then everything throws
 *   adapter.revive();                                   // … until the connection is back
 *   adapter.truncateNextRead();                         // the answer breaks off: an AdapterError, never half a state
 *   adapter.alterReads((state) => ({ ...state, partners: [] }));  // a server that lies, until alterReads(undefined)
 *   const gate = adapter.hold('write');                 // the next write waits …
 *   await gate.reached;                                 // … (the call has come in)
 *   gate.open();                                        // … and goes on
 *   adapter.calls;                                      // ['read', 'write', …] in the order they came in
 */
import type { Adapter, LiveState, WriteChange, WriteContext } from '../../src/model/adapter.ts';
import { AdapterError, type AdapterOperation } from '../../src/model/errors.ts';
import type { Health } from '../../src/model/health.ts';

type Operation = Exclude<AdapterOperation, 'open'>;

export interface Gate {
  /** Resolves when the call has come in. */
  readonly reached: Promise<void>;
  /** Lets it go on. */
  open(): void;
}

export interface FaultOptions {
  /** How often; once without it. */
  readonly times?: number;
  /** True without it. */
  readonly retryable?: boolean;
  readonly code?: string;
}

export interface FaultAdapter extends Adapter {
  readonly calls: readonly Operation[];
  failPartner(domain: string): void;
  healPartner(domain: string): void;
  failNext(operation: Operation, options?: FaultOptions): void;
  loseAnswer(when: 'before' | 'after', options?: Omit<FaultOptions, 'code'>): void;
  dieAfter(changes: number): void;
  revive(): void;
  truncateNextRead(): void;
  alterReads(alter: ((state: LiveState) => LiveState) | undefined): void;
  /** `before`, as without it: the call waits before anything is done; `after`: its answer is late. */
  hold(operation: Operation, when?: 'before' | 'after'): Gate;
}

interface Fault {
  readonly operation: Operation;
  readonly when: 'before' | 'after';
  times: number;
  readonly act: (signal: AbortSignal | undefined) => Promise<void>;
}

export function faultAdapter(inner: Adapter): FaultAdapter {
  const calls: Operation[] = [];
  const faults: Fault[] = [];
  const failing = new Set<string>();
  let alter: ((state: LiveState) => LiveState) | undefined;
  let left = Number.POSITIVE_INFINITY;

  const goOff = async (operation: Operation, when: 'before' | 'after', signal?: AbortSignal): Promise<void> => {
    const fault = faults.find((each) => each.operation === operation && each.when === when && each.times > 0);
    if (fault === undefined) return;
    fault.times -= 1;
    await fault.act(signal);
  };
  const call = async <T>(operation: Operation, signal: AbortSignal | undefined, perform: () => Promise<T>) => {
    calls.push(operation);
    await goOff(operation, 'before', signal);
    if (left <= 0 && operation !== 'close') throw broken(operation, 'connection-lost');
    const answer = await perform();
    await goOff(operation, 'after', signal);
    return answer;
  };
  const throwing = (operation: Operation, when: 'before' | 'after', options: FaultOptions, code: string): void => {
    const error = () => broken(operation, options.code ?? code, options.retryable ?? true);
    faults.push({ operation, when, times: options.times ?? 1, act: () => Promise.reject(error()) });
  };
  return {
    calls,
    capabilities: inner.capabilities,
    failPartner: (domain) => failing.add(domain),
    healPartner: (domain) => failing.delete(domain),
    failNext: (operation, options = {}) => throwing(operation, 'before', options, `${operation}-failed`),
    loseAnswer: (when, options = {}) => throwing('write', when, options, 'answer-lost'),
    dieAfter: (changes) => {
      left = changes;
    },
    revive: () => {
      left = Number.POSITIVE_INFINITY;
    },
    truncateNextRead: () => throwing('read', 'after', {}, 'truncated'),
    alterReads: (next) => {
      alter = next;
    },
    hold: (operation, when = 'before') => {
      const { gate, wait } = createGate();
      faults.push({ operation, when, times: 1, act: wait });
      return gate;
    },
    read: (signal) => call('read', signal, async () => (alter ?? same)(await inner.read(signal))),
    write: (changes, context) =>
      call('write', context.signal, async () => {
        const performed = changes.slice(0, left);
        left -= performed.length;
        if (performed.length === changes.length) return writeAround(inner, changes, context, failing);
        // whole or not at all: what dies in the middle of an atomic batch has written nothing
        if (!inner.capabilities.atomic) await writeAround(inner, performed, { ...context, commit: null }, failing);
        throw broken('write', 'connection-lost');
      }),
    ...(inner.sessions && {
      sessions: (signal) => call('sessions', signal, async () => inner.sessions?.(signal) ?? []),
    }),
    ...(inner.health && { health: (signal) => call('health', signal, async () => inner.health?.(signal) ?? SILENT) }),
    ...(inner.block && { block: (one, signal) => call('block', signal, async () => inner.block?.(one, signal)) }),
    ...(inner.unblock && {
      unblock: (domain, signal) => call('unblock', signal, async () => inner.unblock?.(domain, signal) ?? false),
    }),
    close: () => call('close', undefined, () => inner.close()),
  } satisfies FaultAdapter;
}

/** The chosen partners fail: alone, or with the whole batch where it is atomic. */
async function writeAround(
  inner: Adapter,
  changes: readonly WriteChange[],
  context: WriteContext,
  failing: ReadonlySet<string>,
) {
  const isBad = ({ domain }: { readonly domain: string }): boolean => failing.has(domain);
  if (!changes.some(isBad)) return inner.write(changes, context);
  const { code, message, hint } = broken('write', 'partner-refused');
  const withoutBad = changes.filter((change) => !isBad(change));
  const written = inner.capabilities.atomic ? [] : await inner.write(withoutBad, { ...context, commit: null });
  return changes.map((change) => {
    const { action, domain } = change;
    if (isBad(change)) return { action, domain, outcome: 'failed' as const, error: { code, message, hint } };
    return written[withoutBad.indexOf(change)] ?? { action, domain, outcome: 'skipped' as const };
  });
}

const SILENT: Health = { enforcing: false, mode: 'enforce', revision: null, reasons: [], limits: [], departures: [] };
const same = (state: LiveState): LiveState => state;

function broken(operation: Operation, code: string, retryable = true): AdapterError {
  const message = `${operation}: ${code} (the test wants it so)`;
  return new AdapterError({ deployment: 'faulty', operation, retryable, code, message, hint: 'this is a test' });
}

/** An aborted call waits no longer, as a real connection would not. */
function createGate() {
  let arrive = (): void => {};
  let open = (): void => {};
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const wait = async (signal: AbortSignal | undefined): Promise<void> => {
    arrive();
    await (signal === undefined ? opened : Promise.race([opened, abortion(signal)]));
  };
  const gate: Gate = { reached, open: () => open() };
  return { gate, wait };
}

function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
