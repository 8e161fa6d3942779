/** A script's syntax tree outside of the parser's memory, where it can be walked fast. Comments are left out. */
import type { TreeCursor } from 'web-tree-sitter';
import { withScriptTree } from '../powershell-grammar.ts';

export interface Syntax {
  readonly type: string;
  readonly isNamed: boolean;
  readonly text: string;
  readonly children: readonly Syntax[];
  readonly named: readonly Syntax[];
}

/** A script is run more than once. */
const known = new Map<string, Syntax>();
const REMEMBERED = 20;

export function syntaxOf(text: string): Syntax {
  const found = known.get(text) ?? withScriptTree(text, (root) => taken(root.walk(), text));
  if (known.size >= REMEMBERED) known.clear();
  known.set(text, found);
  return found;
}

function taken(cursor: TreeCursor, text: string): Syntax {
  const { nodeType: type, nodeIsNamed: isNamed, startIndex, endIndex } = cursor;
  const children: Syntax[] = [];
  if (cursor.gotoFirstChild()) {
    do if (cursor.nodeType !== 'comment') children.push(taken(cursor, text));
    while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return bare({
    type,
    isNamed,
    text: text.slice(startIndex, endIndex),
    children,
    named: children.filter((child) => child.isNamed),
  });
}

/** An expression without the levels of precedence that hold nothing but it. */
function bare(node: Syntax): Syntax {
  const [child] = node.children;
  return child !== undefined && node.children.length === 1 && LEVEL.test(node.type) ? child : node;
}

/** Of a pipeline stays the chain, so that an expression is told from what it puts out. */
const LEVEL =
  /^(?:argument|logical|bitwise|comparison|additive|multiplicative|format|range|array_literal|unary)(?:_argument)?_expression$|^integer_literal$|^expression_with_unary_operator$/;
