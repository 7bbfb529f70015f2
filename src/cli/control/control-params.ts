// Types of the parameters of `tdetach control`, by name. A name means the same in every method.
import { TdetachError } from '../../base/error.ts';
import { BUTTONS } from '../../session/mouse-encoding.ts';

export type Params = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
const isSize = (value: unknown): boolean =>
  isObject(value) && typeof value['cols'] === 'number' && typeof value['rows'] === 'number';

const isPlace = (value: unknown): boolean =>
  isObject(value) && typeof value['row'] === 'number' && typeof value['column'] === 'number';

function isMouseAction(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { kind, at, steps, button } = value;
  if (kind === 'wheel') return typeof steps === 'number' && (at === undefined || isPlace(at));
  const isTarget = isPlace(at) || (isObject(at) && typeof at['text'] === 'string');
  return kind === 'click' && isTarget && BUTTONS.some((one) => one === button);
}

const KINDS = {
  text: { about: 'a text', check: (value: unknown) => typeof value === 'string' },
  texts: { about: 'a list of texts', check: isTexts },
  number: { about: 'a number', check: (value: unknown) => typeof value === 'number' },
  flag: { about: 'true or false', check: (value: unknown) => typeof value === 'boolean' },
  numbers: {
    about: 'a list of numbers',
    check: (value: unknown) => Array.isArray(value) && value.every((one) => typeof one === 'number'),
  },
  lines: {
    about: 'a number, or "all"',
    check: (value: unknown) => typeof value === 'number' || value === 'all',
  },
  size: { about: 'an object of cols and rows', check: isSize },
  sizing: {
    about: '"leader", "smallest", "largest", or an object of cols and rows',
    check: (value: unknown) =>
      ['leader', 'smallest', 'largest'].some((one) => one === value) || isSize(value),
  },
  texts_by_name: {
    about: 'an object of texts',
    check: (value: unknown) => isObject(value) && isTexts(Object.values(value)),
  },
  mouse: {
    about:
      'a list of clicks, {"kind": "click", "at": {"row", "column"} or {"text"}, "button": "left", "middle" or "right"}, ' +
      'and turns of the wheel, {"kind": "wheel", "steps", "at"}',
    check: (value: unknown) => Array.isArray(value) && value.every(isMouseAction),
  },
  conditions: { about: 'an object of conditions, as wait takes them', check: isObject },
  id: {
    about: 'the id of a request',
    check: (value: unknown) => typeof value === 'string' || typeof value === 'number',
  },
} as const;

/** The type of each parameter, by its name. */
const PARAMS: Readonly<Record<string, keyof typeof KINDS>> = {
  session: 'text',
  name: 'text',
  sessions: 'texts',
  ended: 'flag',
  command: 'texts',
  env: 'texts_by_name',
  cwd: 'text',
  size: 'size',
  sizing: 'sizing',
  keepMs: 'number',
  log: 'text',
  logBytes: 'number',
  sshAgent: 'flag',
  shellIntegration: 'flag',
  text: 'text',
  keys: 'texts',
  paste: 'flag',
  paceMs: 'number',
  mouse: 'mouse',
  line: 'text',
  regex: 'text',
  flags: 'text',
  gone: 'text',
  stableMs: 'number',
  idleMs: 'number',
  title: 'text',
  bell: 'flag',
  prompt: 'flag',
  exit: 'flag',
  since: 'number',
  timeoutMs: 'number',
  wait: 'conditions',
  screen: 'flag',
  ansi: 'flag',
  styles: 'flag',
  history: 'lines',
  killSignal: 'text',
  untilEnd: 'flag',
  clients: 'numbers',
  file: 'text',
  force: 'flag',
  version: 'number',
  label: 'text',
  follow: 'flag',
  id: 'id',
};

const bad = (what: string): TdetachError => new TdetachError('bad-argument', what);

/**
 * Checks the parameters of a request.
 * @param method name for the message
 * @param known the parameters that the method takes; the first one is required if it is `session`,
 *   `name` or `id`
 * @throws TdetachError bad-argument
 */
export function checkParams(method: string, given: unknown, known: readonly string[]): Params {
  const params = given === undefined ? {} : given;
  if (!isObject(params)) throw bad(`${method}: params is not an object`);
  for (const [name, value] of Object.entries(params)) {
    const kind = known.includes(name) ? PARAMS[name] : undefined;
    if (kind === undefined)
      throw bad(`${method} takes no ${JSON.stringify(name)}: it takes ${known.join(', ')}`);
    if (!KINDS[kind].check(value))
      throw bad(`${method}: ${name} is ${JSON.stringify(value)}: give ${KINDS[kind].about}`);
  }
  const [first = ''] = known;
  if (['session', 'name', 'id'].includes(first) && params[first] === undefined)
    throw bad(`${method} needs ${first}`);
  return params;
}
