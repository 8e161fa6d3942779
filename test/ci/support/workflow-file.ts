/** Workflow files as plain values, and the shell scripts in them. */
import { parse } from 'yaml';

export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly uses?: string;
  readonly steps?: readonly Step[];
}

export interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export function workflowOf(text: string): Workflow {
  return parse(text) as Workflow;
}

/** Of workflows, of composite actions, and of GitLab's jobs. */
export function scriptsOf(text: string): readonly string[] {
  const value = parse(text) as Readonly<Record<string, unknown>>;
  const scripts: string[] = [];
  const visit = (node: unknown, key: string): void => {
    if (typeof node === 'string' && key === 'run') scripts.push(node);
    if (Array.isArray(node) && (key === 'script' || key === 'before_script')) scripts.push(node.join('\n'));
    else if (typeof node === 'object' && node !== null)
      for (const [inner, member] of Object.entries(node)) visit(member, inner);
  };
  visit(value, '');
  return scripts;
}
