/**
 * Whether a script is one that Windows PowerShell 5.1 can parse, where no PowerShell is: the grammar of
 * tree-sitter-powershell, and the rules of the language that it leaves out (measured in powershell-grammar.test.ts).
 * It says nothing about what a script does.
 */
import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** 1-based, columns in UTF-16 units. */
export interface ScriptError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A string literal that takes nothing from its surroundings. */
export interface VerbatimString {
  readonly line: number;
  readonly column: number;
  /** With its quotes. */
  readonly source: string;
  /** What PowerShell makes of it. */
  readonly value: string;
}

const require = createRequire(import.meta.url);
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')));

/** What PowerShell would refuse before it runs anything; empty: nothing. */
export function parsePowerShell(text: string): readonly ScriptError[] {
  return withScriptTree(text, (root) => [
    ...foreignCharacters(text),
    ...(root.hasError ? [...nodes(root)].flatMap(errorsOf) : []),
    ...root.descendantsOfType(LEFT_OUT).flatMap(leftOut),
  ]);
}

/** Every verbatim string of a script that has no errors, in its order. */
export function verbatimStrings(text: string): readonly VerbatimString[] {
  return withScriptTree(text, (root) =>
    root
      .descendantsOfType(['verbatim_string_characters', 'verbatim_here_string_characters'])
      .map((node) => ({ ...at(node), source: node.text, value: verbatimValue(node) })),
  );
}

/** Everything in a script that is a variable or is worked out when it runs, comments and verbatim strings left out. */
export function expandableStrings(text: string): readonly string[] {
  return withScriptTree(text, (root) =>
    root.descendantsOfType(['expandable_string_literal', 'expandable_here_string_literal']).map((node) => node.text),
  );
}

/** The tree is gone afterwards. The grammar wants a line break after a comment; PowerShell does not. */
export function withScriptTree<T>(text: string, look: (root: Node) => T): T {
  const tree = parser.parse(`${text}\n`);
  if (tree === null) throw new Error('the parser was given no language');
  try {
    return look(tree.rootNode);
  } finally {
    tree.delete();
  }
}

function* nodes(node: Node): Iterable<Node> {
  yield node;
  for (const child of node.children) yield* nodes(child);
}

function errorsOf(node: Node): readonly ScriptError[] {
  if (node.isMissing) return [{ ...at(node), message: `missing ${node.type}` }];
  // an error inside of an error says no more than the outer one
  if (!node.isError || node.parent?.isError === true) return [];
  return [{ ...at(node), message: `unexpected ${shown(node)}` }];
}

const LEFT_OUT = ['try_statement', 'pipeline_chain_tail', 'hash_literal_body', 'parameter_list', 'variable'];

/** Rules of the language that the grammar does not have. */
function leftOut(node: Node): readonly ScriptError[] {
  if (node.type === 'try_statement' && !node.children.some(({ type }) => /^(?:catch|finally)_clause/.test(type)))
    return [{ ...at(node), message: 'try without catch and finally' }];
  if (node.type === 'pipeline_chain_tail')
    return [{ ...at(node), message: `${node.text} is not an operator of Windows PowerShell 5.1` }];
  if (node.type === 'hash_literal_body') return twice(node, 'hash_entry', keyOf);
  if (node.type === 'parameter_list') return twice(node, 'script_parameter', variableOf);
  if (node.type === 'variable' && node.parent?.type === 'expandable_string_literal') return unfinishedVariable(node);
  return [];
}

function at({ startPosition }: Node): Pick<ScriptError, 'line' | 'column'> {
  return { line: startPosition.row + 1, column: startPosition.column + 1 };
}

function shown(node: Node): string {
  return JSON.stringify(node.text.slice(0, 40));
}

/**
 * A file without a byte order mark is read in the code page of the machine, and PowerShell takes typographic quotes
 * for quotes, which the grammar does not: such a script can mean anything.
 */
function foreignCharacters(text: string): readonly ScriptError[] {
  return text.split('\n').flatMap((line, row) => {
    const column = line.search(/[^\t\r\x20-\x7e]/);
    const code = line.charCodeAt(column).toString(16).padStart(4, '0');
    return column === -1 ? [] : [{ line: row + 1, column: column + 1, message: `U+${code} is not printable ASCII` }];
  });
}

function twice(list: Node, type: string, nameOf: (entry: Node) => string): readonly ScriptError[] {
  const entries = list.children.filter((child) => child.type === type);
  const names = entries.map((entry) => nameOf(entry).toLowerCase());
  return entries
    .filter((_, index) => names.indexOf(names[index] ?? '') !== index)
    .map((entry) => ({ ...at(entry), message: `${nameOf(entry)} stands there twice` }));
}

function keyOf(entry: Node): string {
  return (entry.children[0]?.text ?? '').replace(/^(['"])(.*)\1$/, '$2');
}

function variableOf(parameter: Node): string {
  return parameter.children.find(({ type }) => type === 'variable')?.text ?? '';
}

/** `"$name: "`: a colon makes a scope or a drive of what stands before it, and something has to follow. */
function unfinishedVariable(variable: Node): readonly ScriptError[] {
  const literal = variable.parent;
  if (literal === null || variable.text.startsWith('${')) return [];
  const rest = literal.text.slice(variable.endIndex - literal.startIndex);
  return /^:(?![\w:])/.test(rest) ? [{ ...at(variable), message: `${variable.text}: needs braces` }] : [];
}

/** Language specification 3.0, 2.3.5.2: in single quotes two quotes are one; a here-string has none to double. */
function verbatimValue(node: Node): string {
  if (node.type === 'verbatim_here_string_characters') return node.text.replace(/^@'[^\n]*\n|\r?\n'@$/g, '');
  return node.text.slice(1, -1).replaceAll("''", "'");
}
