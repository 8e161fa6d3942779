/** `partnerctl doctor`: what is there and what is missing, deployment by deployment, step by step. */
import { hasErrors } from '../../model/diagnostic.ts';
import { check } from '../../reconcile/check.ts';
import { runDoctor } from '../../reconcile/doctor-run.ts';
import { renderDoctorJson } from '../../render/doctor/doctor-json.ts';
import { renderDoctorPretty } from '../../render/doctor/doctor-pretty.ts';
import { isReady } from '../../render/doctor/verdict.ts';
import { type Call, type CommandSpec, many } from '../command.ts';
import { doctorEdgesOf } from '../edges.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { tellInvalid } from './invalid-files.ts';

export const doctorCommand: CommandSpec = {
  name: 'doctor',
  summary: 'look at the deployments step by step: what is there, and what is missing',
  options: [{ flags: '--deployment <name...>', description: 'only these deployments (default: all)' }],
  formats: ['pretty', 'json'],
  examples: [
    {
      command: 'partnerctl doctor --deployment edge-eu',
      does: 'before the first plan, or when one fails: address, token, certificate, rights, what it enforces',
    },
    { command: 'partnerctl doctor --quiet', does: 'only what is not well; exit 1 where a step failed' },
  ],
  run: doctor,
};

async function doctor(call: Call): Promise<ExitCode> {
  const { io, root, today, config } = call;
  const workspace = { root, today, ...(config !== undefined && { config }) };
  // no partner files: they say nothing about a deployment
  const checked = check({ ...workspace, files: [] });
  if (hasErrors(checked.diagnostics)) return await tellInvalid(call, checked);
  const examinations = await runDoctor(
    { ...workspace, policy: checked.ownConfig, deployments: many(call, 'deployment') },
    doctorEdgesOf(call, new AbortController().signal),
  );
  call.progress.clear();
  const { columns, quiet } = call;
  const options = { color: call.color.stdout, columns, quiet, ascii: !showsUnicode(call) };
  io.stdout.write(call.format === 'json' ? renderDoctorJson(examinations) : renderDoctorPretty(examinations, options));
  return examinations.every(isReady) ? EXIT.ok : EXIT.failed;
}

/** By the locale (POSIX.1-2017, XBD 8.2); where there is none, and for files and pipes, it is UTF-8. */
function showsUnicode({ io: { env, stdout } }: Call): boolean {
  if (!stdout.isTTY) return true;
  if (env['TERM'] === 'linux') return false;
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => (value ?? '') !== '');
  return locale === undefined || /utf-?8/i.test(locale);
}
