/** `doctor` for ejabberd: from the way there to what the virtual hosts enforce. Only reads, and only once each. */
import type { AdapterContext } from '../../model/adapter.ts';
import { AdapterError } from '../../model/errors.ts';
import { type ExaminationStep, failedStep, skipped } from '../../model/examination.ts';
import { departureWords } from '../../model/health.ts';
import { thousands } from '../../model/thousands.ts';
import { failing } from '../failure.ts';
import { type Held, openServer, type ServerFiles } from './api.ts';
import { ejabberdCapabilities } from './capabilities.ts';
import { judgedHosts } from './conditions.ts';
import { healthOf } from './health.ts';
import { decidedBy, fragmentOf, type InForce, inForce, mainProblem } from './live-state.ts';
import { checkOptions, type EjabberdOptions, placeOf } from './options.ts';
import { numberOf } from './sessions.ts';

const STEPS = ['server', 'fragment', 'main file', 'commands', 'access', 'partners', 'enforces', 'rights'] as const;

type Told = Omit<ExaminationStep, 'name'>;

export async function* examineEjabberd(context: AdapterContext, signal: AbortSignal): AsyncGenerator<ExaminationStep> {
  signal.throwIfAborted();
  let options: EjabberdOptions;
  try {
    options = checkOptions(context);
  } catch (error) {
    yield failedStep('options', error, [context.deployment]);
    return yield* skipped(STEPS, 'options');
  }
  yield { name: 'options', status: 'ok', message: wayWords(options) };
  const server = openServer(options, context.env);
  const fail = failing(context.deployment, 'read', placeOf(options));
  try {
    yield* await server.hold('reading', fail, signal, (held) => look(held, options, context, signal));
  } catch (error) {
    signal.throwIfAborted();
    yield failedStep('server', error, [context.deployment, placeOf(options)]);
    yield* skipped(STEPS.slice(1), 'server');
  } finally {
    await server.close();
  }
}

async function look(
  held: Held,
  options: EjabberdOptions,
  { deployment }: AdapterContext,
  signal: AbortSignal,
): Promise<readonly ExaminationStep[]> {
  const steps: ExaminationStep[] = [{ name: 'server', status: 'ok', message: 'a POSIX shell answers' }];
  /** Undefined where the step failed. */
  const step = async <T>(
    name: (typeof STEPS)[number],
    run: () => Promise<readonly [Told, T]>,
  ): Promise<T | undefined> => {
    try {
      const [told, value] = await run();
      steps.push({ name, ...told });
      return told.status === 'failed' ? undefined : value;
    } catch (error) {
      signal.throwIfAborted();
      steps.push(failedStep(name, error, [deployment, placeOf(options)]));
      return undefined;
    }
  };
  const files = await held.files(signal);
  await step('fragment', async () => await Promise.resolve([fragmentStep(files, options), files]));
  const main = await step('main file', async () => await Promise.resolve([mainFileStep(files, options), files]));
  const dump = await step('commands', async () => await commandsStep(held, signal));
  if (main === undefined || dump === undefined)
    steps.push(...skipped(['access'], main === undefined ? 'main file' : 'commands'));
  // also where the fragment cannot be read: who is let in meanwhile matters most then
  else await step('access', async () => await Promise.resolve([accessStep(files, dump, options), files]));
  if (dump === undefined || steps.some(({ status }) => status === 'failed')) {
    const because = steps.find(({ status }) => status === 'failed')?.name ?? 'commands';
    return [
      ...steps,
      ...skipped(['partners', 'enforces'], because),
      await rightsStep(held, options, deployment, signal),
    ];
  }
  const { fixed } = ejabberdCapabilities(options.enforces, options.openSessions);
  const found = inForce(files, dump, options, fixed);
  if ('state' in found) steps.push(partnersStep(found.state, options), enforcesStep(found.state, options));
  else {
    const { message, hint } = found.problem;
    steps.push({ name: 'partners', status: 'failed', message, hint }, ...skipped(['enforces'], 'partners'));
  }
  return [...steps, await rightsStep(held, options, deployment, signal)];
}

