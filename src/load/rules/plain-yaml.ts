/** `plain-yaml`: YAML, but more than plain data, in which something could hide from a reviewer. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { RuleInfo } from '../../model/rule.ts';
import { rangeOf, type SourceText } from '../../model/source.ts';
import type { YamlProblem } from '../../yaml/problem.ts';
import { yamlSyntax } from './yaml-syntax.ts';

export const plainYaml: RuleInfo = {
  code: 'plain-yaml',
  severity: 'error',
  configurable: false,
  summary: 'A file uses more of YAML than plain data: several documents, an anchor, an alias, a tag, a directive.',
};

export function fromYamlProblem(source: SourceText, problem: YamlProblem): Diagnostic {
  const { kind, message, hint, span, related } = problem;
  const { code } = kind === 'plain' ? plainYaml : yamlSyntax;
  const range = rangeOf(source, span);
  if (related === undefined) return { code, severity: 'error', message, hint, range };
  const elsewhere = { message: related.message, ...rangeOf(source, related.span) };
  return { code, severity: 'error', message, hint, range, related: [elsewhere] };
}
