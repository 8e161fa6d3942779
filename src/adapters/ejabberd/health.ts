/** What ejabberd does with the partners that are in force, and what it does otherwise than `enforces` declares. Pure. */
import type { Departure, Health } from '../../model/health.ts';
import { permittedMethods, sameMethods } from '../../model/negotiation.ts';
import { judgedHosts } from './conditions.ts';
import type { InForce } from './live-state.ts';
import { optionsInWords, permittedBy } from './methods.ts';
import type { EjabberdOptions } from './options.ts';

type Declared = Pick<EjabberdOptions, 'enforces' | 'virtualHost'>;

export function healthOf(state: InForce, declared: Declared): Health {
  const reasons = state.isLoaded
    ? []
    : [
        'the fragment says otherwise than what is in force: it was edited, or an apply was cut off, before a reload; the next apply settles it, and so does `ejabberdctl reload_config`',
      ];
  return {
    enforcing: reasons.length === 0,
    mode: 'enforce',
    revision: state.revision,
    reasons,
    limits: [],
    departures: departuresOf(state, declared),
  };
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
