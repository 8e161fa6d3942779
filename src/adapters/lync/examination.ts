/** `doctor` for Lync: from the shell to the replicas, what is there and what is missing. Only reads. */
import type { AdapterContext } from '../../model/adapter.ts';
import { type ExaminationStep, type Examine, failedStep, skipped } from '../../model/examination.ts';
import { failing } from '../failure.ts';
import { type Api, connect } from './api.ts';
import { decodeLooked, decodeRead } from './codec.ts';
import { examineExport } from './export-examination.ts';
import { LOOKS, partnersAndDomains } from './looks.ts';
import { checkOptions, type LyncOptions, type SessionOptions } from './options.ts';
import { answerOf, cmdletFailure, type Exchange, isFailed, withModule } from './problems.ts';

export const examineLync: Examine = async function* (context, signal) {
  let options: LyncOptions;
  try {
    options = checkOptions(context);
  } catch (error) {
    yield failedStep('options', error, [context.deployment]);
    return;
  }
  if (options.kind === 'export') {
    yield* examineExport(context, options, signal);
    return;
  }
  const api = connect(options, context.env);
  try {
    yield* examineSession(context, options, api, signal);
  } finally {
    await api.close();
  }
};

type Look = () => Promise<Omit<ExaminationStep, 'name'>>;

async function* examineSession(
  { deployment }: AdapterContext,
  options: SessionOptions,
  api: Api,
  signal: AbortSignal,
): AsyncGenerator<ExaminationStep> {
  const about: Exchange = { fail: failing(deployment, 'read', options.place), options, isChange: false };
  const steps: readonly (readonly [name: string, look: Look])[] = [
    ['shell', async () => shellStep(options, answerOf(await api.start(signal), about).shell)],
    ['module', async () => await moduleStep(api, about, signal)],
    ['cmdlets', async () => await lookStep(api, 'commands', about, signal)],
    // before the partners: it may tell why they cannot be read
    ['groups', async () => await lookStep(api, 'groups', about, signal)],
    ['partners', async () => await partnersStep(api, about, signal)],
    ...(['gateway', 'edge', 'policies', 'replication'] as const).map(
      (what) => [what, async () => await lookStep(api, what, about, signal)] as const,
    ),
  ];
  for (const [at, [name, look]] of steps.entries()) {
    signal.throwIfAborted();
    let step: ExaminationStep;
    try {
      step = { name, ...(await look()) };
    } catch (error) {
      signal.throwIfAborted();
      // which program, and where, is said once
      step = failedStep(name, error, name === 'shell' ? [] : [options.place]);
    }
    yield step;
    if (step.status !== 'failed') continue;
    const left = steps.slice(at + 1).map(([each]) => each);
    return yield* skipped(left, name);
  }
}

function shellStep({ place }: SessionOptions, version: string): Omit<ExaminationStep, 'name'> {
  const message = `PowerShell ${version} answers (${place})`;
  if (/^[345]\./.test(version)) return { status: 'ok', message };
  return { status: 'warning', message, hint: 'the management tools are made for Windows PowerShell 3.0 to 5.1' };
}

async function moduleStep(api: Api, about: Exchange, signal: AbortSignal): Promise<Omit<ExaminationStep, 'name'>> {
  const started = answerOf(await api.start(signal), about);
  withModule(started, about);
  return { status: 'ok', message: `${started.module?.name} ${started.module?.version} is loaded` };
}

async function partnersStep(api: Api, about: Exchange, signal: AbortSignal): Promise<Omit<ExaminationStep, 'name'>> {
  const { partners } = answerOf(await api.ask({ ask: 'read' }, decodeRead, signal), about);
  if (partners.length > 0)
    return {
      status: 'ok',
      message: `the store answers: ${partnersAndDomains(partners.map(({ settings }) => settings))}`,
    };
  return {
    status: 'warning',
    message: 'the store answers: no partners',
    hint: 'an empty list means that XMPP federation is off: if there should be some, this is not the right place',
  };
}

/** What a cmdlet refuses to tell is a warning: partners can be read and written without it. */
async function lookStep(
  api: Api,
  what: keyof typeof LOOKS,
  about: Exchange,
  signal: AbortSignal,
): Promise<Omit<ExaminationStep, 'name'>> {
  const reply = await api.ask({ ask: 'look', what }, decodeLooked, signal);
  if (reply.kind === 'answer' && isFailed(reply.value)) {
    const { message, hint } = cmdletFailure('it cannot be seen', reply.value.error);
    return { status: 'warning', message, hint };
  }
  return LOOKS[what](answerOf(reply, about).facts);
}
