/** Expressions of workflows, evaluated by GitHub's own library. */
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

export type Outcome = 'success' | 'failure' | 'cancelled' | 'skipped';

const STATUS = ['always', 'success', 'failure', 'cancelled'];

/** `before`: how what ran before has ended, for `success()`, `always()` and their like. */
export function evaluate(expression: string, contexts: object, before: readonly Outcome[]): unknown {
  const text = expression.trim().replace(/^\$\{\{([\s\S]*)\}\}$/, '$1');
  const functions = STATUS.map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(status(name, before)),
  }));
  const expr = new Parser(new Lexer(text).lex().tokens, Object.keys(contexts), functions).parse();
  const context = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  const result = new Evaluator(expr, context, new Map(functions.map((each) => [each.name, each]))).evaluate();
  return JSON.parse(JSON.stringify(result, data.replacer)) as unknown;
}

function status(name: string, before: readonly Outcome[]): boolean {
  const failed = before.includes('failure');
  if (name === 'always') return true;
  if (name === 'cancelled') return before.includes('cancelled');
  return name === 'failure' ? failed : !failed && !before.includes('cancelled');
}

/** As GitHub does: without a status function of its own, only after success. */
export function isDue(condition: string | undefined, contexts: object, before: readonly Outcome[]): boolean {
  const asks = /\b(?:always|success|failure|cancelled)\s*\(/.test(condition ?? '');
  const isFine = asks || before.every((each) => each === 'success');
  return isFine && (condition === undefined || truthy(evaluate(condition, contexts, before)));
}

function truthy(value: unknown): boolean {
  return value !== '' && value !== 0 && value !== null && value !== false;
}

/** Text with `${{ … }}` in it. */
export function interpolate(text: string, contexts: object, before: readonly Outcome[] = []): string {
  return text.replace(/\$\{\{[\s\S]*?\}\}/g, (found) => {
    const value = evaluate(found, contexts, before);
    return typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
  });
}
