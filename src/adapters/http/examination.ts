/**
 * `doctor` for a server with a partner API, from what the configuration says to what the server holds. Each question is
 * asked once and not again: what a moment later would have been well is worth seeing, too. Nothing is changed.
 */
import type { NoAnswer } from '../../http/connection.ts';
import type { Adapter, AdapterContext } from '../../model/adapter.ts';
import { AdapterError } from '../../model/errors.ts';
import { type ExaminationStep, failedStep, skipped } from '../../model/examination.ts';
import { failing } from '../failure.ts';
import { openHttpAdapter } from './adapter.ts';
import { type Answer, type Api, connect } from './api.ts';
import { decodeProblem } from './codec.ts';
import { blocksStep, enforcementStep, limitsStep, partnersStep, sessionsStep } from './findings.ts';
import {
  addressOption,
  certificateOptions,
  checkOptions,
  type HttpOptions,
  textOption,
  tokenOption,
} from './options.ts';
import { answerOf, type Exchange, undecodable } from './problems.ts';
import { decodeHealthReport, type HealthReport } from './report-codec.ts';

const ASKING = ['connection', 'api', 'access', 'enforcement', 'limits'] as const;
const READING = ['partners', 'blocks', 'sessions'] as const;
type Name = 'address' | 'token' | 'certificates' | (typeof ASKING)[number] | (typeof READING)[number];

export async function* examineHttp(context: AdapterContext, signal: AbortSignal): AsyncGenerator<ExaminationStep> {
  signal.throwIfAborted();
  const written = [
    await step('address', context, () => addressWords(addressOption(context))),
    await step('token', context, () => `the variable ${tokenOption(context).name} is set`),
    await step('certificates', context, async () => {
      await certificateOptions(context);
      return certificateWords(context);
    }),
  ];
  yield* written;
  const wrong = written.find(({ status }) => status === 'failed');
  if (wrong !== undefined) return yield* skipped([...ASKING, ...READING], wrong.name);

  const options = await checkOptions(context);
  const api = connect(options);
  try {
    const asked = await askServer(api, options, context, signal);
    yield* asked.steps;
    if (asked.report === undefined)
      return yield* skipped([...ASKING.slice(asked.steps.length), ...READING], asked.because);
    yield* await readServer(asked.report, context, signal);
  } finally {
    await api.close();
  }
}

interface Asked {
  readonly steps: readonly ExaminationStep[];
  /** Absent where it could not be had. */
  readonly report?: HealthReport;
  /** The step that failed. */
  readonly because: Name;
}

async function askServer(api: Api, options: HttpOptions, context: AdapterContext, signal: AbortSignal): Promise<Asked> {
  const exchange: Exchange = { fail: failing(context.deployment, 'health', options.url), options, isChange: false };
  const outcome = await send(api, { method: 'GET', path: '/v1/health' }, signal);
  if (outcome.kind === 'no-answer')
    return { steps: [failure('connection', context, problemOf(outcome, exchange))], because: 'connection' };
  const connection: ExaminationStep = {
    ...{ name: 'connection', status: 'ok' },
    message: options.url.startsWith('https:') ? 'it answers, and its certificate is trusted' : 'it answers',
  };
  if ([401, 403].includes(outcome.status) && decodeProblem(outcome.text) !== undefined) {
    const there: ExaminationStep = { name: 'api', status: 'ok', message: 'it is a partner API' };
    const access = failure('access', context, problemOf(outcome, exchange));
    return { steps: [connection, there, access], because: 'access' };
  }
  const report = reportOf(outcome, exchange);
  if (report instanceof AdapterError) return { steps: [connection, failure('api', context, report)], because: 'api' };
  const { module, server } = report;
  const message = `partner API, version 1: ${module.name} ${module.version} on ${server.name} ${server.version}`;
  const steps: readonly ExaminationStep[] = [
    connection,
    { name: 'api', status: 'ok', message },
    await accessStep(api, options, signal),
    enforcementStep(report),
    limitsStep(report.health),
  ];
  return { steps, report, because: 'access' };
}

