// Fixtures of xterm.js that a judge shows differently from the screen model, with the reason. A
// test fails if one of them becomes equal.

export interface FixtureLimit {
  readonly reason: string;
  readonly fixtures: readonly string[];
}

export const FIXTURES_IN_GHOSTTY: readonly FixtureLimit[] = [
  {
    reason: 'CAN and SUB outside of a control function are printed',
    fixtures: ['t0014-CAN', 't0015-SUB'],
  },
  {
    reason: 'a function that has more parameters than it takes is ignored',
    fixtures: ['t0020-CUF', 't0021-CUB', 't0022-CUU', 't0024-CUD', 't0030-HPR', 't0077-DECSTBM_quirks'],
  },
  {
    reason: 'VPB, which xterm does not know, is CUU',
    fixtures: ['t0032-VPB', 't0033-VPB_scroll'],
  },
  {
    reason: 'VPR counts 0 as 0',
    fixtures: ['t0034-VPR'],
  },
  {
    reason: 'REP repeats what was printed before another control function',
    fixtures: ['t0040-REP'],
  },
  {
    reason: 'EL with a wrap pending erases the last column, and ends that',
    fixtures: ['t0055-EL'],
  },
  {
    reason: 'TBC without a parameter is not known',
    fixtures: ['t0081-TBC'],
  },
  {
    reason: 'CBT with a wrap pending goes back to a tab stop',
    fixtures: ['t0084-CBT'],
  },
  {
    reason: 'both screens have one scroll region, and in xterm.js each has its own',
    fixtures: ['t0504-vim'],
  },
  {
    reason: 'SL, SR, DECIC and DECDC are not known',
    fixtures: ['t600-DECSTBM_SR', 't601-DECSTBM_SL', 't602-DECSTBM_DECIC', 't603-DECSTBM_DECDC'],
  },
];

export const FIXTURES_IN_XTERM_JS: readonly FixtureLimit[] = [
  {
    reason: 'DECRC does not bring back that a wrap is pending',
    fixtures: ['t0060-DECSC', 't0061-CSI_s'],
  },
];
