/** The import rules, on trees that break them. */
import { expect, test } from 'vitest';
import {
  adapterViolations,
  danglingImports,
  doorViolations,
  importCycles,
  importTableViolations,
} from './import-rules.ts';
import { type Module, modulesOf } from './modules.ts';
import type { Tree } from './source-tree.ts';

interface Scene {
  readonly rule: (modules: readonly Module[], tree: Tree) => readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly found: readonly string[];
}

const file = (code: string): string => `/** It has a purpose. */\n${code}\n`;
const inModel = (code: string): Readonly<Record<string, string>> => ({ 'src/model/a.ts': file(code) });

const SCENES: Readonly<Record<string, Scene>> = {
  'a stage imports another': {
    rule: importTableViolations,
    files: { 'src/plan/a.ts': file("import { b } from '../load/b.ts';\nb();") },
    found: ['src/plan/a.ts: plan must not import src/load/b.ts'],
  },
  'a stage imports only a type of another': {
    rule: importTableViolations,
    files: { 'src/model/a.ts': file("import type { B } from '../yaml/b.ts';\nexport type A = B;") },
    found: ['src/model/a.ts: model must not import src/yaml/b.ts'],
  },
  'a type of another stage is passed on': {
    rule: importTableViolations,
    files: { 'src/model/a.ts': file("export type { B } from '../yaml/b.ts';") },
    found: ['src/model/a.ts: model must not import src/yaml/b.ts'],
  },
  'a type beside a value': {
    rule: importTableViolations,
    files: { 'src/lint/a.ts': file("import { type B } from '../plan/b.ts';\nexport type A = B;") },
    found: ['src/lint/a.ts: lint must not import src/plan/b.ts'],
  },
  'a type is imported where it is used': {
    rule: importTableViolations,
    files: { 'src/model/a.ts': file("export type A = import('../yaml/b.ts').B;") },
    found: ['src/model/a.ts: model must not import src/yaml/b.ts'],
  },
  'a dynamic import': {
    rule: importTableViolations,
    files: { 'src/adapters/x/a.ts': file("export const a = await import('../../apply/b.ts');") },
    found: ['src/adapters/x/a.ts: adapters must not import src/apply/b.ts'],
  },
  'the pipeline must not know its rim': {
    rule: importTableViolations,
    files: {
      'src/reconcile.ts': file("import './cli/main.ts';\nimport './reconcile/base.ts';\nimport './load/load.ts';"),
    },
    found: ['src/reconcile.ts: reconcile must not import src/cli/main.ts'],
  },
  'the rim and the public API know everyone': {
    rule: importTableViolations,
    files: {
      'src/cli/main.ts': file("import '../render/a.ts';\nimport '../reconcile.ts';"),
      'src/index.ts': file("export * from './cli/main.ts';"),
    },
    found: [],
  },
  'an import in a comment or a text is none': {
    rule: importTableViolations,
    files: inModel("// import '../load/b.ts';\nexport const a = \"import '../load/b.ts'\";"),
    found: [],
  },
  'a new folder': {
    rule: importTableViolations,
    files: { 'src/engine/a.ts': file('export const a = 1;') },
    found: ['src/engine/a.ts: engine is not in the import table'],
  },
  'an adapter uses another': {
    rule: adapterViolations,
    files: {
      'src/adapters/x/a.ts': file("import '../y/b.ts';\nimport './c.ts';"),
      'src/adapters/registry.ts': file("export const x = (): Promise<unknown> => import('./x/a.ts');"),
      'src/cli/a.ts': file("import '../adapters/x/a.ts';"),
    },
    found: [
      'src/adapters/x/a.ts: reaches into an adapter (src/adapters/y/b.ts)',
      'src/cli/a.ts: reaches into an adapter (src/adapters/x/a.ts)',
    ],
  },
  'imports that lead nowhere': {
    rule: danglingImports,
    files: { 'src/cli/a.ts': file("import './gone.ts';\nimport '../../package.json';\nimport '../cli/a.ts';") },
    found: ['src/cli/a.ts: package.json', 'src/cli/a.ts: src/cli/gone.ts'],
  },
  'a package through the wall': {
    rule: doorViolations,
    files: {
      'src/load/a.ts': file("import { parse } from 'yaml';\nparse('');"),
      'src/yaml/a.ts': file("import { parse } from 'yaml';\nparse('');"),
      'src/render/b.ts': file("import type { Change } from 'diff';\nexport type B = Change;"),
    },
    found: [
      'src/load/a.ts: yaml is imported by src/yaml/ only',
      'src/render/b.ts: diff is imported by src/render/text-diff.ts only',
    ],
  },
  'a package that nobody decided on': {
    rule: doorViolations,
    files: { 'src/cli/a.ts': file("await import('@scope/left-pad/deep.js');\nimport 'fs';") },
    found: ['src/cli/a.ts: @scope/left-pad has no door: nobody decided to depend on it', 'src/cli/a.ts: write node:fs'],
  },
  'a cycle of three, one of them by type': {
    rule: importCycles,
    files: {
      'src/model/a.ts': file("import './b.ts';"),
      'src/model/b.ts': file("import type { C } from './c.ts';\nexport type B = C;"),
      'src/model/c.ts': file("export const c = (): Promise<unknown> => import('./a.ts');"),
      'src/model/d.ts': file("import './a.ts';"),
    },
    found: ['src/model/a.ts → src/model/b.ts → src/model/c.ts → src/model/a.ts'],
  },
  'a module that imports itself': {
    rule: importCycles,
    files: inModel("import './a.ts';"),
    found: ['src/model/a.ts → src/model/a.ts'],
  },
  'two ways to one module are no cycle': {
    rule: importCycles,
    files: {
      'src/model/a.ts': file("import './b.ts';\nimport './c.ts';"),
      'src/model/b.ts': file("import './c.ts';"),
      'src/model/c.ts': file('export const c = 1;'),
    },
    found: [],
  },
};

test.each(Object.entries(SCENES))('%s', async (_, { rule, files, found }) => {
  const tree = new Map(Object.entries(files));
  expect(rule(await modulesOf(tree), tree)).toEqual(found);
});
