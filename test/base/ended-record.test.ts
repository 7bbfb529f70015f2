// Records of ended sessions: what was written is read back, and other files are neither read nor
// touched.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { Test } from 'tap';
import { readContents, readEnded, removeRecord, writeEnded } from '../../src/base/endings/ended-record.ts';
import type { Ended, EndedContents } from '../../src/base/endings/ended-record.ts';
import { endedIn, purgeEnded } from '../../src/base/endings/ended-folder.ts';
import { ENDED_FOLDER_BYTES, STALE_RECORD_MS } from '../../src/base/limits/ended-limits.ts';

const NOW = 1_700_000_000_000;

function folder(t: Test): string {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'tdt-'));
  t.teardown(() => fs.rmSync(made, { recursive: true }));
  return made;
}

const NOTHING: EndedContents = { plain: Buffer.alloc(0), ansi: Buffer.alloc(0), output: Buffer.alloc(0) };

function record(socket: string, fields: Partial<Ended> = {}, { plain, ansi, output } = NOTHING): Ended {
  const times = { created: NOW, activity: NOW, ended: NOW, keepUntil: NOW + 1_000 };
  const end = {
    status: 2,
    signal: 0,
    cols: 80,
    rows: 24,
    seq: output.length,
    output: output.length,
    kept: 0,
  };
  const screen = {
    ...{ title: 'ü\n', alternate: false, row: 1, column: 2, visible: true },
    ...{ plain: { bytes: plain.length, history: 0 }, ansi: { bytes: ansi.length, history: 3 } },
  };
  const name = path.basename(socket);
  return { name, socket, command: ['sh', '-c', 'a\nb'], pid: 7, ...times, ...end, screen, ...fields };
}

t.test('contents of any bytes are read back as they were written', (t) => {
  const socket = path.join(folder(t), 's1');
  const bytes = fc.uint8Array({ maxLength: 3_000, size: 'max' }).map((one) => Buffer.from(one));
  fc.assert(
    fc.property(
      bytes,
      bytes,
      bytes,
      fc.array(fc.string({ unit: 'binary' })),
      (plain, ansi, output, command) => {
        const contents = { plain, ansi, output };
        const ended = record(socket, { command }, contents);
        writeEnded(ended, contents);
        t.match(readEnded(socket, NOW), ended);
        return (['plain', 'ansi', 'output'] as const).every((one) =>
          readContents(socket, one)?.equals(contents[one]),
        );
      },
    ),
    { numRuns: 50 },
  );
  t.equal(fs.statSync(`${socket}.ended`).mode & 0o777, 0o600);
  t.strictSame(fs.readdirSync(path.dirname(socket)), ['s1.ended'], 'and no other name is left');
  t.end();
});

t.test('a truncated or damaged record counts as missing', (t) => {
  const socket = path.join(folder(t), 's1');
  const file = `${socket}.ended`;
  const contents = { ...NOTHING, output: Buffer.from('output') };
  writeEnded(record(socket, {}, contents), contents);
  const whole = fs.readFileSync(file);
  for (let length = 0; length < whole.length; length++) {
    fs.writeFileSync(file, whole.subarray(0, length));
    t.equal(readEnded(socket, NOW), undefined);
    t.equal(readContents(socket, 'output'), undefined);
  }
  const header = JSON.parse(whole.subarray(0, whole.indexOf('\n')).toString()) as Record<string, unknown>;
  const wrong = ['-1', null, {}, -1, 0.5, [1]];
  for (const key of Object.keys(header).filter((key) => key !== 'name' && key !== 'socket')) {
    for (const value of wrong.filter((one) => !(key === 'screen' && one === null))) {
      const changed = JSON.stringify({ ...header, [key]: value });
      fs.writeFileSync(file, `${changed}\noutput`);
      t.equal(readEnded(socket, NOW), undefined, `${key}: ${JSON.stringify(value)}`);
    }
  }
  t.strictSame(endedIn(path.dirname(socket), NOW), []);
  t.ok(removeRecord(file), 'what is damaged is ours all the same');
  t.end();
});

t.test('files that are not records are never replaced or removed', (t) => {
  const dir = folder(t);
  const kinds: Readonly<Record<string, (file: string) => void>> = {
    file: (file) => fs.writeFileSync(file, 'notes'),
    empty: (file) => fs.writeFileSync(file, ''),
    link: (file) => fs.symlinkSync(path.join(dir, 'target'), file),
    folder: (file) => fs.mkdirSync(file),
  };
  for (const [name, make] of Object.entries(kinds)) {
    const file = path.join(dir, `${name}.ended`);
    make(file);
    const before = fs.lstatSync(file).ino;
    t.throws(() => writeEnded(record(path.join(dir, name)), NOTHING), { code: 'bad-folder' });
    t.equal(removeRecord(file), false);
    t.equal(fs.lstatSync(file).ino, before);
  }
  purgeEnded(dir, Date.now() + 1e9, ENDED_FOLDER_BYTES);
  t.strictSame(
    fs.readdirSync(dir),
    Object.keys(kinds)
      .sort()
      .map((name) => `${name}.ended`),
  );
  t.throws(() => writeEnded(record(path.join(dir, 'gone', 's1')), NOTHING), { code: 'ENOENT' });
  t.end();
});

t.test('records are removed when they expire, and the first to expire when the folder is too full', (t) => {
  const dir = folder(t);
  const there = (): string[] => fs.readdirSync(dir).sort();
  for (const [name, keepMs] of [
    ['a', 1_000],
    ['b', 3_000],
    ['c', 2_000],
  ] as const) {
    writeEnded(record(path.join(dir, name), { keepUntil: NOW + keepMs }), NOTHING);
  }
  const names = endedIn(dir, NOW + 1_000).map(({ address, ended }) => [address.session, ended.name]);
  t.strictSame(
    names,
    [
      ['b', 'b'],
      ['c', 'c'],
    ],
    'whose time is over is not seen',
  );
  purgeEnded(dir, NOW + 1_000);
  t.strictSame(there(), ['b.ended', 'c.ended']);
  fs.utimesSync(path.join(dir, 'c.ended'), 0, 0);
  purgeEnded(dir, NOW + 1_000);
  t.strictSame(there(), ['b.ended', 'c.ended'], 'the record counts, not the time of its file');

  const size = fs.statSync(path.join(dir, 'c.ended')).size;
  purgeEnded(dir, NOW, ENDED_FOLDER_BYTES - 2 * size);
  t.strictSame(there(), ['b.ended', 'c.ended']);
  purgeEnded(dir, NOW, ENDED_FOLDER_BYTES - 2 * size + 1);
  t.strictSame(there(), ['c.ended']);
  purgeEnded(path.join(dir, 'none'), NOW);
  t.end();
});

t.test('a failed write leaves no file, and the partial record of a killed host is purged later', (t) => {
  const dir = folder(t);
  const socket = path.join(dir, 's1');
  t.throws(() => writeEnded(record(socket), { ...NOTHING, output: {} as Buffer }));
  t.strictSame(fs.readdirSync(dir), []);
  fs.writeFileSync(path.join(dir, '.tdetach-ended-1-2'), 'half');
  purgeEnded(dir, Date.now());
  t.strictSame(fs.readdirSync(dir), ['.tdetach-ended-1-2'], 'it may still be at work');
  purgeEnded(dir, Date.now() + STALE_RECORD_MS + 1);
  t.strictSame(fs.readdirSync(dir), []);
  t.end();
});
