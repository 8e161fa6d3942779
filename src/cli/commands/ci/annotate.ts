/** `partnerctl ci annotate`: plans as annotations at the line; errors make it fail. */
import { planAnnotations } from '../../../ci/annotations.ts';
import { hasErrors } from '../../../model/diagnostic.ts';
import { renderLintGithub } from '../../../render/lint/lint-github.ts';
import { type Call, type CommandSpec, flag } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { needInput, PLAN_OPTION, planInputs } from './inputs.ts';
import { linesIn } from './surroundings.ts';

export const annotateCommand: CommandSpec = {
  name: 'ci annotate',
  summary: 'point at the lines that let in, cut off or weaken; fail if a plan has errors',
  options: [
    PLAN_OPTION,
    { flags: '--fork', description: 'a run without secrets: what is not planned for want of one is a note' },
  ],
  formats: ['github'],
  examples: [
    {
      command: 'partnerctl ci annotate --plan plan.json',
      does: 'ten errors, ten warnings and ten notes, which is what GitHub shows; the others are counted',
    },
  ],
  run: (call) => Promise.resolve(annotate(call)),
};

function annotate(call: Call): ExitCode {
  needInput(call, ['plan']);
  const { results, failed } = planInputs(call);
  const diagnostics = planAnnotations(results, { lineOf: linesIn(call.root), fork: flag(call, 'fork') });
  call.io.stdout.write(renderLintGithub({ files: 0, diagnostics, textOf: () => undefined }, SEE_ALL));
  return failed !== null || hasErrors(diagnostics) ? EXIT.failed : EXIT.ok;
}

const SEE_ALL = 'the summary of the job has them all';
