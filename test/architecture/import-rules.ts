/** Who may import whom: folders, packages, cycles. */
import { isBuiltin } from 'node:module';
import { type Module, stageOf } from './modules.ts';
import type { Tree } from './source-tree.ts';

const EVERYONE = '*';

/** Stage → the stages that it may import. A stage that is not here has no right to exist before it is. */
export const IMPORT_TABLE: Readonly<Record<string, readonly string[]>> = {
  model: [],
  yaml: ['model'],
  json: ['model'],
  disk: ['model'],
  http: [],
  shell: ['model'],
  load: ['model', 'yaml'],
  lint: ['model'],
  plan: ['model'],
  verdict: ['model'],
  render: ['model', 'json'],
  adapters: ['model', 'json', 'yaml', 'disk', 'http', 'shell'],
  apply: ['model', 'disk'],
  git: ['model'],
  probe: ['model'],
  adopt: ['model', 'yaml', 'disk'],
  ci: ['model', 'json', 'render', 'http'],
  reconcile: ['model', 'load', 'lint', 'plan', 'verdict', 'apply', 'adapters', 'git', 'adopt', 'disk', 'yaml'],
  cli: [EVERYONE],
  index: [EVERYONE],
  bin: ['cli'],
};

/** Package → the one file or folder that imports it. */
export const DOORS: Readonly<Record<string, string>> = {
  yaml: 'src/yaml/',
  diff: 'src/render/text-diff.ts',
  'simple-git': 'src/git/',
  commander: 'src/cli/program.ts',
  picocolors: 'src/render/colors.ts',
  tldts: 'src/model/public-suffix.ts',
  leven: 'src/model/suggest.ts',
  canonicalize: 'src/model/digest.ts',
  saxes: 'src/probe/xml-stream.ts',
  undici: 'src/http/connection.ts',
  zx: 'src/shell/program.ts',
  'p-limit': 'src/apply/',
  'p-retry': 'src/apply/',
};

export function importTableViolations(modules: readonly Module[]): readonly string[] {
  return modules.flatMap(({ file, imports }) => {
    const stage = stageOf(file);
    const allowed = IMPORT_TABLE[stage];
    if (allowed === undefined) return [`${file}: ${stage} is not in the import table`];
    return imports
      .filter(({ kind }) => kind === 'file')
      .filter(({ path }) => {
        const target = stageOf(path);
        return target !== stage && !allowed.includes(target) && !allowed.includes(EVERYONE);
      })
      .map(({ path }) => `${file}: ${stage} must not import ${path}`);
  });
}

/** Adapters have the same anatomy and know nothing of one another; only their registry knows them. */
export function adapterViolations(modules: readonly Module[]): readonly string[] {
  return modules.flatMap(({ file, imports }) => {
    if (file === 'src/adapters/registry.ts') return [];
    const own = adapterOf(file);
    return imports
      .filter(({ path }) => adapterOf(path) !== undefined && adapterOf(path) !== own)
      .map(({ path }) => `${file}: reaches into an adapter (${path})`);
  });
}

function adapterOf(path: string): string | undefined {
  return /^src\/adapters\/([^/]+)\//.exec(path)?.[1];
}

export function doorViolations(modules: readonly Module[]): readonly string[] {
  return modules.flatMap(({ file, imports }) =>
    imports
      .filter(({ kind }) => kind === 'package')
      .flatMap(({ path }) => {
        if (isBuiltin(path)) return [`${file}: write node:${path}`];
        const door = DOORS[path];
        if (door === undefined) return [`${file}: ${path} has no door: nobody decided to depend on it`];
        const behind = door.endsWith('/') ? file.startsWith(door) : file === door;
        return behind ? [] : [`${file}: ${path} is imported by ${door} only`];
      }),
  );
}

/** What is imported exists, in src/ and nowhere else. */
export function danglingImports(modules: readonly Module[], tree: Tree): readonly string[] {
  const exists = (path: string): boolean =>
    path.startsWith('src/') && (tree.has(path) || /\/generated\/[^/]+\.js$/.test(path));
  return modules.flatMap(({ file, imports }) =>
    imports.filter(({ kind, path }) => kind === 'file' && !exists(path)).map(({ path }) => `${file}: ${path}`),
  );
}

/** Each cycle once, as the path around it. Types count. */
export function importCycles(modules: readonly Module[]): readonly string[] {
  const importsOf = new Map(modules.map(({ file, imports }) => [file, imports.map(({ path }) => path)]));
  const cycles: string[] = [];
  const finished = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at !== -1) cycles.push([...trail.slice(at), file].join(' → '));
    if (at !== -1 || finished.has(file)) return;
    for (const next of importsOf.get(file) ?? []) visit(next, [...trail, file]);
    finished.add(file);
  };
  for (const { file } of modules) visit(file, []);
  return cycles;
}
