/** argv and edges → exit code. Everything that is thrown ends here, as a message, and as JSON or a page where it was asked. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf, PartnerctlError, reportOf, StalePlanError, UsageError } from '../model/errors.ts';
import { colors } from '../render/colors.ts';
import { escapeTerminal } from '../render/escape.ts';
import type { Call, CommandSpec } from './command.ts';
import { COMMANDS } from './commands.ts';
import { askedFormat, errorRenderer } from './error-output.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { answerWhenInterrupted } from './interrupt.ts';
import type { Io } from './io.ts';
import { overview, parseCall, splitCommand, unknownCommand } from './program.ts';
import { createProgress } from './progress.ts';

export async function main(argv: readonly string[], io: Io, version: string): Promise<ExitCode> {
  try {
    return await dispatch(argv, io, version);
  } catch (error) {
    return await fail(error, argv, io, version);
  }
}

async function dispatch(argv: readonly string[], io: Io, version: string): Promise<ExitCode> {
  const { name, rest } = splitCommand(argv);
  if (name === undefined) return withoutCommand(argv, io, version);
  if (name === 'help') return dispatch(rest.length === 0 ? ['--help'] : [...rest, '--help'], io, version);
  const entry = COMMANDS.find((command) => command.name === name);
  if (entry === undefined) throw unknownCommand(name);
  const spec = await entry.load();
  const parsed = parseCall(spec, rest);
  if (parsed.kind === 'help') {
    io.stdout.write(parsed.text);
    return EXIT.ok;
  }
  const call = toCall(spec, parsed, io, version);
  if (!spec.makesFolder && !existsSync(call.root))
    throw new UsageError(
      `-C: there is no folder ${JSON.stringify(parsed.options['C'])}`,
      'name the folder that holds partners/',
    );
  const renderError = spec.watchesInterrupts ? undefined : await errorRenderer(call.format);
  const watched = renderError === undefined ? undefined : answerWhenInterrupted(io, renderError);
  try {
    return await spec.run({ ...call, io: watched?.io ?? io });
  } finally {
    watched?.dispose();
    call.progress.clear();
  }
}

function withoutCommand(argv: readonly string[], io: Io, version: string): ExitCode {
  if (argv.includes('--version') || argv.includes('-V')) {
    io.stdout.write(`${version}\n`);
    return EXIT.ok;
  }
  if (argv.includes('--help') || argv.includes('-h')) {
    io.stdout.write(overview());
    return EXIT.ok;
  }
  const [first] = argv;
  if (first !== undefined)
    throw new UsageError(`no command is given: ${JSON.stringify(first)} is an option`, 'see `partnerctl --help`');
  io.stderr.write(overview());
  return EXIT.usage;
}

function toCall(spec: CommandSpec, parsed: Pick<Call, 'arguments' | 'options'>, io: Io, version: string): Call {
  const { options } = parsed;
  const text = (name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined);
  const quiet = options['quiet'] === true;
  const config = text('config');
  return {
    io,
    version,
    arguments: parsed.arguments,
    options,
    format: text('format') ?? spec.formats[0] ?? 'pretty',
    root: resolve(io.cwd, text('C') ?? '.'),
    config: config === undefined ? undefined : resolve(io.cwd, config),
    today: text('today') ?? io.now().toISOString().slice(0, 10),
    quiet,
    verbose: options['verbose'] === true,
    color: { stdout: wantsColor(options, io, io.stdout.isTTY), stderr: wantsColor(options, io, io.stderr.isTTY) },
    // a terminal that nobody has told its size says 0
    columns: io.stdout.columns || 100,
    progress: createProgress(io, !quiet),
  };
}

/** https://no-color.org; FORCE_COLOR as Node reads it: 0 and false say no. */
function wantsColor(options: Call['options'], { env }: Io, isTTY: boolean): boolean {
  if (options['color'] === false || (env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTTY && env['TERM'] !== 'dumb';
}

async function fail(error: unknown, argv: readonly string[], io: Io, version: string): Promise<ExitCode> {
  const renderError = await errorRenderer(askedFormat(argv));
  if (renderError !== undefined) io.stdout.write(renderError(reportOf(error)));
  const paint = colors(wantsColor({ color: !argv.includes('--no-color') }, io, io.stderr.isTTY));
  if (error instanceof PartnerctlError) {
    io.stderr.write(
      `${paint.red('error:')} ${escapeTerminal(error.message)}\n${paint.cyan('hint:')} ${escapeTerminal(error.hint)}\n`,
    );
    if (error instanceof UsageError) return EXIT.usage;
    return error instanceof StalePlanError ? EXIT.refused : EXIT.failed;
  }
  io.stderr.write(bugReport(error, argv, `partnerctl ${version}, ${io.platform}`));
  return EXIT.bug;
}

function bugReport(error: unknown, argv: readonly string[], what: string): string {
  const stack = error instanceof Error ? (error.stack ?? messageOf(error)) : messageOf(error);
  return `${escapeTerminal(`This is a bug in partnerctl: ${messageOf(error)}`)}
Please report it with these lines:
  ${what}
  command: ${escapeTerminal(argv[0] ?? '')}
${stack
  .split('\n')
  .map((line) => `  ${escapeTerminal(line)}`)
  .join('\n')}
`;
}