/**
 * Whether the token may write, asked by a change of nothing that names no revision: access is checked first (403), and
 * then the API refuses it by rule (428, schemas/partner-api.openapi.yaml). Nothing is in it that could be done.
 */
async function accessStep(api: Api, { tokenName }: HttpOptions, signal: AbortSignal): Promise<ExaminationStep> {
  const name: Name = 'access';
  const outcome = await send(api, { method: 'PATCH', path: '/v1/partners', body: '{"changes":[]}' }, signal);
  const code = outcome.kind === 'answer' ? decodeProblem(outcome.text)?.code : undefined;
  if (code === 'revision-required')
    return { name, status: 'ok', message: `the token in ${tokenName} may read and write` };
  if (code === 'read-only-token')
    return {
      ...{ name, status: 'warning', message: `the token in ${tokenName} may only read` },
      hint: 'that is enough to plan; applying and blocking need a token that may write',
    };
  return {
    ...{ name, status: 'warning', message: `the token in ${tokenName} may read; whether it may write is not known` },
    hint: 'the server does not answer as the partner API says where a change names no revision (428)',
  };
}

async function readServer(
  { health }: HealthReport,
  context: AdapterContext,
  signal: AbortSignal,
): Promise<readonly ExaminationStep[]> {
  let adapter: Adapter | undefined;
  try {
    adapter = await openHttpAdapter(context);
    const state = await adapter.read(signal);
    const steps = [partnersStep(state, health), blocksStep(state)];
    const sessions = await step('sessions', context, async () =>
      sessionsStep((await adapter?.sessions?.(signal)) ?? []),
    );
    return [...steps, sessions];
  } catch (error) {
    return [failure('partners', context, error), ...skipped(READING.slice(1), 'partners')];
  } finally {
    await adapter?.close();
  }
}

async function send(api: Api, request: Parameters<Api['send']>[0], signal: AbortSignal): Promise<Answer | NoAnswer> {
  const outcome = await api.send(request, signal);
  signal.throwIfAborted();
  return outcome;
}

function reportOf(outcome: Answer, exchange: Exchange): HealthReport | AdapterError {
  try {
    const decoded = decodeHealthReport(answerOf(outcome, exchange).text);
    return 'problem' in decoded ? undecodable(decoded.problem, exchange) : decoded.value;
  } catch (error) {
    if (error instanceof AdapterError) return error;
    throw error;
  }
}

function problemOf(outcome: Answer | NoAnswer, exchange: Exchange): AdapterError {
  try {
    answerOf(outcome, exchange);
  } catch (error) {
    if (error instanceof AdapterError) return error;
    throw error;
  }
  throw new TypeError('an answer without a problem');
}

/** What `look` says, or why it throws. */
async function step(
  name: Name,
  context: AdapterContext,
  look: () => string | Promise<string>,
): Promise<ExaminationStep> {
  try {
    return { name, status: 'ok', message: await look() };
  } catch (error) {
    return failure(name, context, error);
  }
}

/** The deployment and its address stand above the steps. */
function failure(name: Name, context: AdapterContext, error: unknown): ExaminationStep {
  const address = (textOption(context, 'url') ?? '').replace(/\/+$/, '');
  return failedStep(name, error, [context.deployment, address]);
}

function addressWords(url: string): string {
  return url.startsWith('https:') ? url : `${url}, without TLS: it is this machine`;
}

function certificateWords(context: AdapterContext): string {
  const [ca, own] = [textOption(context, 'ca'), textOption(context, 'clientCertificate')];
  const trusted = ca === undefined ? 'the public authorities are trusted' : `only those of ${ca} are trusted`;
  return own === undefined ? trusted : `${trusted}; ${own} is shown`;
}
