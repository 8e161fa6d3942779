/** Values as Lua source text, for configuration files and for code that tests run inside a server. */

export type LuaValue =
  | string
  | number
  | boolean
  | undefined
  | readonly LuaValue[]
  | { readonly [key: string]: LuaValue };

/** Lists and objects become tables; what is undefined is left out. */
export function lua(value: LuaValue): string {
  if (value === undefined) return 'nil';
  if (typeof value === 'string') return luaString(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `{ ${value.map(lua).join(', ')} }`;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{ ${entries.map(([key, each]) => `[${luaString(key)}] = ${lua(each)}`).join(', ')} }`;
}

/** `name = value` per line. */
export function luaOptions(options: Readonly<Record<string, LuaValue>>): string {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} = ${lua(value)}\n`)
    .join('');
}

function isList(value: LuaValue): value is readonly LuaValue[] {
  return Array.isArray(value);
}

function luaString(text: string): string {
  const escaped = text.replace(
    /["\\\x00-\x1f\x7f]/g,
    (character) => `\\${character.charCodeAt(0).toString().padStart(3, '0')}`,
  );
  return `"${escaped}"`;
}
