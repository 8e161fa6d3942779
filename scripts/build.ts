// Builds dist/: code that needs no node_modules, its declarations, and the notices its licences ask for.
import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type Metafile, type OutputFile, type Plugin } from 'esbuild';
import { tidyDeclarations } from './declarations.ts';
import { fewChunks } from './few-chunks.ts';
import { generate, root } from './generate.ts';
import { thirdPartyNotices } from './notices.ts';

const dist = join(root, 'dist');

/** Subcommands that are programs of their own, which we have none of: what starts them would be loaded by every command. */
const commanderWithoutPrograms: Plugin = {
  name: 'commander-without-programs',
  setup: (plugins) => {
    plugins.onLoad({ filter: /[\\/]commander[\\/]lib[\\/]command\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const starting = "require('node:child_process')";
      if (!text.includes(starting)) throw new Error(`${path} does not ${starting} any more`);
      return { contents: text.replace(starting, '{}') };
    });
  },
};

const validators = await generate();
const [code] = await Promise.all([bundle(), declarations()]);
await writeFile(join(dist, 'THIRD-PARTY-NOTICES.txt'), await thirdPartyNotices(root, [validators, code]));

async function bundle(): Promise<Metafile> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const { metafile, outputFiles } = await build({
    entryPoints: { bin: 'src/bin.ts', index: 'src/index.ts' },
    absWorkingDir: root,
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    // stack traces in bug reports keep their names
    minifyIdentifiers: false,
    // and Node prints the whole line that threw
    lineLimit: 160,
    // the ES modules of a package shake; its CommonJS ones do not. yaml calls its own "browser"; they use nothing of one
    mainFields: ['module', 'main'],
    alias: {
      yaml: join(root, 'node_modules/yaml/browser/dist/index.js'),
      // CommonJS does not shake either: of undici only what is used
      undici: join(root, 'scripts/undici-pool.mjs'),
    },
    plugins: [commanderWithoutPrograms, fewChunks(root)],
    legalComments: 'none',
    define: { __VERSION__: JSON.stringify(version) },
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const eager = metafile.outputs['dist/bin.js']?.imports.filter(
    (each) => each.kind === 'import-statement' && !each.external,
  );
  if (eager?.length)
    throw new Error(`src/bin.ts loads ${eager.map((each) => each.path).join(', ')} before it looks at its arguments`);

  stayLazy(metafile, 'node_modules/undici/');
  stayLazy(metafile, 'node_modules/zx/');
  await replaceCode(outputFiles);
  return metafile;
}

/** Who plans for a file never pays for a network or for programs: what holds the package is only loaded by `import()`. */
function stayLazy({ outputs }: Metafile, folder: string): void {
  const holding = Object.entries(outputs).filter(([, { inputs }]) =>
    Object.keys(inputs).some((input) => input.startsWith(folder)),
  );
  const names = new Set(holding.map(([name]) => name));
  const eager = Object.entries(outputs).filter(
    ([name, { imports }]) =>
      !names.has(name) && imports.some(({ kind, path }) => kind === 'import-statement' && names.has(path)),
  );
  if (holding.length !== 1 || eager.length > 0)
    throw new Error(`${folder} is loaded at start-up by ${eager.map(([name]) => name).join(', ')}`);
}

/** Entry points last and stale chunks after them: a command that runs meanwhile finds what it imports. */
async function replaceCode(files: readonly OutputFile[]): Promise<void> {
  const chunks = join(dist, 'chunks');
  await mkdir(chunks, { recursive: true });
  const chunksFirst = files.toSorted((a, b) => Number(b.path.startsWith(chunks)) - Number(a.path.startsWith(chunks)));
  for (const file of chunksFirst) await writeFile(file.path, withCommonJsNames(file.text));
  await chmod(join(dist, 'bin.js'), 0o755);
  const current = new Set(files.map((file) => file.path));
  const stale = (await readdir(chunks)).map((name) => join(chunks, name)).filter((path) => !current.has(path));
  await Promise.all(stale.map(async (path) => await rm(path, { force: true })));
}

/** What CommonJS packages expect around them; only the chunks that use it pay for it. */
function withCommonJsNames(text: string): string {
  const imports: string[] = [];
  const names: string[] = [];
  if (text.includes('Dynamic require of')) {
    imports.push('import { createRequire as createRequireHere } from "node:module";');
    names.push('const require = createRequireHere(import.meta.url);');
  }
  if (/\b__(file|dir)name\b/.test(text)) {
    imports.push('import { fileURLToPath as pathOfUrl } from "node:url";');
    names.push('const __filename = pathOfUrl(import.meta.url), __dirname = pathOfUrl(new URL(".", import.meta.url));');
  }
  return [...imports, ...names, text].join('\n');
}

async function declarations(): Promise<void> {
  const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
  await new Promise<void>((resolve, reject) => {
    spawn(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
      .on('error', reject)
      .on('exit', (status) => (status === 0 ? resolve() : reject(new Error('the declarations do not compile'))));
  });
  await tidyDeclarations(root);
}
