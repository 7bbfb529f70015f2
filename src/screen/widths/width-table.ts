// Widths and grapheme classes of all code points, from the Unicode Character Database. RUNS is
// written by widths.js, at the package's root. Invariant: an entry of 0 is a code point of width 1
// that begins a cluster and takes no other into it, so that pages of the table with only such
// entries cost no memory.

export const UNICODE_VERSION = '18.0.0';

/** Classes of UAX 29; the pictographic ones are distinguished by what may follow them. */
export const CONTROL = 1;
export const EXTEND = 2;
export const ZWJ = 3;
export const REGIONAL = 4;
export const PREPEND = 5;
export const SPACING_MARK = 6;
export const HANGUL_L = 7;
export const HANGUL_V = 8;
export const HANGUL_T = 9;
export const HANGUL_LV = 10;
export const HANGUL_LVT = 11;
export const PICTOGRAPHIC = 12;
export const EMOJI = 13;
/** An emoji that a skin tone may follow. */
export const MODIFIABLE = 14;
/** A skin tone. */
export const MODIFIER = 15;

/** Entry: class << CLASS_SHIFT, and the width with 0 and 1 exchanged. */
const CLASS_SHIFT = 2;
const WIDTH_BITS = 3;
const WIDTH_0 = 1;

/** Code points below have entries. */
const TABLE_END = 0x20000;
const IDEOGRAPHS_END = 0x40000;
const TAGS = 0xe0000;
const TAGS_END = 0xe1000;

const SYLLABLES = 0xac00;
const SYLLABLES_END = 0xd7a4;
/** Syllables that begin with the same consonant and vowel, the first of which has no final one. */
const FINALS = 28;

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/';

