/** The members of .NET's types that our scripts use. What is not here is an error. */
import { createHash } from 'node:crypto';
import { compareText } from '../../../src/model/diagnostic.ts';
import {
  Builder,
  Char,
  Dictionary,
  Hash,
  List,
  ScriptFailure,
  type Terminal,
  Thing,
  TypeName,
  textOf,
  typeOf,
  unrolled,
} from './values.ts';

export function construct(type: string, argumentList: unknown): unknown {
  if (/^System\.Collections\.Generic\.List\[(?:string|object)\]$/.test(type)) return new List();
  if (type === 'System.Collections.Generic.Dictionary[string,object]') {
    if (!(argumentList instanceof TypeName) || argumentList.name !== 'StringComparer.Ordinal')
      throw new Error('a dictionary needs a comparer');
    return new Dictionary();
  }
  if (type === 'System.Collections.ArrayList') return new List();
  if (type === 'System.Text.StringBuilder') return new Builder();
  if (/^(?:System\.)?Security\.Cryptography\.SHA256CryptoServiceProvider$/.test(type)) return new TypeName('SHA256');
  throw new Error(`New-Object ${type} is not known here`);
}

export function isOf(type: string, value: unknown): boolean {
  if (type === 'string') return typeof value === 'string';
  if (type === 'bool') return typeof value === 'boolean';
  throw new Error(`-is [${type}] is not known here`);
}

export function cast(type: string, value: unknown): unknown {
  if (type === 'void') return undefined;
  if (type === 'bool' && typeof value === 'boolean') return value;
  if (type === 'int' && value instanceof Char) return value.code;
  if (type === 'string[]') return unrolled(value ?? []).map(textOf);
  if (type === 'char[]') return unrolled(value);
  if (type === 'string') return textOf(value);
  if (type === 'char' && typeof value === 'number') return new Char(value);
  if (type === 'uint32' && typeof value === 'number' && value >= 0 && value <= 0xffffffff) return value;
  if (type === 'uint32' && typeof value === 'string' && !/^[\d.,\s]*$/.test(value))
    throw new ScriptFailure(`Cannot convert value "${value}" to type "System.UInt32".`);
  throw new Error(`[${type}] of ${typeOf(value)} is not known here`);
}

const NAMES: ReadonlySet<string> = new Set([
  ...['StringComparison.Ordinal', 'StringComparer.Ordinal', 'Text.Encoding.UTF8', 'Text.Encoding.ASCII'],
  'DateTime.UtcNow',
  'Globalization.CultureInfo.InvariantCulture',
]);

export function staticMember(type: string, name: string): unknown {
  const full = `${type.replace(/^System\./, '')}.${name}`;
  if (NAMES.has(full)) return new TypeName(full);
  throw new Error(`[${type}]::${name} is not known here`);
}

