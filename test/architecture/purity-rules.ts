/** Which folders are pure, and where the process may be touched at all. */
import { type Global, type Module, marked, stageOf } from './modules.ts';

const PURE_STAGES: ReadonlySet<string> = new Set(['model', 'json', 'lint', 'plan', 'verdict', 'render']);
/** Computation only. Everything else of Node's reaches the world, or a clock. */
const PURE_NODE_MODULES: ReadonlySet<string> = new Set(['node:url', 'node:crypto']);
/** Of node:crypto; the rest is randomness, keys and waiting. */
const PURE_CRYPTO = /^\s*(?:createHash|type \w+)\s*$/;

const IMPURE_GLOBALS: readonly Global[] = [
  'process',
  'console',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'WebSocket',
  'globalThis',
  'global',
  'crypto',
  'Math.random',
  'eval',
];

function isPure(file: string): boolean {
  return PURE_STAGES.has(stageOf(file)) || /(?:^|[/-])codec\.ts$/.test(file);
}

export function purityViolations(modules: readonly Module[]): readonly string[] {
  return modules
    .filter(({ file }) => isPure(file))
    .flatMap(({ file, code, imports }) => [
      ...imports
        .filter(({ kind, path }) => kind === 'node' && !PURE_NODE_MODULES.has(path))
        .map(({ path }) => `${file}: imports ${path}`),
      ...impureCrypto(code).map((name) => `${file}: imports ${name} of node:crypto`),
      ...IMPURE_GLOBALS.filter((global) => code.includes(marked(global))).map((global) => `${file}: uses ${global}`),
      ...(readsClock(code) ? [`${file}: reads the clock`] : []),
    ]);
}

function impureCrypto(code: string): readonly string[] {
  return [...code.matchAll(/import\s*([^'";]*?)\s*from\s*["']node:crypto["']/g)]
    .flatMap((match) => (match[1] ?? '').replace(/^\{|\}$/g, '').split(','))
    .filter((name) => name.trim() !== '' && !PURE_CRYPTO.test(name))
    .map((name) => name.trim());
}

/** `new Date(text)` computes; `Date.now()`, `new Date()`, `Date()`, and Date handed on as a value tell the time. */
function readsClock(code: string): boolean {
  const date = marked('Date');
  const computing = new RegExp(`\\bnew ${date}\\((?!\\s*\\))|\\b${date}\\.(?:UTC|parse)\\(`, 'g');
  return code.replace(computing, '').includes(date);
}

const ENTRIES: readonly string[] = ['src/bin.ts', 'src/cli/process.ts'];

/** A lock names the process that holds it, and asks the system whether that process lives: nobody else can tell. */
const LOCK_OWNER = 'src/disk/lock-owner.ts';
/** A program is ended with all that it started, which only a signal to its group does. */
const PROCESS_GROUP = 'src/shell/process-group.ts';

export function processViolations(modules: readonly Module[]): readonly string[] {
  return modules.flatMap(({ file, code, imports }) => {
    const found: string[] = [];
    const mayTouch = [...ENTRIES, LOCK_OWNER, PROCESS_GROUP].includes(file);
    const exit = new RegExp(`${marked('process')}\\.(?:exit|abort|reallyExit)\\b`);
    if (exit.test(code) && file !== 'src/cli/process.ts') found.push(`${file}: ends the process`);
    if (!mayTouch && (code.includes(marked('process')) || imports.some(({ path }) => path === 'node:process')))
      found.push(`${file}: touches the process`);
    if (
      !ENTRIES.includes(file) &&
      (code.includes(marked('console')) || imports.some(({ path }) => path === 'node:console'))
    )
      found.push(`${file}: prints`);
    return found;
  });
}
