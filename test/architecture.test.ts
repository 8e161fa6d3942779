/** The shape of the source, held: who imports whom, what is pure, what files look like. test/architecture/ sees each rule fail. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  defaultExports,
  machineViolations,
  nameViolations,
  openingViolations,
  sizeViolations,
  testsNotRun,
  untestedFolders,
} from './architecture/file-rules.ts';
import {
  adapterViolations,
  DOORS,
  danglingImports,
  doorViolations,
  importCycles,
  importTableViolations,
} from './architecture/import-rules.ts';
import { type Module, modulesOf } from './architecture/modules.ts';
import { processViolations, purityViolations } from './architecture/purity-rules.ts';
import { readTree, type Tree } from './architecture/source-tree.ts';

type ModuleRule = (modules: readonly Module[], tree: Tree) => readonly string[];
type TreeRule = (tree: Tree) => readonly string[];

const MODULE_RULES: readonly (readonly [string, ModuleRule])[] = [
  ['stages import only what the table allows', importTableViolations],
  ['adapters know nothing of one another', adapterViolations],
  ['what is imported exists', danglingImports],
  ['each package is imported behind its one door', doorViolations],
  ['no import cycles, types included', importCycles],
  ['model, json, lint, plan, render and codecs are pure', purityViolations],
  ['the process is touched at its edge only', processViolations],
];

const TREE_RULES: readonly (readonly [string, TreeRule])[] = [
  ['files are small', sizeViolations],
  ['names say something', nameViolations],
  ['files open with their purpose', openingViolations],
  ['exports have names', defaultExports],
  ['every folder of src/ has tests', untestedFolders],
  ['every test is run', testsNotRun],
  ['nothing is true on one machine only', machineViolations],
];

describe('this repository', () => {
  let tree: Tree;
  let modules: readonly Module[];
  beforeAll(async () => {
    tree = await readTree(fileURLToPath(new URL('..', import.meta.url)));
    modules = await modulesOf(tree);
  });

  test('was read', () => {
    expect(modules.length).toBeGreaterThan(100);
    expect(modules.flatMap(({ imports }) => imports).length).toBeGreaterThan(500);
  });

  test.each(MODULE_RULES)('%s', (_, rule) => {
    expect(rule(modules, tree)).toEqual([]);
  });

  test.each(TREE_RULES)('%s', (_, rule) => {
    expect(rule(tree)).toEqual([]);
  });

  test('every door is walked through', () => {
    const used = new Set(modules.flatMap(({ imports }) => imports.map(({ path }) => path)));
    expect(Object.keys(DOORS).filter((name) => !used.has(name))).toEqual([]);
  });
});