export function callStatic(type: string, name: string, values: readonly unknown[]): unknown {
  const [first, second, third] = values;
  switch (`${type.replace(/^System\./, '')}::${name}`) {
    case 'string::Join':
      if (!Array.isArray(second)) throw new Error('[string]::Join without an array');
      return second.map(textOf).join(textOf(first));
    case 'string::Equals':
      if (!(third instanceof TypeName) || third.name !== 'StringComparison.Ordinal') throw new Error('not ordinal');
      return textOf(first) === textOf(second);
    case 'Array::Sort':
      if (!Array.isArray(first) || !(second instanceof TypeName) || second.name !== 'StringComparer.Ordinal')
        throw new Error('[Array]::Sort without an array and a comparer');
      return void first.sort((a, b) => compareText(textOf(a), textOf(b)));
    case 'BitConverter::ToString':
      if (!(first instanceof Uint8Array)) throw new Error('no bytes');
      return Array.from(first, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('-');
    case 'Nullable::GetUnderlyingType':
      return first instanceof Thing ? first.properties.get('underlying') : null;
    case 'regex::Unescape':
      return textOf(first).replace(/\\u([0-9a-f]{4})|\\\\/g, (_, code?: string) =>
        code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
      );
  }
  throw new Error(`[${type}]::${name}() is not known here`);
}

export function member(value: unknown, name: string): unknown {
  // a key comes before a property
  if (value instanceof Hash && value.has(name)) return value.get(name);
  if (value instanceof Hash && name === 'Keys') return value.keys();
  if (value instanceof Dictionary && name === 'Keys') return [...value.entries.keys()];
  if (value instanceof Dictionary && name === 'Count') return value.entries.size;
  if (value instanceof List && name === 'Count') return value.items.length;
  if (Array.isArray(value) && name === 'Count') return value.length;
  if (typeof value === 'string' && name === 'Length') return value.length;
  if (value instanceof Thing && name === 'PSObject') return new PropertyBag(value);
  if (value instanceof PropertyBag && name === 'Properties') return value;
  if (value instanceof Thing && value.properties.has(name)) return value.properties.get(name);
  throw new ScriptFailure(`The property '${name}' cannot be found on ${typeOf(value)}.`);
}

/** `.PSObject.Properties`, by name or one after the other. */
class PropertyBag extends List {
  readonly thing: Thing;

  constructor(thing: Thing) {
    super();
    this.thing = thing;
    const pair = (name: string): Thing =>
      new Thing(
        new Hash([
          ['Name', name],
          ['Value', thing.properties.get(name)],
        ]),
      );
    this.items.push(...thing.properties.keys().map(pair));
  }
}

export function element(value: unknown, key: unknown): unknown {
  if (value instanceof PropertyBag) {
    const { properties } = value.thing;
    return properties.has(textOf(key)) ? new Thing(new Hash([['Value', properties.get(textOf(key))]])) : null;
  }
  if (value instanceof Hash) return value.get(textOf(key));
  if (value instanceof Dictionary) {
    if (!value.entries.has(textOf(key))) throw new ScriptFailure('The given key was not present in the dictionary.');
    return value.entries.get(textOf(key));
  }
  const items = value instanceof List ? value.items : Array.isArray(value) ? value : undefined;
  if (items === undefined || typeof key !== 'number' || !(key in items))
    throw new ScriptFailure(`Unable to index into ${typeOf(value)}.`);
  return items[key];
}

export function setElement(value: unknown, key: unknown, to: unknown): void {
  if (value instanceof Hash) value.set(textOf(key), to ?? null);
  else if (value instanceof Dictionary) value.entries.set(textOf(key), to ?? null);
  else throw new ScriptFailure(`Cannot set an element of ${typeOf(value)}.`);
}

/** `undefined` is void. */
export function call(value: unknown, name: string, values: readonly unknown[]): unknown {
  const [first, second] = values;
  if (typeof value === 'string') return callText(value, name, first, second);
  if (typeof value === 'number' && name === 'ToString')
    return first === 'x4' ? value.toString(16).padStart(4, '0') : String(value);
  if (value instanceof Builder) {
    if (name === 'ToString') return value.text;
    if (name === 'Append') value.text += textOf(first);
    return value;
  }
  if (typeof value === 'object' && value !== null && 'readLine' in value) {
    const terminal = value as Terminal;
    if (name === 'ReadLine') return terminal.readLine();
    if (name === 'WriteAllText') return terminal.writeFile?.(textOf(first), textOf(second));
    return name === 'Write' ? terminal.write(textOf(first)) : undefined;
  }
  if (value instanceof List) {
    if (name === 'Add') return void value.items.push(first);
    if (name === 'Clear') return void value.items.splice(0);
    if (name === 'ToArray') return [...value.items];
    if (name === 'Sort' && first instanceof TypeName && first.name === 'StringComparer.Ordinal')
      return void value.items.sort((a, b) => compareText(textOf(a), textOf(b)));
  }
  if (value instanceof Dictionary && name === 'ContainsKey') return value.entries.has(textOf(first));
  if (value instanceof Hash && name === 'ContainsKey') return value.has(textOf(first));
  if (value instanceof Dictionary && name === 'Add') {
    if (value.entries.has(textOf(first))) throw new ScriptFailure('An item with the same key has already been added.');
    return void value.entries.set(textOf(first), second);
  }
  if (value instanceof TypeName && value.name === 'Text.Encoding.UTF8' && name === 'GetBytes')
    return new TextEncoder().encode(textOf(first));
  if (value instanceof TypeName && value.name === 'DateTime.UtcNow' && first === 's') return '2030-01-01T06:00:00';
  if (value instanceof TypeName && value.name === 'PathIntrinsics') return `C:\\export\\${textOf(first)}`;
  if (value instanceof TypeName && value.name === 'Text.Encoding.ASCII' && name === 'GetBytes')
    return new Uint8Array(Buffer.from(textOf(first), 'latin1'));
  if (value instanceof TypeName && value.name === 'SHA256' && name === 'ComputeHash' && first instanceof Uint8Array)
    return new Uint8Array(createHash('sha256').update(first).digest());
  throw new ScriptFailure(`Method invocation failed: ${typeOf(value)} has no method '${name}'.`);
}

function callText(text: string, name: string, first: unknown, second: unknown): unknown {
  switch (name) {
    case 'ToLowerInvariant':
      return text.toLowerCase();
    case 'StartsWith':
      return text.startsWith(textOf(first));
    case 'EndsWith':
      return text.endsWith(textOf(first));
    case 'Substring':
      return text.slice(first as number, second === undefined ? undefined : (first as number) + (second as number));
    case 'ToCharArray':
      return Array.from({ length: text.length }, (_, at) => new Char(text.charCodeAt(at)));
    case 'Split': {
      const mark = textOf(first);
      const at = second === 2 ? text.indexOf(mark) : -1;
      if (second !== undefined) return at === -1 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
      return text.split(mark);
    }
    case 'Replace':
      return text.replaceAll(textOf(first), textOf(second));
  }
  throw new ScriptFailure(`Method invocation failed: a string has no method '${name}'.`);
}
