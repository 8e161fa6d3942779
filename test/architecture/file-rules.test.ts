/** The file rules, on trees that break them. */
import { expect, test } from 'vitest';
import {
  defaultExports,
  machineViolations,
  nameViolations,
  openingViolations,
  sizeViolations,
  testsNotRun,
  untestedFolders,
} from './file-rules.ts';
import type { Tree } from './source-tree.ts';

interface Scene {
  readonly rule: (tree: Tree) => readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly found: readonly string[];
}

const lines = (count: number): string => '//\n'.repeat(count);
/** In two parts, so that this file does not break the rule itself. */
const skipped = ['describe', 'skip'].join('.');
const onlyEach = ['test', 'concurrent', 'only'].join('.');
const somebody = ['', 'home', 'somebody'].join('/');
const host = ['registry', 'npmjs', 'org'].join('.');

const SCENES: Readonly<Record<string, Scene>> = {
  'a long file': {
    rule: sizeViolations,
    files: {
      'src/a.ts': lines(251),
      'src/b.ts': lines(250),
      'src/c.ts': '//\n',
      'src/d.ts': '//\n',
      'src/e.ts': '//\n',
    },
    found: ['src/a.ts: 251 lines'],
  },
  'a generated file may be long': { rule: sizeViolations, files: { 'src/load/generated/a.js': lines(999) }, found: [] },
  'files that are all rather long': {
    rule: sizeViolations,
    files: { 'src/a.ts': lines(80), 'src/b.ts': lines(80), 'src/c.ts': lines(1) },
    found: ['src/: the median file has 80 lines'],
  },
  'names that say nothing': {
    rule: nameViolations,
    files: { 'src/utils/a.ts': '', 'src/lint/rule-helper.ts': '', 'test/common.ts': '', 'src/model/database.ts': '' },
    found: ['src/utils/a.ts', 'src/lint/rule-helper.ts', 'test/common.ts'],
  },
  'a file without an opening': {
    rule: openingViolations,
    files: {
      'src/a.ts': 'export const a = 1;\n',
      'src/b.ts': '#!/usr/bin/env node\n// B.\n',
      'src/c.ts': '/** C. */\n',
    },
    found: ['src/a.ts: does not open with its purpose'],
  },
  'an export without a name': {
    rule: defaultExports,
    files: {
      'src/a.ts': 'export default 1;\n',
      'src/b.ts': 'export { b as default };\n',
      'src/c.ts': 'export const c = 1;\n',
    },
    found: ['src/a.ts', 'src/b.ts'],
  },
  'a folder without tests': {
    rule: untestedFolders,
    files: {
      'src/a/x.ts': '',
      'src/b/y/z.ts': '',
      'src/c.ts': '',
      'src/d/e.ts': '',
      'test/a/x.test.ts': '',
      'test/b/y.ts': '',
      'test/d.test.ts': '',
    },
    found: ['b'],
  },
  'tests that are not run': {
    rule: testsNotRun,
    files: { 'test/a.test.ts': `${skipped}('a', () => {});\n${onlyEach}('b', () => {});\ntest('c', () => {});\n` },
    found: [`test/a.test.ts: ${skipped}`, `test/a.test.ts: ${onlyEach}`],
  },
  'somebody’s folder': {
    rule: machineViolations,
    files: {
      'docs/a.md': `see ${somebody}/notes and ~/notes and https://example.org${somebody}\n`,
      'b.sh': `cd ${somebody}\n`,
    },
    found: [`docs/a.md: ${somebody}`, `b.sh: ${somebody}`],
  },
  'where packages come from': {
    rule: machineViolations,
    files: {
      'package-lock.json': `"resolved": "https://${host}/yaml"`,
      'src/adapters/registry.test.ts': "import './registry.ts'",
    },
    found: [`package-lock.json: ${host}`],
  },
};

test.each(Object.entries(SCENES))('%s', (_, { rule, files, found }) => {
  expect(rule(new Map(Object.entries(files)))).toEqual(found);
});
