/**
 * Runs a script over its syntax tree: strict mode, dynamic scopes, output that is unrolled. It knows the part of
 * PowerShell that our scripts use, by the language specification, and nothing more: anything else ends the test. So
 * it shows what a script does if PowerShell is as it is read; it does not show that PowerShell is so.
 */
import { call, callStatic, cast, construct, element, isOf, member, setElement, staticMember } from './members.ts';
import { arithmetic, comparison } from './operators.ts';
import { type Syntax, syntaxOf } from './syntax.ts';
import {
  collected,
  Hash,
  isTrue,
  List,
  Member,
  ScriptFailure,
  type Terminal,
  type Thing,
  TypeName,
  textOf,
  thing,
  typeOf,
  unrolled,
} from './values.ts';

/** A cmdlet: its parameters by their names in lower case, those without, and what came through the pipeline. */
export type Cmdlet = (
  parameters: ReadonlyMap<string, unknown>,
  positional: readonly unknown[],
  input: readonly unknown[],
) => readonly unknown[];

export interface ScriptRun {
  /** Null where it ended by an error that nothing caught. */
  readonly exitCode: number | null;
  readonly error?: string;
  /** What Write-Host wrote. */
  readonly lines: readonly string[];
}

class Flow extends Error {
  readonly kind: 'return' | 'break' | 'continue' | 'exit';
  readonly value: unknown;

  constructor(kind: Flow['kind'], value?: unknown) {
    super(kind);
    this.kind = kind;
    this.value = value;
  }
}

class Scope {
  readonly #variables = new Map<string, unknown>();
  readonly #parent: Scope | undefined;

  constructor(parent: Scope | undefined) {
    this.#parent = parent;
  }

  get(name: string): unknown {
    const key = name.toLowerCase();
    if (this.#variables.has(key)) return this.#variables.get(key);
    if (this.#parent !== undefined) return this.#parent.get(key);
    throw new ScriptFailure(`The variable '$${name}' cannot be retrieved because it has not been set.`);
  }

  set(name: string, value: unknown): void {
    this.#variables.set(name.toLowerCase(), value ?? null);
  }
}

export function runScript(
  text: string,
  parameters: Readonly<Record<string, unknown>>,
  cmdlets: Readonly<Record<string, Cmdlet>>,
  terminal?: Terminal,
): ScriptRun {
  const lines: string[] = [];
  try {
    new Interpreter(cmdlets, lines, terminal).run(syntaxOf(text), parameters);
  } catch (error) {
    if (error instanceof Flow && error.kind === 'exit') return { exitCode: error.value as number, lines };
    if (error instanceof ScriptFailure) return { exitCode: null, error: error.message, lines };
    throw error;
  }
  return { exitCode: 0, lines };
}

const CONTEXT = thing({ SessionState: thing({ Path: new TypeName('PathIntrinsics') }) });
const VERSIONS = thing({ PSVersion: '5.1.14393.6343' });

class Interpreter {
  readonly #functions = new Map<string, Syntax>();
  readonly #cmdlets: ReadonlyMap<string, Cmdlet>;
  readonly #lines: string[];
  readonly #terminal: Thing;

  constructor(cmdlets: Readonly<Record<string, Cmdlet>>, lines: string[], terminal: Terminal | undefined) {
    this.#terminal = thing({ In: terminal, Out: terminal });
    this.#cmdlets = new Map(Object.entries(cmdlets).map(([name, cmdlet]) => [name.toLowerCase(), cmdlet]));
    this.#lines = lines;
  }

  run(root: Syntax, parameters: Readonly<Record<string, unknown>>): void {
    const scope = new Scope(undefined);
    const preset = { true: true, false: false, null: null, WhatIfPreference: false, PSVersionTable: VERSIONS };
    for (const [name, value] of Object.entries({ ...preset, ExecutionContext: CONTEXT })) scope.set(name, value);
    this.#script(root, parameters, [], scope);
  }

  #script(
    root: Syntax,
    parameters: Readonly<Record<string, unknown>>,
    positional: readonly unknown[],
    scope: Scope,
  ): readonly unknown[] {
    const block = root.named.find(({ type }) => type === 'param_block');
    if (block !== undefined) this.#bind(block, new Map(Object.entries(parameters)), positional, scope);
    return this.#statements(
      root.named.filter(({ type }) => type === 'statement_list'),
      scope,
    );
  }

