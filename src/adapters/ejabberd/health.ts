/** What ejabberd does with the partners that are in force, and what it does otherwise than `enforces` declares. Pure. */
import type { Departure, Health } from '../../model/health.ts';
import { permittedMethods, sameMethods } from '../../model/negotiation.ts';
import { thousands } from '../../model/thousands.ts';
import { judgedHosts } from './conditions.ts';
import type { InForce } from './live-state.ts';
import { optionsInWords, permittedBy } from './methods.ts';
import type { EjabberdOptions } from './options.ts';

type Declared = Pick<EjabberdOptions, 'enforces' | 'virtualHost'>;

export function healthOf(state: InForce, declared: Declared): Health {
  const reasons = reasonsOf(state);
  return {
    enforcing: reasons.length === 0,
    mode: 'enforce',
    revision: state.revision,
    reasons,
    limits: [],
    departures: departuresOf(state, declared),
  };
}

function reasonsOf({ isLoaded, toEnd }: InForce): readonly string[] {
  const edited =
    'the fragment says otherwise than what is in force: it was edited, or an apply was cut off, and any reload of the server lets that come into force';
  const open = `sessions of ${namesOf(toEnd)} may go on: all were to be ended when access was taken away, and that failed or was cut off`;
  return [...(isLoaded ? [] : [edited]), ...(toEnd.length === 0 ? [] : [open])];
}

const SHOWN = 3;

function namesOf(domains: readonly string[]): string {
  const more = domains.length > SHOWN ? ` and ${thousands(domains.length - SHOWN)} more` : '';
  return `${domains.slice(0, SHOWN).join(', ')}${more}`;
}

function departuresOf({ configuration }: InForce, { enforces, virtualHost }: Declared): readonly Departure[] {
  if (enforces === null) return [];
  const declared = permittedMethods(enforces);
  return judgedHosts(configuration, virtualHost).flatMap((host) => {
    const live = permittedBy(host, configuration.directTls);
    if (sameMethods(declared, live)) return [];
    return [
      {
        setting: 'authentication',
        declared: methodWords(declared),
        live: `${methodWords(live)} (${optionsInWords(host)})`,
        where: `the virtual host ${host.name}`,
      },
    ];
  });
}

function methodWords(methods: readonly string[]): string {
  return methods.length === 0 ? 'nothing' : methods.join(', ');
}
