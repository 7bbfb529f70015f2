// A file with a cap: how large it gets, and which lines are left.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { CappedFile } from '../../src/host/files/capped-file.ts';
import { OutputFile } from '../../src/host/files/output-file.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tdt-cap-'));
t.teardown(() => fs.rmSync(folder, { recursive: true }));
let files = 0;

async function open(cap: number, before = ''): Promise<{ file: string; capped: CappedFile }> {
  const file = path.join(folder, String(files++));
  if (before !== '') fs.writeFileSync(file, before);
  return { file, capped: await CappedFile.open(await OutputFile.open(file), cap) };
}

async function writeAll(capped: CappedFile, text: string, look: () => void): Promise<void> {
  for (let rest = Buffer.from(text); rest.length > 0;) {
    rest = rest.subarray(await capped.write(rest));
    look();
  }
}

t.test('the file never exceeds its cap, begins at the start of a line, and keeps the end', async (t) => {
  const line = fc
    .array(fc.constantFrom('a', 'é', '語', '🙂', ' '), { maxLength: 12 })
    .map((all) => `${all.join('')}\n`);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 128, max: 400 }),
      fc.array(line, { minLength: 1, maxLength: 60 }),
      fc.array(line, { maxLength: 60 }),
      async (cap, before, after) => {
        const { file, capped } = await open(cap, before.join(''));
        const lines = [...before, ...after];
        let largest = fs.statSync(file).size;
        for (const one of after)
          await writeAll(capped, one, () => (largest = Math.max(largest, fs.statSync(file).size)));
        const left = fs.readFileSync(file, 'utf8');
        capped.close();
        const all = lines.join('');
        const starts = lines.map((_, index) => lines.slice(index).join(''));
        // A cut leaves half of the cap, less one line.
        const least = Math.min(Buffer.byteLength(all), cap / 2 - 50);
        return largest <= cap && starts.includes(left) && Buffer.byteLength(left) >= least;
      },
    ),
    { numRuns: 60 },
  );
  t.pass();
});

t.test('one endless line is cut between characters', async (t) => {
  const { file, capped } = await open(1000);
  await writeAll(capped, `${'x'.repeat(10)}${'語'.repeat(2000)}`, () => t.ok(fs.statSync(file).size <= 1000));
  t.match(fs.readFileSync(file, 'utf8'), /^語{160,}$/);
  capped.close();
});

t.test('the file keeps its inode and mode, for readers and for other writers', async (t) => {
  const { file, capped } = await open(100, 'first\n'.repeat(10));
  const { ino, mode } = fs.statSync(file);
  fs.appendFileSync(file, 'other\n');
  await writeAll(capped, 'line\n'.repeat(20), () => undefined);
  const after = fs.statSync(file);
  t.strictSame([after.ino, after.mode], [ino, mode]);
  fs.truncateSync(file, 0);
  await writeAll(capped, 'again\n', () => undefined);
  t.equal(fs.readFileSync(file, 'utf8'), 'again\n');
  capped.close();
});

t.test('a file larger than the buffer is moved in parts', async (t) => {
  const line = `${'0123456789abcde'.repeat(100)}\n`;
  const { file, capped } = await open(2_000_000, line.repeat(3000));
  const left = fs.readFileSync(file, 'utf8');
  t.ok(left.length > 990_000 && left.length <= 1_000_000);
  t.equal(left, line.repeat(left.length / line.length));
  capped.close();
});
