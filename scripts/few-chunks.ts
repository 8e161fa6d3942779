/**
 * Opening a module costs Node a third of a millisecond. esbuild makes a chunk of what the very same entry points reach:
 * dozens of them, most of a few hundred bytes, for `lint` alone. So what is loaded after a layer, or needs most of it, is
 * made to reach all of it: then a layer is one chunk. Nothing that would do anything is evaluated.
 */
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';

/** Each needs most of those before it. */
const COMMAND_LINE = 'src/cli/process.ts';
const CHECK = 'src/cli/commands/lint.ts';
const PLAN = 'src/cli/commands/plan.ts';

/** They run without the check. */
const BEFORE_CHECK: ReadonlySet<string> = new Set(['src/bin.ts', COMMAND_LINE, 'src/cli/commands/init.ts']);
/** They run without a plan. */
const BEFORE_PLAN: ReadonlySet<string> = new Set([
  ...BEFORE_CHECK,
  CHECK,
  'src/cli/commands/fmt.ts',
  'src/render/lint/lint-sarif.ts',
]);
/** They run without a command line. */
const LIBRARY: ReadonlySet<string> = new Set(['src/bin.ts', 'src/index.ts']);

export function fewChunks(root: string): Plugin {
  return {
    name: 'few-chunks',
    setup: async (plugins) => {
      const { initialOptions } = plugins;
      const { metafile } = await plugins.esbuild.build({
        ...initialOptions,
        plugins: [],
        metafile: true,
        write: false,
      });
      const entries = entryPoints(metafile);
      plugins.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const file = relative(root, path).split(sep).join('/');
        if (!entries.has(file)) return undefined;
        const imports = layersBelow(file).map((layer) => `import ${JSON.stringify(join(root, layer))};\n`);
        return { contents: `${await readFile(path, 'utf8')}\n${imports.join('')}`, loader: 'ts' };
      });
    },
  };
}

/** Ours, known to esbuild or found by it behind an `import()`; but none that a layer itself reaches, for that is a circle. */
function entryPoints({ inputs, outputs }: Metafile): ReadonlySet<string> {
  const reached = new Set<string>();
  const reach = (file: string): void => {
    for (const { path, kind } of inputs[file]?.imports ?? []) {
      if (kind !== 'import-statement' || reached.has(path)) continue;
      reached.add(path);
      reach(path);
    }
  };
  for (const layer of [COMMAND_LINE, CHECK, PLAN]) reach(layer);
  const entries = Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  return new Set(entries.filter((file) => file.startsWith('src/') && !reached.has(file)));
}

function layersBelow(file: string): readonly string[] {
  return [
    ...(LIBRARY.has(file) ? [] : [COMMAND_LINE]),
    ...(BEFORE_CHECK.has(file) ? [] : [CHECK]),
    ...(BEFORE_PLAN.has(file) ? [] : [PLAN]),
  ].filter((layer) => layer !== file);
}
