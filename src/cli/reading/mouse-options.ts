// The mouse options of `send`.
import type { Options } from 'yargs';
import type { MouseAction } from '../../control/typing/mouse.ts';
import { BUTTONS } from '../../session/mouse-encoding.ts';
import type { MouseButton } from '../../session/mouse-encoding.ts';
import type { VerbLine } from './verb.ts';

/** Maximum number of wheel steps in one option. */
const MAX_STEPS = 1_000;

export const MOUSE_OPTIONS = {
  click: {
    type: 'string',
    requiresArg: true,
    describe: 'first click at ROW,COLUMN[,BUTTON], counted from 0; BUTTON is left, middle or right',
  },
  'click-text': { type: 'string', requiresArg: true, describe: 'first click on TEXT on the screen' },
  wheel: {
    type: 'string',
    requiresArg: true,
    describe:
      'first turn the wheel STEPS up, or down if negative; at STEPS,ROW,COLUMN or in the middle of the screen',
  },
} as const satisfies Readonly<Record<string, Options>>;

function click(given: string, line: VerbLine): MouseAction {
  const [, row, column, name = 'left'] = /^(\d{1,5}),(\d{1,5})(?:,([a-z]+))?$/.exec(given) ?? [];
  const button: MouseButton | undefined = BUTTONS.find((one) => one === name);
  if (row !== undefined && button)
    return { kind: 'click', at: { row: Number(row), column: Number(column) }, button };
  throw line.usageError(
    `bad place ${JSON.stringify(given)}: give ROW,COLUMN or ROW,COLUMN,${BUTTONS.join('|')}, from 0`,
  );
}

function wheel(given: string, line: VerbLine): MouseAction {
  const [, count, row, column] = /^([+-]?\d{1,4})(?:,(\d{1,5}),(\d{1,5}))?$/.exec(given) ?? [];
  const steps = Number(count ?? 0);
  if (steps === 0 || Math.abs(steps) > MAX_STEPS)
    throw line.usageError(
      `bad steps ${JSON.stringify(given)}: give a number such as 3, or -3 for down, or 3,ROW,COLUMN`,
    );
  return {
    kind: 'wheel',
    steps,
    at: row === undefined ? undefined : { row: Number(row), column: Number(column) },
  };
}

/** @throws TdetachError usage */
export function mouseGiven(line: VerbLine): MouseAction[] {
  const [place, text, steps] = [line.text('click'), line.text('click-text'), line.text('wheel')];
  if (text === '') throw line.usageError('--click-text needs a text');
  return [
    ...(place === undefined ? [] : [click(place, line)]),
    ...(text === undefined ? [] : [{ kind: 'click', at: { text }, button: 'left' } as const]),
    ...(steps === undefined ? [] : [wheel(steps, line)]),
  ];
}
