/**
 * A stand-in for powershell.exe with the management tools, as a process: it takes the real command line and the real
 * script, refuses to go on unless both are what the adapter's constants are, byte for byte, and then does what the
 * script would do with cmdlets that behave as documented (cmdlets.ts).
 *
 * It proves the protocol, the processes, the adapter's decisions and every way of losing an answer. It does not prove
 * that PowerShell runs the script as we think: for that there is only a real server.
 */
import { createInterface } from 'node:readline';
import { SCRIPT_DAMAGED, SHELL_ARGUMENTS } from '../../../../src/adapters/lync/bootstrap.ts';
import { SESSION_SCRIPT } from '../../../../src/adapters/lync/session-script.ts';
import { CmdletProblem, type Parameters, runCmdlet } from './cmdlets.ts';
import { project, quote, quoteList, stateOf } from './projection.ts';
import { faultsOf, happened, note, setFaults, store, storedPartners } from './store.ts';

const NEVER = 2 ** 30;

export async function main(argv: readonly string[]): Promise<void> {
  const folder = process.env['STAND_IN_FOLDER'] ?? '';
  note(folder, `start ${process.pid}`);
  if (argv.join(' ') !== SHELL_ARGUMENTS.join(' ')) return end('the command line is not the constant one', 64);
  let session: string | undefined;
  // a console's code page is not UTF-8: whatever is not ASCII arrives as something else
  for await (const line of createInterface({ input: process.stdin.setEncoding('latin1'), crlfDelay: 0 })) {
    if (/[^\x20-\x7e]/.test(line)) return end('what is not ASCII does not survive a console', 65);
    if (session === undefined) {
      const first = JSON.parse(line) as { readonly session: string; readonly script: string };
      if (first.script !== SESSION_SCRIPT) return end('', SCRIPT_DAMAGED);
      session = first.session;
      answer(folder, session, '0', hello(folder), []);
    } else await respond(folder, session, line);
  }
}

function end(words: string, code: number): void {
  process.stderr.write(`${words}\n`);
  process.exit(code);
}

function say(folder: string, words: string): void {
  if (faultsOf(folder).noise === true) process.stdout.write(`WARNING: ${words}\r\nno end of line`);
}

function answer(folder: string, session: string, number: string, member: string, warnings: readonly string[]): void {
  const text = `{${member},"warnings":${quoteList(warnings)}}`;
  say(folder, 'partnerctl-begin of somebody else');
  process.stdout.write(`\npartnerctl-begin ${session} ${number}\n${text}\npartnerctl-end ${session} ${number}\n`);
  say(folder, 'the module says good-bye');
}

function hello(folder: string): string {
  const { module, version = '5.1.14393.6343' } = faultsOf(folder);
  const failure = new CmdletProblem(
    'The file cannot be loaded: running scripts is disabled.',
    'UnauthorizedAccess',
    'SecurityError',
  );
  const found = module === undefined ? '{"name":"SkypeForBusiness","version":"7.0.1678.0"}' : 'null';
  return `"shell":"${version}","module":${found},"failure":${module === 'broken' ? problem(failure) : 'null'}`;
}

function problem(error: unknown): string {
  if (!(error instanceof CmdletProblem)) throw error;
  return `{"message":${quote(error.message)},"id":${quote(error.id)},"category":${quote(error.category)}}`;
}

async function respond(folder: string, session: string, line: string): Promise<void> {
  const [, number = '', json = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
  const request = convertFromJson(json) as Readonly<Record<string, unknown>>;
  const warnings: string[] = [];
  const faults = faultsOf(folder);
  const ask = textOf(request['ask']);
  if (ask === 'read' && faults.read !== undefined) {
    happened(folder, faults);
    if (faults.read === 'die') process.exit(9);
    if (faults.read === 'cut') {
      process.stdout.write(`\npartnerctl-begin ${session} ${number}\n{"state":"`);
      process.exit(0);
    }
    if (faults.read === 'hang') await new Promise((resolve) => setTimeout(resolve, NEVER));
  }
  let member: string;
  try {
    if (ask === 'read') member = faults.read === 'throw' ? unreachable() : state(folder);
    else if (ask === 'write') member = write(folder, request, warnings);
    else member = look(folder, textOf(request['what']));
  } catch (error) {
    member = `"error":${problem(error)}`;
  }
  if (ask === 'write' && faults.write === 'hang-after' && (faults.spared ?? 0) === 0) {
    happened(folder, faults);
    await new Promise((resolve) => setTimeout(resolve, NEVER));
  }
  answer(folder, session, number, member, warnings);
}

function unreachable(): never {
  throw new CmdletProblem(
    'Could not connect to SQL server : [Exception=…]',
    'ManagementStoreUnavailable',
    'ConnectionError',
  );
}

function texts(folder: string): readonly string[] {
  return storedPartners(folder).map(project).sort();
}

function state(folder: string): string {
  const found = texts(folder);
  return `"state":"${stateOf(found)}","partners":[${found.join(',')}]`;
}

function write(folder: string, request: Readonly<Record<string, unknown>>, warnings: string[]): string {
  const { meanwhile, ...rest } = faultsOf(folder);
  if (meanwhile !== undefined) {
    store(folder, meanwhile);
    setFaults(folder, rest);
  }
  if (stateOf(texts(folder)) !== textOf(request['state'])) return '"moved":true';
  let failure = 'null';
  try {
    const verb = textOf(request['verb']);
    const given = parameters(folder, verb, request['values'] as Parameters);
    warnings.push(...runCmdlet(folder, verb, textOf(request['identity']), given));
  } catch (error) {
    failure = problem(error);
  }
  return `"moved":false,"problem":${failure},${state(folder)}`;
}

/** As Get-Parameters of the script casts and renames them. */
function parameters(folder: string, verb: string, values: Parameters): Parameters {
  const given = Object.entries(values).map(([name, value]) => {
    if (name === 'ConnectionLimit' && value === null && faultsOf(folder).limitTakesNoNull === true)
      throw new CmdletProblem(
        'this version of the cmdlet cannot take a connection limit away',
        'x',
        'OperationStopped',
      );
    if (name !== 'AdditionalDomains') return [name, typeof value === 'string' ? textOf(value) : value] as const;
    const names = (value as readonly unknown[]).map(textOf);
    if (names.length === 0) return [name, null] as const;
    return [name, verb === 'Set' ? { Replace: names } : names] as const;
  });
  return Object.fromEntries(given);
}

function look(folder: string, what: string): string {
  const said = faultsOf(folder).looks?.[what] ?? [];
  if ('error' in said) throw new CmdletProblem(said.error, 'AccessDenied', 'PermissionDenied');
  return `"facts":${quoteList(said)}`;
}

/** As PowerShell's: a text that looks like a time is one, and is no text any more. */
function convertFromJson(json: string): unknown {
  return JSON.parse(json, (_, value: unknown) =>
    typeof value === 'string' && /^(?:\d{4}-\d\d-\d\dT|\/Date\()/.test(value) ? new Date(0) : value,
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'string' && value.startsWith('=')) return value.slice(1);
  throw new CmdletProblem('a text of the request does not begin with =', 'x', 'OperationStopped');
}
