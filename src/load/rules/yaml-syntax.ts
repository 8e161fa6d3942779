/** `yaml-syntax`: what the YAML parser cannot read, with its place. */
import type { RuleInfo } from '../../model/rule.ts';

export const yamlSyntax: RuleInfo = {
  code: 'yaml-syntax',
  severity: 'error',
  configurable: false,
  summary: 'A file is not YAML: tabs as indentation, unbalanced quotes, a key twice, control characters.',
};
