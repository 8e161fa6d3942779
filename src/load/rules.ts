/** The rules whose findings come from reading. */
import type { RuleInfo } from '../model/rule.ts';
import { plainYaml } from './rules/plain-yaml.ts';
import { schema } from './rules/schema.ts';
import { unreadableFile } from './rules/unreadable-file.ts';
import { yamlSyntax } from './rules/yaml-syntax.ts';

export const LOAD_RULES: readonly RuleInfo[] = [unreadableFile, yamlSyntax, plainYaml, schema];
