/**
 * Opening a module costs Node a third of a millisecond. esbuild makes a chunk of what the very same entry points reach:
 * dozens of them, most of a few hundred bytes, for `lint` alone. So what is loaded after the check or the plan, or
 * needs most of it, is made to reach all of it: then a layer is one chunk. Nothing is evaluated that would do anything.
 */
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';

const CHECK = 'src/cli/commands/lint.ts';
const PLAN = 'src/cli/commands/plan.ts';

/** They run without the check. */
const APART: ReadonlySet<string> = new Set(['src/bin.ts', 'src/cli/process.ts', 'src/cli/commands/init.ts']);
/** They run without a plan. */
const CHECKING: ReadonlySet<string> = new Set([CHECK, 'src/cli/commands/fmt.ts', 'src/render/lint/lint-sarif.ts']);

export function fewChunks(root: string): Plugin {
  return {
    name: 'few-chunks',
    setup: async (plugins) => {
      const { metafile } = await plugins.esbuild.build({
        ...plugins.initialOptions,
        plugins: [],
        metafile: true,
        write: false,
      });
      const layers = layersOf(metafile);
      plugins.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const layer = layers.get(relative(root, path).split(sep).join('/'));
        if (layer === undefined) return undefined;
        const added = `import ${JSON.stringify(join(root, layer))};\n`;
        return { contents: `${await readFile(path, 'utf8')}\n${added}`, loader: 'ts' };
      });
    },
  };
}

/** For each entry point, known to esbuild or found by it behind an `import()`, what it is made to reach. */
function layersOf({ inputs, outputs }: Metafile): ReadonlyMap<string, string> {
  const reached = new Set<string>();
  const reach = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const { path, kind } of inputs[file]?.imports ?? []) if (kind === 'import-statement') reach(path);
  };
  reach(CHECK);
  reach(PLAN);
  const entries = Object.values(outputs)
    .flatMap(({ entryPoint }) => entryPoint ?? [])
    .filter((file) => file.startsWith('src/') && !APART.has(file) && !reached.has(file));
  return new Map([[PLAN, CHECK], ...entries.map((file) => [file, CHECKING.has(file) ? CHECK : PLAN] as const)]);
}
