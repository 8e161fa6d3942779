/**
 * Source files → what they import and which globals they use. esbuild parses: every file is an entry whose imports
 * are all external, so that nothing is linked and one output is one file, without types and comments.
 */
import { posix } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { isSource, type Tree } from './source-tree.ts';

export interface Import {
  /** `src/model/plan.ts`, `node:fs` or `yaml`. */
  readonly path: string;
  readonly kind: 'file' | 'node' | 'package';
}

export interface Module {
  readonly file: string;
  readonly text: string;
  /** The file's code; a global among GLOBALS is written with `marked`, a variable of the same name is not. */
  readonly code: string;
  /** Types and dynamic imports included. */
  readonly imports: readonly Import[];
}

const GLOBALS = [
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
  'Date',
  'Math.random',
  'eval',
] as const;
export type Global = (typeof GLOBALS)[number];

export function marked(global: Global): string {
  return `__free_${global.replace('.', '_')}__`;
}

export async function modulesOf(tree: Tree): Promise<readonly Module[]> {
  const files = [...tree.keys()].filter(isSource);
  const { metafile, outputFiles } = await build({
    entryPoints: files.map((file) => ({ in: file, out: file })),
    bundle: true,
    write: false,
    metafile: true,
    treeShaking: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outdir: '/out',
    absWorkingDir: '/',
    logLevel: 'silent',
    legalComments: 'none',
    define: Object.fromEntries(GLOBALS.map((global) => [global, marked(global)])),
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    plugins: [fromTree(tree)],
  });
  const codes = new Map(outputFiles.map(({ path, text }) => [path.slice('/out/'.length, -'.js'.length), text]));
  return files.map((file) => {
    const found = metafile.inputs[`tree:${file}`]?.imports.map(({ path }) => path) ?? [];
    const text = tree.get(file) ?? '';
    const paths = [...new Set([...found, ...importTypes(text).map((path) => resolved(path, file))])].sort();
    return { file, text, code: codes.get(file) ?? '', imports: paths.map(toImport) };
  });
}

function fromTree(tree: Tree): Plugin {
  return {
    name: 'tree',
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ kind, path, importer }) =>
        kind === 'entry-point' ? { path, namespace: 'tree' } : { path: resolved(path, importer), external: true },
      );
      build.onLoad({ filter: /.*/, namespace: 'tree' }, ({ path }) => ({
        contents: withTypeImports(tree.get(path) ?? ''),
        loader: path.endsWith('.ts') ? 'ts' : 'js',
      }));
    },
  };
}

/** Type imports count, too; without this they would be gone before anybody sees them. */
function withTypeImports(text: string): string {
  return text.replace(/^(?:import|export)\s+type\s*(?:\{[^}]*\}|\*\s*as\s+\w+|\*|\w+)\s*from\b/gm, 'import');
}

/** `import('./x.ts').Type` in a type, which is gone as well. */
function importTypes(text: string): readonly string[] {
  return [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)].map((match) => match[1] ?? '');
}

/** Of ours: absolute in the tree. */
function resolved(path: string, importer: string): string {
  return path.startsWith('.') ? posix.join('/', posix.dirname(importer), path) : path;
}

function toImport(path: string): Import {
  if (path.startsWith('/')) return { path: path.slice(1), kind: 'file' };
  return path.startsWith('node:') ? { path, kind: 'node' } : { path: packageName(path), kind: 'package' };
}

function packageName(path: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path;
}

/** The stage that a file belongs to: its folder in src/, or its own name for the files directly there. */
export function stageOf(path: string): string {
  const [, first = ''] = path.split('/');
  return first.replace(/\.[jt]s$/, '');
}
