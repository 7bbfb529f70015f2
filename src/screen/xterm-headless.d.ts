// xterm.js as one module: its package's main file holds a hundred, each a function in a function, which take twice as
// long to load.
declare module '@xterm/headless/lib-headless/xterm-headless.mjs' {
  export { Terminal } from '@xterm/headless';
}
