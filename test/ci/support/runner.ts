/**
 * Runs a workflow: its conditions by GitHub's own library, its `run:` steps in bash as the runner starts them, and the
 * few actions that are used in small. Only what installs partnerctl is left out: the built one is on the PATH.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ISOLATED_ENVIRONMENT } from '../../support/git-repository.ts';
import { interpolate, isDue, type Outcome } from './expression.ts';
import type { Job, Step, Workflow } from './workflow-file.ts';

export interface Run {
  readonly workflow: Workflow;
  /** The `github` context: event, event_name, sha, ref, repository … */
  readonly github: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Where actions/checkout clones from. */
  readonly origin: string;
  /** The runner's own variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder of the artifacts, of this run and of others. */
  readonly artifacts: string;
  /** Is called between two jobs. */
  readonly between?: (job: string) => void;
}

export interface Ran {
  readonly results: Readonly<Record<string, Outcome>>;
  /** What all steps have printed. */
  readonly log: string;
  readonly summary: string;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export async function runWorkflow(run: Run): Promise<Ran> {
  const results: Record<string, Outcome> = {};
  const outputs: Record<string, unknown> = {};
  const told = { log: '', summary: '' };
  for (const [name, job] of Object.entries(run.workflow.jobs)) {
    const needed = [job.needs ?? []].flat();
    const needs = Object.fromEntries(needed.map((each) => [each, { result: results[each], outputs: outputs[each] }]));
    const contexts = { github: run.github, inputs: run.inputs ?? {}, secrets: run.secrets ?? {}, needs };
    const before = needed.map((each) => results[each] ?? 'skipped');
    if (job.uses !== undefined || !isDue(job.if, contexts, before)) {
      results[name] = 'skipped';
      continue;
    }
    const ran = await runJob(job, contexts, run, told);
    results[name] = ran.outcome;
    outputs[name] = ran.outputs;
    run.between?.(name);
  }
  return { results, ...told };
}

interface Place {
  readonly folder: string;
  readonly temp: string;
}

async function runJob(job: Job, contexts: object, run: Run, told: { log: string; summary: string }) {
  const temp = realpathSync(mkdtempSync(join(tmpdir(), 'partnerctl-job-')));
  const place = { folder: join(temp, 'workspace'), temp };
  mkdirSync(place.folder);
  mkdirSync(join(temp, 'bin'));
  writeFileSync(join(temp, 'bin/partnerctl'), `#!/bin/sh\nexec '${process.execPath}' '${ROOT}dist/bin.js' "$@"\n`, {
    mode: 0o755,
  });
  const steps: Record<string, { outputs: Record<string, string>; outcome: Outcome }> = {};
  const outcomes: Outcome[] = [];
  try {
    for (const step of job.steps ?? []) {
      const all = { ...contexts, steps };
      if (!isDue(step.if, all, outcomes)) continue;
      const ran = await runStep(step, all, run, place);
      told.log += ran.log;
      told.summary += ran.summary;
      outcomes.push(ran.outcome);
      if (step.id !== undefined) steps[step.id] = { outputs: ran.outputs, outcome: ran.outcome };
    }
    const outputs = Object.entries(job.outputs ?? {}).map(([name, text]) => [
      name,
      interpolate(text, { ...contexts, steps }),
    ]);
    return {
      outcome: outcomes.includes('failure') ? ('failure' as const) : ('success' as const),
      outputs: Object.fromEntries(outputs) as Record<string, string>,
    };
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

interface RanStep {
  readonly outcome: Outcome;
  readonly outputs: Record<string, string>;
  readonly log: string;
  readonly summary: string;
}

async function runStep(step: Step, contexts: object, run: Run, place: Place): Promise<RanStep> {
  if (step.run?.startsWith('npm install --global') === true) return DONE;
  if (step.run !== undefined) return await script(step.run, step, contexts, run, place);
  const inputs = Object.fromEntries(
    Object.entries(step.with ?? {}).map(([name, value]) => [name, interpolate(String(value), contexts)]),
  );
  const action = (step.uses ?? '').replace('https://github.com/', '').split('@')[0] ?? '';
  switch (action) {
    case 'actions/setup-node':
      return DONE;
    case 'actions/checkout':
      return await checkout(inputs, contexts, run, place);
    case 'actions/upload-artifact':
      for (const path of (inputs['path'] ?? '').split('\n').filter((each) => existsSync(join(place.folder, each)))) {
        const target = join(run.artifacts, inputs['name'] ?? '');
        cpSync(join(place.folder, path), path.includes('.') ? join(target, basename(path)) : target, {
          recursive: true,
        });
      }
      return DONE;
    case 'actions/download-artifact':
      cpSync(join(run.artifacts, inputs['name'] ?? ''), join(place.folder, inputs['path'] ?? ''), { recursive: true });
      return DONE;
    default:
      throw new Error(`${action} is not known here`);
  }
}

const DONE: RanStep = { outcome: 'success', outputs: {}, log: '', summary: '' };

/** One commit, unless all are asked for. */
async function checkout(
  inputs: Readonly<Record<string, string>>,
  contexts: object,
  run: Run,
  place: Place,
): Promise<RanStep> {
  const folder = inputs['path'] ?? '.';
  const depth = inputs['fetch-depth'] === '0' ? '' : '--depth=1';
  const text = `git init --quiet "$FOLDER" && cd "$FOLDER"
git fetch --quiet ${depth} "$ORIGIN" "$COMMIT"
git checkout --quiet --detach FETCH_HEAD`;
  const env = { FOLDER: folder, ORIGIN: run.origin, COMMIT: String(run.github['sha']) };
  return await script(text, { env }, contexts, run, place);
}

async function script(
  text: string,
  step: Pick<Step, 'env'>,
  contexts: object,
  run: Run,
  place: Place,
): Promise<RanStep> {
  const file = (name: string) => join(place.temp, name);
  writeFileSync(file('script.sh'), text);
  for (const name of ['output', 'summary']) writeFileSync(file(name), '');
  const env = Object.fromEntries(
    Object.entries(step.env ?? {}).map(([name, value]) => [name, interpolate(value, contexts)]),
  );
  const child = spawn('bash', ['-e', file('script.sh')], {
    cwd: place.folder,
    env: {
      PATH: `${file('bin')}:${process.env['PATH']}`,
      HOME: place.temp,
      GIT_CONFIG_GLOBAL: ISOLATED_ENVIRONMENT['GIT_CONFIG_GLOBAL'],
      GIT_CONFIG_NOSYSTEM: '1',
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      ...run.env,
      GITHUB_OUTPUT: file('output'),
      GITHUB_STEP_SUMMARY: file('summary'),
      RUNNER_TEMP: place.temp,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const pairs = readFileSync(file('output'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('=', 2));
  return {
    outcome: code === 0 ? 'success' : 'failure',
    outputs: Object.fromEntries(pairs) as Record<string, string>,
    log: code === 0 ? log : `${log}exit ${code}\n`,
    summary: readFileSync(file('summary'), 'utf8'),
  };
}
