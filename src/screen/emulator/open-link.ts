// The hyperlink that is open (OSC 8). xterm.js forgets a link with the last line that it was opened
// or printed on: one that is opened before its line is erased or scrolls away would be lost for the
// text that comes next. Here it stays until it is closed. Invariant: a link without lines is the
// open one.
import type { Core, LinkEntry, Marker } from './xterm-core.ts';

export function keepOpenLink({ _inputHandler: handler, _oscLinkService: links }: Core): void {
  /** The open link, which has lost its last line. */
  let lost: { readonly entry: LinkEntry; readonly marker: Marker } | undefined;
  const remove = links._removeMarkerFromLink.bind(links);
  links._removeMarkerFromLink = (entry, marker): void => {
    const isOpen = handler._curAttrData.extended.urlId === entry.id;
    if (!isOpen || entry.lines.length > 1) return remove(entry, marker);
    entry.lines.length = 0;
    lost = { entry, marker };
  };
  const setHyperlink = handler.setHyperlink.bind(handler);
  handler.setHyperlink = (text): boolean => {
    const before = lost;
    lost = undefined;
    const done = setHyperlink(text);
    // Nothing was printed with it since.
    if (before?.entry.lines.length === 0) {
      before.entry.lines.push(before.marker);
      remove(before.entry, before.marker);
    }
    return done;
  };
}
