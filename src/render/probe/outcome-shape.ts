/** The shape of what a saved plan says of probed domains. */
import { listOf, object, oneOf, type Read, text } from '../../json/decode.ts';
import { METHODS } from '../../model/negotiation.ts';
import type { Missing, ProbedDomain, RefusalCause, StreamOutcome } from '../../model/probe-verdict.ts';
import { byKind } from './by-kind.ts';

const basis = oneOf(['observed', 'inferred']);
const cause = object({
  code: text as Read<RefusalCause['code']>,
  mender: oneOf(['us', 'partner', 'dns']),
  message: text,
  hint: text,
});
const missing = object({ code: text as Read<Missing['code']>, message: text, hint: text });

const outcome: Read<StreamOutcome> = byKind<StreamOutcome>({
  connects: object({
    kind: oneOf(['connects']),
    basis,
    methods: listOf(oneOf(METHODS)),
    forcible: listOf(oneOf(METHODS)),
  }),
  refused: object({ kind: oneOf(['refused']), basis, causes: listOf(cause) }),
  unknown: object({ kind: oneOf(['unknown']), basis, missing: listOf(missing) }),
});

export const readProbed: Read<ProbedDomain> = object({
  domain: text,
  outbound: outcome,
  inbound: outcome,
  at: text,
  host: text,
});
