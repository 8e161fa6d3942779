/** Command lines: arguments → a checked call, or help, or a UsageError that says what was meant. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { checkDomain } from '../model/domain-name.ts';
import { UsageError } from '../model/errors.ts';
import { nearest } from '../model/suggest.ts';
import type { CommandSpec, OptionSpec, OptionValue } from './command.ts';
import { COMMANDS } from './commands.ts';
import { invalidDay } from './day.ts';

const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { flags: '-C <dir>', description: 'the repository (default: this folder)' },
  { flags: '--config <file>', description: 'another configuration than partnerctl.yaml' },
  { flags: '--no-color', description: 'no colours (also NO_COLOR; FORCE_COLOR does the opposite)' },
  { flags: '--quiet', description: 'only what is needed' },
  { flags: '--verbose', description: 'everything: folded lists, details' },
  {
    flags: '--today <date>',
    description: 'the day that counts for expiry dates (default: today, UTC)',
    invalid: invalidDay,
  },
];

/** The same on every terminal, and in docs/cli.md. */
const HELP_COLUMNS = 100;

const TAKES_VALUE = new Set(['-C', '--config', '--today', '--format']);

/** Commands of two words begin with one of these. */
const GROUPS = new Set(['ci']);

/** The command's name and the other arguments; the name may stand behind global options. */
export function splitCommand(argv: readonly string[]): { name: string | undefined; rest: readonly string[] } {
  const first = splitWord(argv);
  if (first.name === undefined || !GROUPS.has(first.name)) return first;
  const second = splitWord(first.rest);
  return second.name === undefined ? first : { name: `${first.name} ${second.name}`, rest: second.rest };
}

function splitWord(argv: readonly string[]): { name: string | undefined; rest: readonly string[] } {
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? '';
    if (TAKES_VALUE.has(argument)) index += 1;
    else if (!argument.startsWith('-'))
      return { name: argument, rest: [...argv.slice(0, index), ...argv.slice(index + 1)] };
  }
  return { name: undefined, rest: argv };
}

export type Parsed =
  | { readonly kind: 'help'; readonly text: string }
  | {
      readonly kind: 'call';
      readonly arguments: readonly string[];
      readonly options: Readonly<Record<string, OptionValue>>;
    };

export function parseCall(spec: CommandSpec, argv: readonly string[]): Parsed {
  const command = build(spec);
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    writeErr: () => undefined,
    getOutHelpWidth: () => HELP_COLUMNS,
  });
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { kind: 'help', text: help };
    if (error.code === 'commander.excessArguments') throw tooMany(command, spec);
    throw usage(error.message, spec.name);
  }
  return { kind: 'call', arguments: command.args, options: command.opts<Record<string, OptionValue>>() };
}

function build(spec: CommandSpec): Command {
  const command = new Command(`partnerctl ${spec.name}`)
    .summary(spec.summary)
    .description(`${spec.summary.charAt(0).toUpperCase()}${spec.summary.slice(1)}.`)
    .helpOption('-h, --help', 'this page')
    .exitOverride()
    .allowExcessArguments(false);
  if (spec.arguments !== undefined) command.arguments(spec.arguments);
  for (const option of spec.options) command.addOption(toOption(option));
  command.addOption(toOption(formatOption(spec)));
  for (const option of GLOBAL_OPTIONS) command.addOption(toOption(option));
  const examples = spec.examples.map(({ command: line, does }) => `  ${line}\n      ${does}`);
  return command.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
}

function formatOption({ formats }: CommandSpec): OptionSpec {
  const [first = 'pretty'] = formats;
  const description = formats.length > 1 ? `${formats.join(', ')} (default: ${first})` : first;
  return { flags: '--format <format>', description, choices: formats };
}

function toOption({ flags, description, choices, invalid }: OptionSpec): Option {
  const option = new Option(flags, description);
  if (choices === undefined && invalid === undefined) return option;
  return option.argParser((value: string, previous: unknown) => {
    const problem = choices !== undefined && !choices.includes(value) ? notAChoice(value, choices) : invalid?.(value);
    if (problem !== undefined) throw new InvalidArgumentError(`${JSON.stringify(value)} is not ${problem}`);
    return option.variadic ? [...(Array.isArray(previous) ? (previous as string[]) : []), value] : value;
  });
}

function notAChoice(value: string, choices: readonly string[]): string {
  const meant = nearest(value, choices);
  return `one of ${choices.join(', ')}${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
}

/** Commander's sentences, in our form: what is wrong; what was meant. */
function usage(message: string, name: string): UsageError {
  const text = message.replace(/^error: /, '').trim();
  const meant = /\(did you mean (?:one of )?([^?)]+)\?\)/i.exec(text)?.[1];
  const plain = text
    .replace(/\s*\(did you mean [^)]*\)\.?/i, '')
    .replace(
      /^option '([^']+)' argument '[\s\S]*?' is invalid\. /,
      (_, flags: string) => `${flags.split(/[ ,]/)[0] ?? ''}: `,
    );
  const help = `see \`partnerctl ${name} --help\``;
  return new UsageError(plain, meant === undefined ? help : `did you mean ${meant}? ${help}`);
}

function tooMany(command: Command, { name, options }: CommandSpec): UsageError {
  const extra = command.args[command.registeredArguments.length] ?? '';
  const hint = `see \`partnerctl ${name} --help\``;
  const selects = options.some(({ flags }) => flags.startsWith('--only ')) && checkDomain(extra).kind === 'ok';
  return new UsageError(
    `${JSON.stringify(extra)} is one argument too many`,
    selects ? `did you mean --only ${extra}? ${hint}` : hint,
  );
}

export function unknownCommand(name: string): UsageError {
  const group = COMMANDS.filter((command) => command.name.startsWith(`${name} `)).map((command) => command.name);
  if (group.length > 0)
    return new UsageError(`${name} is not a command by itself`, `its commands are ${group.join(', ')}`);
  const meant = nearest(
    name,
    COMMANDS.map((command) => command.name),
  );
  const hint =
    meant === undefined ? 'see `partnerctl --help` for all commands' : `did you mean \`partnerctl ${meant}\`?`;
  return new UsageError(`unknown command ${JSON.stringify(name)}`, hint);
}

export function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `partnerctl: XMPP federation partners as code

Usage: partnerctl <command> [options]

Commands:
${lines.join('\n')}

Each command has its own page: partnerctl plan --help

Examples:
  partnerctl new fabrikam.com
      write partners/fabrikam.com.yaml, then edit it
  partnerctl lint
      check all partner files
  partnerctl plan
      see what would change on the servers
  partnerctl apply
      change it, after a question

Exit codes: 0 fine · 1 errors or failures · 2 changes (plan --detailed-exitcode) · 3 refused, nothing written ·
64 wrong usage · 70 a bug in partnerctl · 130/143 interrupted
`;
}