/** The gap to the run before and the length, in base 36, and the entry, as a letter of base 64. */
const RUNS = [
  '4p,1.0 3,1.e 0,1.0 gh,34.j 7n,7.j 7b,19.j 1,1.j 1,2.j 1,2.j 1,3.j 1i,6.u a,b.j 1,1.f 1a,l.j g,1.j 2t,7.j 0,1',
  '.u 1,6.j 2,2.j 1,4.j x,1.u 1,1.j u,r.j 2j,b.j 1m,9.j 9,1.j o,4.j 1,9.j 1,3.j 1,5.j 17,3.j 1g,2.u 5,9.j 16,o.',
  'j 0,1.u 0,w.j 0,1.y 1i,1.j 0,1.y 0,1.j 1,3.y 0,8.j 0,4.y 0,1.j 0,2.y 1,7.j a,2.j t,1.j 0,2.y 1k,1.j 1,1.i 0,',
  '2.y 0,4.j 2,2.y 2,2.y 0,1.j 9,1.i a,2.j q,1.j 2,2.j 0,1.y 1k,1.j 1,3.y 0,2.j 4,2.j 2,3.j 3,1.j u,2.j 3,1.j b',
  ',2.j 0,1.y 1k,1.j 1,3.y 0,5.j 1,2.j 0,1.y 1,2.y 0,1.j k,2.j m,6.j 1,1.j 0,2.y 1k,1.j 1,1.i 0,1.j 0,1.y 0,4.j',
  ' 2,2.y 2,2.y 0,1.j 5,4.j 0,1.i a,2.j u,1.j 1n,1.i 0,1.y 0,1.j 0,2.y 3,3.y 1,3.y 0,1.j 9,1.i 14,1.j 0,3.y 0,1',
  '.j 1j,1.j 1,3.j 0,4.y 1,3.j 1,4.j 7,2.j b,2.j t,1.j 0,2.y 1k,1.j 1,1.y 0,1.j 0,1.i 0,1.y 0,1.i 0,2.y 1,1.j 0',
  ',2.i 1,2.i 0,2.j 7,2.i b,2.j f,1.y c,2.j 0,2.y 1j,2.j 1,1.i 0,2.y 0,4.j 1,3.y 1,3.y 0,1.j 0,1.u 8,1.i a,2.j ',
  't,1.j 0,2.y 1y,1.j 4,1.i 0,2.y 0,3.j 1,1.j 1,7.y 0,1.i i,2.y 1p,1.j 1,1.y 0,7.j c,8.j 2q,1.j 1,1.y 0,9.j b,7',
  '.j 21,2.j r,1.j 1,1.j 1,1.j 4,2.y 1d,e.j 0,1.y 0,5.j 1,2.j 5,b.j 1,10.j 9,1.j 2u,4.j 0,1.y 0,6.j 1,2.j 0,2.y',
  ' 0,2.j n,2.y 0,2.j 4,3.j g,4.j d,1.j 1,1.y 0,2.j 6,1.j f,1.j 2q,2o.E 0,20.H 0,2g.L 9p,3.j qa,3.j 0,1.i s,2.j',
  ' 0,1.i t,2.j u,2.j 1s,2.j 0,1.y 0,7.j 0,8.y 0,1.j 0,2.y 0,b.j 9,1.j 19,3.j 0,1.f 0,1.j 39,2.j y,1.j 3a,3.j 0',
  ',4.y 0,2.j 0,3.y 4,2.y 0,1.j 0,6.y 0,3.j 63,2.j 0,2.y 0,1.j 1l,1.y 0,1.j 0,1.y 0,7.j 1,1.j 1,1.j 2,8.j 0,6.y',
  ' 0,a.j 2,1.j 1c,1t.j f,4.j 0,1.y 1b,1.j 0,1.i 0,5.j 0,1.i 0,1.j 0,1.i 0,4.y 0,1.j 0,2.i 12,9.j c,2.j 0,1.y u',
  ',1.y 0,4.j 0,2.y 0,2.j 0,1.i 0,3.j 1k,1.j 0,1.y 0,2.j 0,3.y 0,1.j 0,1.y 0,3.j 0,2.i 1c,8.y 0,8.j 0,2.y 0,2.j',
  ' 48,3.j 1,d.j 0,1.y 0,7.j 4,1.j 6,1.j 2,1.y 0,2.j 5i,1s.j ej,1.f 0,1.j 0,1.n 0,2.f o,7.f d,1.0 c,1.0 m,g.f 2',
  'o,x.j 1d,1.0 m,1.0 2i,6.0 f,2.0 a7,2.2 c,1.0 0,2.c 4k,1.0 p,4.2 0,3.0 0,1.2 0,2.0 0,1.2 4,3.0 5j,1.0 6f,2.0 ',
  'a,1.0 9,1.0 1m,2.0 0,2.2 1,5.0 9,1.0 2,1.0 2,2.2 2,1.0 4,1.4 2,1.0 1,2.0 2,1.0 3,1.0 3,2.0 0,8.c 0,3.0 5,1.0',
  ' 1,1.0 5,c.2 b,2.0 2,1.0 1,2.0 1,1.0 i,1.0 2,1.0 0,1.2 a,6.c 2,1.0 0,1.2 0,4.0 1,1.0 1,2.0 3,1.0 0,1.2 5,1.0',
  ' 2,2.2 4,2.0 b,2.2 5,2.2 2,1.0 5,1.2 0,1.0 1,1.0 1,1.0 0,1.2 k,1.0 0,1.2 5,2.0 0,2.2 0,1.0 0,1.2 1,2.0 0,1.4',
  ' 0,1.2 2,1.2 4,1.0 2,1.2 2,2.0 0,2.6 0,2.4 1,1.0 2,1.0 1,1.0 1,1.0 6,1.0 3,1.0 6,1.2 a,2.0 f,1.0 2,1.0 4,1.2',
  ' 1,1.2 4,3.2 1,1.2 b,2.0 1c,3.2 9,1.0 e,1.2 e,1.2 ac,2.0 cv,3.0 j,2.2 1f,1.2 4,1.2 bd,3.j 3x,1.j 2o,w.j 3k,q',
  '.c 1,2h.c c,5y.c q,1m.c 0,4.j 0,2.k 0,1.2 0,c.c 0,1.2 0,1.c 2,2e.c 2,2.j 0,2t.c 5,17.c 1,1f.c 0,1.b 0,16.c 1',
  ',2e.c 9,1c.c 1,14.c 8,1z.c 0,1.2 0,1.c 0,1.2 0,mib.c 3,1j.c bs,4.j 1,a.j w,2.j 28,2.j 7k,1.j 3,1.j 4,1.j n,2',
  '.y 0,2.j 0,1.y 4,1.j 2b,2.y 1e,g.y 0,2.j q,i.j d,1.j 12,8.j p,b.j 0,1.y 0,1.i c,t.E 3,3.j 0,1.y 1b,1.j 0,2.y',
  ' 0,4.j 0,2.y 0,2.j 0,2.y 0,1.i 10,1.j 1v,6.j 0,2.y 0,2.j 0,2.y 0,2.j c,1.j 8,1.j 0,1.y 1a,1.j 1f,1.j 1,3.j 2',
  ',2.j 5,2.j 1,1.j 15,1.y 0,2.j 0,2.y 5,1.y 0,1.j 6k,2.y 0,1.j 0,2.y 0,1.j 0,2.y 1,1.y 0,1.j i,8mc.U c,n.H 4,1',
  'd.L 6is,e8.c u,1.j kh,g.j 0,a.c 6,g.j 0,z.c 1,j.c 1,4.c 43,1.f 1,2o.c 1p,2.i 0,1.b 1r,7.c 9,c.f e9,1.j 6a,1.',
  'j 45,5.j 1ae,3.j 1,2.j 5,4.j 14,3.j 4,1.j 4l,2.j fx,4.j 1t,5.j 8t,2.j u,5.j w,g.j 1y,b.j 1d,4.j 3e,1.y 0,1.j',
  ' 0,1.y 1h,f.j 15,1.j 2,2.j a,3.j 0,1.y 19,3.y 0,4.j 0,2.y 0,2.j 2,1.u 4,1.j a,1.u 1e,3.j 10,5.j 0,1.y 0,8.j ',
  'g,2.y 18,1.j c,2.j 0,1.y 1c,3.y 0,9.j 0,1.y 0,1.i 1,2.u 5,4.j 1,1.y 0,1.j 2k,3.y 0,3.j 0,2.y 0,1.j 0,1.i 0,2',
  '.j 6,1.j 2,1.j 4d,1.j 0,3.y 0,8.j l,2.j 0,2.y 1j,2.j 1,1.i 0,1.y 0,1.j 0,4.y 2,2.y 2,2.y 0,1.i 9,1.i a,2.y 2',
  ',7.j 3,5.j 1v,1.i 0,2.y 0,6.j 1,1.i 2,1.i 1,3.i 0,1.y 1,2.y 0,1.j 0,1.i 0,1.j 0,1.u 0,1.j e,2.j 2a,3.y 0,8.j',
  ' 0,2.y 0,3.j 0,1.y 0,1.j n,1.j 29,1.i 0,2.y 0,6.j 0,1.y 0,1.j 0,2.y 0,1.i 0,1.y 0,2.j 0,1.y 0,2.j 6j,1.i 0,2',
  '.y 0,4.j 2,4.y 0,2.j 0,1.y 0,2.j r,2.j 2a,3.y 0,8.j 0,2.y 0,1.j 0,1.y 0,2.j 2y,1.j 0,1.y 0,1.j 0,2.y 0,6.j 0',
  ',1.i 0,1.j 2t,1.j 0,1.y 0,1.j 2,4.j 0,1.y 0,5.j 74,3.y 0,9.j 0,1.y 0,2.j 6t,1.i 0,5.y 1,2.y 2,2.j 0,1.i 0,1.',
  'j 0,1.u 0,1.y 0,1.u 0,1.y 0,1.j 3x,3.y 0,4.j 2,2.j 0,4.y 0,1.j 3,1.y s,a.j 14,6.j 0,1.y 1,4.j 8,1.j 9,6.j 0,',
  '2.y 0,3.j 14,6.u 0,d.j 0,1.y 0,2.j 5i,1.j 0,1.y 0,3.j 0,1.y 0,1.j 0,1.y 5j,1.y 0,7.j 1,6.j 0,1.y 0,1.j 2a,m.',
  'j 1,1.y 0,7.j 0,1.y 0,2.j 0,1.y 0,2.j 3e,6.j 3,1.j 1,2.j 1,7.j 0,1.u 0,1.j 1u,5.y 1,2.j 1,2.y 0,1.j 0,1.y 0,',
  '1.j 2g,1.j 76,2.j 0,2.y 9,2.j 0,1.u 0,1.y 1c,2.y 0,5.j 3,2.y 0,1.j 0,1.i 0,1.j n,1.j 445,g.f 0,1.j 6,f.j 8ug',
  ',c.j 0,3.y 0,3.j 1xc,5.j 1n,7.j fg,1.G 3,4.G dg,1.j 1,1j.y 7,4.j 25,4.c 0,1.j b,2.k 0,5.c 9,5p7.c 10,y.c 2n,',
  '37.c d,pe.c e,1f.c 5y5,4.c 1,7.c 1,2.c 1,89.c 9,1.c t,3.c 2,1.c e,5.c 7,b0.c 1wh,2.j 1,4.f 3mk,1a.j 2,n.j dc',
  ',2.j 1o,2.i 0,3.j 3,6.i 0,8.f 0,8.j 2,7.j u,4.j 44,3.j b,3.i 8,2.j 2,1.i w,2.i 3i,2f.c 9,n.c 1ah,1j.j 4,1e.j',
  ' 8,1.j e,1.j m,5.j 1,f.j 11s,7.j 1,h.j 2,7.j 1,2.j 1,5.j 2s,1.j 4g,7.j af,1.j 1p,4.j e4,4.j 72,2.j 6r,1.j 2,',
  '1.j 7,2.j 5,1.j d6,7.j 31,7.j 1bt,1.2 13,4.W 2s,c.W f,2.W f,1.W e,1.2 0,1.W 11,a.W 34,2.0 c,2.0 e,1.2 2,a.2 ',
  'j,1.c 0,1j.W 0,q.s 0,1.c 0,2.2 0,d.W 0,a.c 0,1.2 0,k.c 0,1.2 0,2.c 0,9.2 0,1.c 0,4.W 0,9.c 0,7.W 0,2.2 0,e.W',
  ' 0,6.c 0,4a.W 0,x.2 0,1.0 2,9.0 0,9.2 0,1.0 0,1y.2 0,1.0 0,7.2 0,1.6 0,e.2 2,2.0 1,3.0 2,2.0 0,y.2 0,3.6 0,2',
  '.2 0,1.6 0,2.2 0,1.6 0,2.4 0,2.0 0,5.2 0,c.0 0,h.2 2,1.0 0,1.2 0,1.0 1,1.0 0,3.2 0,5.+ 0,1r.2 0,1.0 0,1.2 0,',
  '1.0 0,2.6 0,2.2 0,b.6 0,l.2 0,j.6 0,3.2 0,1.6 0,4.2 0,3.6 0,1.2 0,3.6 0,7.2 0,1.6 0,1.2 0,1.6 0,o.2 0,1.6 0,',
  '2a.2 0,1.0 1,1r.2 b,2.0 0,4.2 1,o.2 7,2.0 2,1.0 0,2.4 0,4.0 0,1.6 c,1.0 2,4.0 2,1.4 4,2.6 d,1.2 0,1.0 2,1.0 ',
  '8,2.0 9,1.0 5,3.0 c,3.0 8,3.0 2,1.0 1,1.0 4,1.0 6,1.0 3,1.0 6,1.0 0,22.2 0,3.6 0,3.2 0,5.6 1c,z.2 0,1.6 0,g.',
  '2 0,3.6 0,9.2 0,1.6 0,5.2 5,1.0 0,1.6 0,3.0 0,3.2 2,5.2 0,2.W 0,4.2 0,6.0 3,1.0 1,2.2 0,3.W 0,1.0 2,1.0 0,9.',
  '2 0,3.W 62,1.c 1,4.W 0,c.2 0,4.W 0,1.2 r,4.W 1k,8.W a,6.W 14,8.W u,2.W c,4.W 2,e.W 9,13.W c,1.6 0,2.2 0,1.6 ',
  '0,8.2 0,8.6 0,6.2 0,1.6 0,9.2 0,a.6 0,1.2 1,3.6 0,7.2 1,1c.2 0,1.6 0,1p.2 0,2.6 0,1.2 0,2.6 0,1.2 0,1.6 0,h.',
  '2 0,3.6 0,1.2 0,d.6 0,y.2 2g,8.W e,2.W 0,d.2 0,3.W 0,1v.2 0,3.6 0,1.2 0,1.W 0,1.2 0,3.W 0,i.2 0,1.W 0,d.2 0,',
  '3.W 0,1.2 0,b.6 0,5.W 74,se.W',
];

