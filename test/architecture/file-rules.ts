/** What files are called, how long they are, how they begin, and what must not stand in them. */
import { posix } from 'node:path';
import { isGenerated, isSource, linesOf, type Tree } from './source-tree.ts';

const LONGEST = 250;
const MEDIAN = 80;

export function sizeViolations(tree: Tree): readonly string[] {
  const sizes = [...tree].filter(([path]) => isSource(path)).map(([path, text]) => ({ path, lines: linesOf(text) }));
  const sorted = sizes.map(({ lines }) => lines).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return [
    ...sizes.filter(({ lines }) => lines > LONGEST).map(({ path, lines }) => `${path}: ${lines} lines`),
    ...(median >= MEDIAN ? [`src/: the median file has ${median} lines`] : []),
  ];
}

/** Names that say nothing, and so attract everything. */
const NAMELESS = /^(?:utils?|helpers?|managers?|services?|handlers?|data|common)$/i;
const OURS = /^(?:src|test|bench|scripts)\//;

export function nameViolations(tree: Tree): readonly string[] {
  return [...tree.keys()].filter(
    (path) =>
      OURS.test(path) && path.split('/').some((part) => part.split(/[-._]/).some((word) => NAMELESS.test(word))),
  );
}

export function openingViolations(tree: Tree): readonly string[] {
  return [...tree]
    .filter(([path, text]) => isSource(path) && !/^(?:#!.*\n)?\/[/*]/.test(text))
    .map(([path]) => `${path}: does not open with its purpose`);
}

export function defaultExports(tree: Tree): readonly string[] {
  return [...tree]
    .filter(([path, text]) => isSource(path) && /^export default\b|\bas default\b/m.test(text))
    .map(([path]) => path);
}

/** Each folder of src/ that holds code has a folder in test/ that holds tests, or a test file of its name. */
export function untestedFolders(tree: Tree): readonly string[] {
  const tests = [...tree.keys()].filter((path) => /^test\/.*\.test\.ts$/.test(path));
  const folders = new Set([...tree.keys()].filter(isSource).map((path) => posix.dirname(path).split('/')[1] ?? ''));
  folders.delete('');
  return [...folders].filter(
    (folder) => !tests.some((path) => path.startsWith(`test/${folder}/`) || path === `test/${folder}.test.ts`),
  );
}

const NOT_RUN = /\b(?:it|test|describe|suite|bench)\s*(?:\.\w+\s*)*\.\s*(?:skip|only|todo|fails|skipIf|runIf)\b/g;
const NOT_RUN_ALIAS = /\b(?:xit|xdescribe|xtest|fit|fdescribe)\s*\(|\b(?:context|ctx|t)\.skip\(/g;

export function testsNotRun(tree: Tree): readonly string[] {
  return [...tree]
    .filter(([path]) => /^(?:test|bench)\/.*\.[jt]s$/.test(path))
    .flatMap(([path, text]) =>
      [NOT_RUN, NOT_RUN_ALIAS].flatMap((pattern) => [...text.matchAll(pattern)].map(([found]) => `${path}: ${found}`)),
    );
}

/** Where a machine keeps its people's files, and where packages come from: true on one machine only. */
const MACHINE = [
  /(?<![\w.~/-])\/(?:home|work|root|Users)\/[\w.-]+/g,
  /\b[A-Za-z]:\\+Users\\/g,
  /\b(?:registry\.(?:npmjs|yarnpkg|npmmirror)\.\w+|npm\.pkg\.github\.com|(?<![\w.])npmjs\.\w+)/g,
  /\bregistry\s*=\s*["']?https?:/g,
] as const;

export function machineViolations(tree: Tree): readonly string[] {
  return [...tree]
    .filter(([path]) => !isGenerated(path))
    .flatMap(([path, text]) =>
      MACHINE.flatMap((pattern) => [...text.matchAll(pattern)].map(([found]) => `${path}: ${found}`)),
    );
}