  /** Everything that the statements put out. */
  #statements(lists: readonly Syntax[], scope: Scope): unknown[] {
    const output: unknown[] = [];
    for (const statement of lists.flatMap((node) => node.named)) output.push(...this.#statement(statement, scope));
    return output;
  }

  #block(node: Syntax, scope: Scope): unknown[] {
    return this.#statements(
      node.named.filter(({ type }) => type === 'statement_list'),
      scope,
    );
  }

  #statement(node: Syntax, scope: Scope): readonly unknown[] {
    switch (node.type) {
      case 'pipeline':
        return this.#pipeline(node, scope);
      case 'function_statement':
        this.#functions.set(only(node, 'function_name').text.toLowerCase(), node);
        return [];
      case 'if_statement':
        return this.#if(node, scope);
      case 'foreach_statement':
        return this.#foreach(node, scope);
      case 'for_statement':
        return this.#for(node, scope);
      case 'while_statement':
        return this.#while(node, scope);
      case 'try_statement':
        return this.#try(node, scope);
      case 'switch_statement':
        return this.#switch(node, scope);
      case 'flow_control_statement':
        return this.#flow(node, scope);
      case 'empty_statement':
        return [];
    }
    throw new Error(`${node.type} is not known here`);
  }

  #if(node: Syntax, scope: Scope): readonly unknown[] {
    const branches = [node, ...children(node, 'elseif_clauses').flatMap((each) => children(each, 'elseif_clause'))];
    for (const branch of branches)
      if (isTrue(this.#value(only(branch, 'pipeline'), scope)))
        return this.#block(only(branch, 'statement_block'), scope);
    const [last] = children(node, 'else_clause');
    return last === undefined ? [] : this.#block(only(last, 'statement_block'), scope);
  }

  /** With -CaseSensitive, over one text; a clause is a text, or `default`. */
  #switch(node: Syntax, scope: Scope): readonly unknown[] {
    if (!/^switch -CaseSensitive /.test(node.text)) throw new Error('only switch -CaseSensitive is known here');
    const value = textOf(this.#value(only(only(node, 'switch_condition'), 'pipeline'), scope));
    const clauses = children(only(only(node, 'switch_body'), 'switch_clauses'), 'switch_clause');
    const label = (clause: Syntax): string => only(clause, 'switch_clause_condition').text;
    const found =
      clauses.find((clause) => label(clause) === `'${value}'`) ?? clauses.find((clause) => label(clause) === 'default');
    return found === undefined ? [] : this.#block(only(found, 'statement_block'), scope);
  }

  #foreach(node: Syntax, scope: Scope): readonly unknown[] {
    const output: unknown[] = [];
    const over = this.#value(only(node, 'pipeline'), scope);
    for (const item of over === null ? [] : unrolled(over)) {
      scope.set(nameOf(only(node, 'variable')), item);
      if (this.#turn(node, scope, output)) break;
    }
    return output;
  }

  #for(node: Syntax, scope: Scope): readonly unknown[] {
    const output: unknown[] = [];
    const part = (type: string) => only(only(node, type), 'pipeline');
    for (
      this.#value(part('for_initializer'), scope);
      isTrue(this.#value(part('for_condition'), scope));
      this.#value(part('for_iterator'), scope)
    )
      if (this.#turn(node, scope, output)) break;
    return output;
  }

  #while(node: Syntax, scope: Scope): readonly unknown[] {
    const output: unknown[] = [];
    while (isTrue(this.#value(only(only(node, 'while_condition'), 'pipeline'), scope)))
      if (this.#turn(node, scope, output)) break;
    return output;
  }

  /** One turn of a loop; true: it was the last. */
  #turn(loop: Syntax, scope: Scope, output: unknown[]): boolean {
    try {
      output.push(...this.#block(only(loop, 'statement_block'), scope));
      return false;
    } catch (error) {
      if (!(error instanceof Flow) || (error.kind !== 'break' && error.kind !== 'continue')) throw error;
      return error.kind === 'break';
    }
  }

  #try(node: Syntax, scope: Scope): readonly unknown[] {
    try {
      return this.#block(only(node, 'statement_block'), scope);
    } catch (error) {
      if (!(error instanceof ScriptFailure)) throw error;
      scope.set('_', errorRecord(error));
      return this.#block(only(only(only(node, 'catch_clauses'), 'catch_clause'), 'statement_block'), scope);
    }
  }

  #flow(node: Syntax, scope: Scope): never {
    const [pipeline] = children(node, 'pipeline');
    const keyword = node.children[0]?.text ?? '';
    if (keyword === 'throw') throw new ScriptFailure(textOf(this.#value(pipeline, scope)));
    if (keyword === 'return') throw new Flow('return', pipeline === undefined ? [] : this.#pipeline(pipeline, scope));
    if (keyword === 'exit') throw new Flow('exit', this.#exitCode(this.#value(pipeline, scope)));
    if (keyword === 'break' || keyword === 'continue') throw new Flow(keyword);
    throw new Error(`${keyword} is not known here`);
  }

  #exitCode(value: unknown): number {
    if (typeof value !== 'number') throw new Error(`exit with ${typeOf(value)}: something else was put out`);
    return value;
  }

  /** What a pipeline puts out, unrolled. */
  #pipeline(node: Syntax, scope: Scope): readonly unknown[] {
    const [inner] = node.named;
    if (inner?.type === 'assignment_expression') {
      this.#assign(inner, scope);
      return [];
    }
    const stages = inner === undefined ? [] : inner.named;
    const [first, ...others] = stages;
    if (first === undefined) throw new Error('an empty pipeline');
    const counts = first.type !== 'command' && /^\$\w+\+\+$/.test(first.text);
    let output = first.type === 'command' ? this.#command(first, scope, []) : unrolled(this.#expression(first, scope));
    for (const stage of others) output = this.#command(stage, scope, output);
    return counts ? [] : output;
  }

  /** A pipeline as a value: an expression alone stays what it is. */
  #value(node: Syntax | undefined, scope: Scope): unknown {
    const [inner] = node === undefined ? [] : node.named;
    const stages = inner === undefined ? [] : inner.named;
    const [first] = stages;
    if (node === undefined || first === undefined) throw new Error('an empty pipeline');
    if (inner?.type === 'pipeline_chain' && stages.length === 1 && first.type !== 'command')
      return this.#expression(first, scope);
    return collected(this.#pipeline(node, scope));
  }

  #assign(node: Syntax, scope: Scope): void {
    const operator = only(node, 'assignement_operator').text;
    const [target] = only(node, 'left_assignment_expression').named;
    if (target === undefined) throw new Error('an assignment to nothing');
    const given = this.#value(only(node, 'pipeline'), scope);
    const value = operator === '+=' ? arithmetic('+', this.#expression(target, scope), given ?? null) : given;
    if (operator !== '=' && operator !== '+=') throw new Error(`${operator} is not known here`);
    if (target.text === '$null') return;
    if (target.type === 'variable') scope.set(nameOf(target), value);
    else if (target.type === 'cast_expression')
      scope.set(nameOf(only(target, 'variable')), cast(typeName(target), value ?? null));
    else if (target.type === 'element_access') {
      const [object, key] = target.named;
      if (object === undefined || key === undefined) throw new Error('an element without a key');
      setElement(this.#expression(object, scope), this.#expression(key, scope), value);
    } else throw new Error(`an assignment to ${target.type} is not known here`);
  }

  #command(node: Syntax, scope: Scope, input: readonly unknown[]): readonly unknown[] {
    const { parameters, positional } = this.#arguments(node, scope);
    // `& (…)`: a script that was a text
    const [called] = children(node, 'command_name_expr').flatMap((each) => each.named);
    if (called !== undefined)
      return this.#script(this.#expression(called, scope) as Syntax, {}, positional, new Scope(scope));
    const name = only(node, 'command_name').text;
    switch (name) {
      case 'Set-StrictMode':
        return [];
      case 'New-Object':
        return [construct(textOf(positional[0]), positional[1])];
      case 'Write-Output':
        return [positional[0]];
      case 'Write-Host':
        this.#lines.push(textOf(positional[0]));
        return [];
      case 'Out-Null':
        return [];
      case 'Select-Object':
        return input.slice(0, parameters.get('first') as number);
      case 'Where-Object':
        return input.filter((item) => isTrue(this.#callBlock(positional[0], item, scope)));
    }
    const declared = this.#functions.get(name.toLowerCase());
    if (declared !== undefined) return this.#callFunction(declared, positional, scope);
    const cmdlet = this.#cmdlets.get(name.toLowerCase());
    if (cmdlet === undefined) throw new ScriptFailure(`The term '${name}' is not recognized as the name of a cmdlet.`);
    const heard = parameters.get('warningvariable');
    if (heard !== undefined) {
      // the cmdlet adds to it
      const warnings = new List();
      parameters.set('warningvariable', warnings);
      scope.set(textOf(heard), warnings);
    }
    return cmdlet(parameters, positional, input);
  }

  #arguments(node: Syntax, scope: Scope) {
    const parameters = new Map<string, unknown>();
    const positional: unknown[] = [];
    let waiting: string | undefined;
    const parts = children(node, 'command_elements').flatMap((node) => node.named);
    for (const part of parts.filter(({ type }) => type !== 'command_argument_sep')) {
      if (part.type === 'command_parameter') {
        waiting = part.text.slice(1).toLowerCase();
        continue;
      }
      const inner = part;
      if (inner.type === 'variable' && inner.text.startsWith('@')) {
        const splat = scope.get(inner.text.slice(1));
        if (!(splat instanceof Hash)) throw new Error('only a table can be splatted here');
        for (const key of splat.keys()) parameters.set(key.toLowerCase(), splat.get(key));
        continue;
      }
      const value = part.type === 'generic_token' ? part.text : this.#argument(part, scope);
      if (waiting === undefined) positional.push(value);
      else parameters.set(waiting, value);
      waiting = undefined;
    }
    return { parameters, positional };
  }

  #argument(part: Syntax, scope: Scope): unknown {
    const inner = part;
    return inner.type === 'script_block_expression' ? inner : this.#expression(part, scope);
  }

  #callBlock(block: unknown, item: unknown, scope: Scope): unknown {
    const inner = new Scope(scope);
    inner.set('_', item);
    return collected(this.#body(block as Syntax, inner));
  }

  #callFunction(node: Syntax, positional: readonly unknown[], scope: Scope): readonly unknown[] {
    const inner = new Scope(scope);
    const [declaration] = children(node, 'function_parameter_declaration');
    if (declaration !== undefined) this.#bind(declaration, new Map(), positional, inner);
    else if (positional.length > 0) throw new Error('an argument too many');
    try {
      return this.#body(node, inner);
    } catch (error) {
      if (!(error instanceof Flow) || error.kind !== 'return') throw error;
      return error.value as readonly unknown[];
    }
  }

  #body(node: Syntax, scope: Scope): unknown[] {
    return this.#statements(
      children(node, 'script_block')
        .flatMap((block) => children(block, 'script_block_body'))
        .flatMap((body) => children(body, 'statement_list')),
      scope,
    );
  }

  #bind(node: Syntax, given: ReadonlyMap<string, unknown>, positional: readonly unknown[], scope: Scope): void {
    const declared = children(only(node, 'parameter_list'), 'script_parameter');
    if (positional.length > declared.length) throw new Error('an argument too many');
    for (const [place, parameter] of declared.entries()) {
      const name = nameOf(only(parameter, 'variable'));
      const type = children(parameter, 'attribute_list')[0]?.named.at(-1)?.text;
      const [preset] = children(parameter, 'script_parameter_default');
      const fallback = preset === undefined ? null : this.#expression(preset.named[0] as Syntax, scope);
      const value = given.has(name) ? given.get(name) : place < positional.length ? positional[place] : fallback;
      if (type === '[string]') scope.set(name, textOf(value));
      else if (type === '[switch]') scope.set(name, value === true);
      else if (type === undefined) scope.set(name, value);
      else throw new Error(`${type} is not known here`);
    }
  }

  #expression(wrapped: Syntax, scope: Scope): unknown {
    const node = wrapped;
    const [first, second, third] = node.named;
    switch (node.type) {
      case 'string_literal':
        return node.text.slice(1, -1).replaceAll("''", "'");
      case 'decimal_integer_literal':
      case 'real_literal':
        return Number(node.text);
      case 'variable':
        return scope.get(nameOf(node));
      case 'parenthesized_expression':
        return this.#value(first, scope);
      case 'array_expression':
        return this.#block(node, scope);
      case 'hash_literal_expression':
        return this.#hash(node, scope);
      case 'cast_expression':
        return cast(typeName(node), this.#expression(second as Syntax, scope));
      case 'expression_with_unary_operator':
        if (node.text.startsWith(',')) return [this.#expression(first as Syntax, scope)];
        return !isTrue(this.#expression(first as Syntax, scope));
      case 'post_increment_expression': {
        const before = scope.get(nameOf(first as Syntax)) as number;
        scope.set(nameOf(first as Syntax), before + 1);
        return before;
      }
      case 'member_access':
        if (first?.text === '[Console]') return this.#terminal.properties.get(this.#memberName(second, scope));
        if (first?.type === 'type_literal') return staticMember(typeName(node), this.#memberName(second, scope));
        return member(this.#expression(first as Syntax, scope), this.#memberName(second, scope));
      case 'element_access':
        return element(this.#expression(first as Syntax, scope), this.#expression(second as Syntax, scope));
      case 'invokation_expression': {
        const name = this.#memberName(second, scope);
        const values = children(third as Syntax, 'argument_expression_list')
          .flatMap((list) => list.named)
          .map((argument) => this.#expression(argument, scope));
        if (first?.text === '[ScriptBlock]' && name === 'Create') return syntaxOf(textOf(values[0]));
        if (first?.text === '[System.IO.File]') return call(this.#terminal.properties.get('Out'), name, values);
        if (first?.type === 'type_literal') return callStatic(typeName(node), name, values);
        return call(this.#expression(first as Syntax, scope), name, values);
      }
      case 'array_literal_expression':
        return node.named.map((item) => this.#expression(item, scope));
    }
    return this.#operation(node, scope);
  }

  #operation(node: Syntax, scope: Scope): unknown {
    const [left, operator, right] = node.children;
    if (left === undefined || operator === undefined || right === undefined)
      throw new Error(`${node.type} is not known here: ${node.text}`);
    const before = this.#expression(left, scope);
    const word = operator.text.toLowerCase();
    if (word === '-isnot') return !isOf(typeName(node), before);
    if (word === '-and') return isTrue(before) && isTrue(this.#expression(right, scope));
    if (word === '-or') return isTrue(before) || isTrue(this.#expression(right, scope));
    const after = this.#expression(right, scope);
    return word === '+' || word === '-' || word === '-f'
      ? arithmetic(word, before, after)
      : comparison(word, before, after);
  }

  #hash(node: Syntax, scope: Scope): Hash {
    const entries = children(node, 'hash_literal_body').flatMap((body) => children(body, 'hash_entry'));
    return new Hash(
      entries.map((entry) => [only(entry, 'key_expression').text, this.#value(only(entry, 'pipeline'), scope) ?? null]),
    );
  }

  #memberName(node: Syntax | undefined, scope: Scope): string {
    const [name] = node === undefined ? [] : node.named;
    return name?.type === 'variable' ? textOf(scope.get(nameOf(name))) : (node?.text ?? '');
  }
}

/** `throw` gives a text as the identifier, too. */
function errorRecord(error: ScriptFailure): Thing {
  return thing({
    Exception: thing({ Message: error.message }),
    FullyQualifiedErrorId: error.id ?? error.message,
    CategoryInfo: thing({ Category: new Member('OperationStopped') }),
  });
}

function children(node: Syntax, type: string): readonly Syntax[] {
  return node.children.filter((child) => child.type === type);
}

function only(node: Syntax, type: string): Syntax {
  const [found] = children(node, type);
  if (found === undefined) throw new Error(`${node.type} without ${type}: ${node.text}`);
  return found;
}

function nameOf(variable: Syntax): string {
  return variable.text.slice(1);
}

function typeName(node: Syntax): string {
  return only(node, 'type_literal').text.slice(1, -1);
}