const entries = new Uint8Array(TABLE_END);

let loaded = false;

/** Reads the table, before anything is looked up in it: a start does not wait for that. */
export function loadWidths(): void {
  if (loaded) return;
  loaded = true;
  let end = 0;
  for (const run of RUNS.join('').split(' ')) {
    const comma = run.indexOf(',');
    const from = end + parseInt(run.slice(0, comma), 36);
    end = from + parseInt(run.slice(comma + 1, -2), 36);
    entries.fill(LETTERS.indexOf(run.slice(-1)), from, end);
  }
  const first = (HANGUL_LV << CLASS_SHIFT) | 2;
  for (let code = SYLLABLES; code < SYLLABLES_END; code += FINALS) entries[code] = first;
}

function entryAbove(code: number): number {
  if (code < IDEOGRAPHS_END) return (code & 0xffff) < 0xfffe ? 2 : 0;
  if (code < TAGS || code >= TAGS_END) return 0;
  const joins = (code >= TAGS + 0x20 && code < TAGS + 0x80) || (code >= TAGS + 0x100 && code < TAGS + 0x1f0);
  return ((joins ? EXTEND : CONTROL) << CLASS_SHIFT) | WIDTH_0;
}

/** The properties of a code point, in one number. */
export const entryOf = (code: number): number => (code < TABLE_END ? (entries[code] ?? 0) : entryAbove(code));

export const classOf = (entry: number): number => entry >> CLASS_SHIFT;

/** Columns of a code point on its own, 0 of one that stands in the cell before it. */
export function widthOf(code: number): 0 | 1 | 2 {
  const bits = entryOf(code) & WIDTH_BITS;
  return bits === 0 ? 1 : bits === WIDTH_0 ? 0 : 2;
}