function wayWords({ host, way }: EjabberdOptions): string {
  const files = host === undefined ? 'files on this machine' : `files on ${host}, over SSH`;
  return way.kind === 'api' ? `${files}; commands at ${way.url}` : `${files}; commands by ${way.argv.join(' ')}`;
}

function fragmentStep(files: ServerFiles, options: EjabberdOptions): Told {
  const file = fragmentOf(files.fragment, options);
  if ('problem' in file) return { status: 'failed', ...file.problem };
  const { lastApplied, allowed } = file.fragment;
  const record =
    lastApplied === null
      ? 'nothing was applied yet'
      : `applied last: commit ${lastApplied.commit.slice(0, 12)}, at ${lastApplied.at}`;
  return { status: 'ok', message: `${options.fragment} allows ${counted(allowed.length)}; ${record}` };
}

function mainFileStep({ main }: ServerFiles, options: EjabberdOptions): Told {
  const found = mainProblem(main, options);
  if (found === undefined)
    return { status: 'ok', message: `${options.mainFile} includes it, for nothing but partners` };
  return { status: 'failed', ...found.problem };
}

function accessStep(files: ServerFiles, dump: Buffer, options: EjabberdOptions): Told {
  const decided = decidedBy(files, dump, options);
  if ('code' in decided) return { status: 'failed', ...decided.problem };
  const names = judgedHosts(decided.configuration, options.virtualHost).map(({ name }) => name);
  return {
    status: 'ok',
    message: `the fragment decides who may federate with ${names.join(', ')}, after a reload, too`,
  };
}

/** What changes something is not tried. */
async function commandsStep(held: Held, signal: AbortSignal): Promise<readonly [Told, Buffer]> {
  const dump = await held.dump(signal);
  const [incoming, outgoing] = [
    await numberOf(held, 'incoming_s2s_number'),
    await numberOf(held, 'outgoing_s2s_number'),
  ];
  if (incoming === null || outgoing === null)
    return [
      {
        status: 'warning',
        message: 'dump_config works, and the numbers of sessions cannot be had',
        hint: 'permit incoming_s2s_number and outgoing_s2s_number: without them a removal ends all sessions even where there is none',
      },
      dump,
    ];
  const message = `dump_config works; open sessions: ${incoming} in, ${outgoing} out; reload_config and stop_s2s_connections were not asked for`;
  return [{ status: 'ok', message }, dump];
}

function partnersStep(state: InForce, options: EjabberdOptions): ExaminationStep {
  const { reasons } = healthOf(state, options);
  const message = `${counted(state.partners.length)} in force, on ${state.configuration.hosts.map(({ name }) => name).join(', ')}`;
  const [reason] = reasons;
  if (reason === undefined) return { name: 'partners', status: 'ok', message };
  return { name: 'partners', status: 'warning', message, hint: reason };
}

function enforcesStep(state: InForce, options: EjabberdOptions): ExaminationStep {
  const name = 'enforces';
  if (options.enforces === null)
    return {
      ...{ name, status: 'warning', message: 'nothing is declared, so most partners cannot be expressed' },
      hint: 'write what the virtual hosts do: enforces: {tlsNegotiation: …, saslNegotiation: …, dialbackNegotiation: …} (docs/ejabberd.md has the table)',
    };
  const departures = healthOf(state, options).departures.map(departureWords);
  if (departures.length === 0) return { name, status: 'ok', message: 'the virtual hosts do what is declared' };
  const hint =
    'change s2s_use_starttls and mod_s2s_dialback in the main file, or the declaration (docs/ejabberd.md has the table)';
  return { name, status: 'warning', message: departures.join('; '), hint };
}

async function rightsStep(
  held: Held,
  options: EjabberdOptions,
  deployment: string,
  signal: AbortSignal,
): Promise<ExaminationStep> {
  try {
    return { name: 'rights', status: 'ok', message: `${await held.rights(signal)} may replace the fragment` };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AdapterError)) throw error;
    const { message, hint } = failedStep('rights', error, [deployment, placeOf(options)]);
    const andPlan = `${hint ?? ''}; that is enough to plan`;
    return { name: 'rights', status: 'warning', message, hint: andPlan };
  }
}

function counted(count: number): string {
  return count === 1 ? 'one partner' : `${thousands(count)} partners`;
}
