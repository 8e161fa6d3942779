/** Purity and the process's edge, on code that breaks them and on code that only looks so. */
import { expect, test } from 'vitest';
import { type Module, modulesOf } from './modules.ts';
import { processViolations, purityViolations } from './purity-rules.ts';
import type { Tree } from './source-tree.ts';

interface Scene {
  readonly rule: (modules: readonly Module[], tree: Tree) => readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly found: readonly string[];
}

const file = (code: string): string => `/** It has a purpose. */\n${code}\n`;
const inModel = (code: string): Readonly<Record<string, string>> => ({ 'src/model/a.ts': file(code) });
const pure = (code: string, ...found: readonly string[]): Scene => ({
  rule: purityViolations,
  files: inModel(code),
  found: found.map((what) => `src/model/a.ts: ${what}`),
});

const SCENES: Readonly<Record<string, Scene>> = {
  'files in a pure folder': pure("import { readFileSync } from 'node:fs';\nreadFileSync('');", 'imports node:fs'),
  'the network in a pure folder': pure(
    "import type { Socket } from 'node:net';\nexport type A = Socket;",
    'imports node:net',
  ),
  'a process in a pure folder': pure(
    "import { spawn } from 'node:child_process';\nspawn('');",
    'imports node:child_process',
  ),
  'randomness of crypto': pure(
    "import { createHash, randomUUID } from 'node:crypto';\ncreateHash(randomUUID());",
    'imports randomUUID of node:crypto',
  ),
  'all of crypto': pure(
    "import * as everything from 'node:crypto';\neverything.randomBytes(1);",
    'imports * as everything of node:crypto',
  ),
  'crypto without an import': pure('crypto.randomUUID();', 'uses crypto'),
  hashes: pure(
    "import { createHash } from 'node:crypto';\nimport { domainToASCII } from 'node:url';\ncreateHash(domainToASCII(''));",
  ),
  'the environment': pure("export const a = process.env['A'];", 'uses process'),
  'the environment, the long way': pure("export const a = globalThis.process.env['A'];", 'uses globalThis'),
  printing: pure('export const a = (): void => console.log(1);', 'uses console'),
  randomness: pure('export const a = Math.random() + Math.max(1, 2);', 'uses Math.random'),
  waiting: pure(
    'setTimeout(() => undefined, 1);\nsetInterval(() => undefined, 1);',
    'uses setTimeout',
    'uses setInterval',
  ),
  fetching: pure("export const a = fetch('');", 'uses fetch'),
  measuring: pure('export const a = performance.now();', 'uses performance'),
  'the clock': pure('export const a = Date.now();', 'reads the clock'),
  'the clock, as a Date': pure('export const a = new Date();', 'reads the clock'),
  'the clock, without brackets': pure('export const a = new Date;', 'reads the clock'),
  'the clock, as a text': pure('export const a = Date();', 'reads the clock'),
  'the clock, handed on': pure('export const a = [Date];', 'reads the clock'),
  'dates that are computed': pure("export const a = [new Date('2099-01-01'), Date.UTC(2099, 0), Date.parse('')];"),
  'what is impure by name only': pure(
    "// console.log(Date.now())\nexport const a = (process: string, Date: { now(): string }): string =>\n  process + Date.now() + 'process.env';",
  ),
  'a codec': {
    rule: purityViolations,
    files: {
      'src/adapters/x/codec.ts': file("import 'node:fs';"),
      'src/adapters/x/api.ts': file("import 'node:fs';"),
    },
    found: ['src/adapters/x/codec.ts: imports node:fs'],
  },
  'ending the process': {
    rule: processViolations,
    files: {
      'src/bin.ts': file('process.exit(1);'),
      'src/cli/process.ts': file('process.exit(1);'),
      'src/apply/a.ts': file("import { exit } from 'node:process';\nexit(1);"),
      'src/disk/b.ts': file('export const b = process.pid;'),
    },
    found: [
      'src/bin.ts: ends the process',
      'src/apply/a.ts: touches the process',
      'src/disk/b.ts: touches the process',
    ],
  },
  'printing from anywhere': {
    rule: processViolations,
    files: { 'src/git/a.ts': file("console.warn('');"), 'src/cli/process.ts': file("console.warn('');") },
    found: ['src/git/a.ts: prints'],
  },
};

test.each(Object.entries(SCENES))('%s', async (_, { rule, files, found }) => {
  const tree = new Map(Object.entries(files));
  expect(rule(await modulesOf(tree), tree)).toEqual(found);
});
