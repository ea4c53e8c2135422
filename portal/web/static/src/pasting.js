/*
 * Pasting into a text area: where pasted Markdown stands so that it breaks nothing around it. Everything is
 * typed in the browser's own way, so one undo takes it back. Plain text stays the browser's work.
 */
const pasting = (() => {
  "use strict";

  // Longer ones are no work for a browser while somebody waits: they come as plain text.
  const LONGEST = 2_000_000;
  const LIST_LINE = /^(\s*)([-*+]|\d{1,9}[.)])\s+(\[[ xX]\]\s+)?(.*)$/;
  const HEADING = /^#{1,6} /;
  const WEB_ADDRESS = /^https?:\/\/\S+$/i;

  const escaped = (words) => words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  /** Put words in the place of what is chosen. */
  const put = (area, words) => {
    area.focus();
    // Typed as text, a thousand lines take Chromium half a minute; as HTML without a tag, no time. Firefox declines.
    if (words.includes("\n") && document.execCommand("insertHTML", false, escaped(words))) return;
    if (document.execCommand("insertText", false, words)) return;
    area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const bold = (line) => `**${line.replace(HEADING, "").replaceAll("**", "")}**`;
  const bare = (line) => LIST_LINE.exec(line)?.[4] ?? line.replace(HEADING, "");

  /** In an item a heading would end the list: it becomes bold. */
  const indented = (lines, indent) =>
    lines.map((line) => (line ? indent + (indent && HEADING.test(line) ? bold(line) : line) : line));

  /** Behind an empty sign: the first line is that item's, every further line of a list is an item like it. */
  const behindSign = (lines, [, indent, sign, box]) => [
    bare(lines[0]),
    ...lines.slice(1).map((line) => {
      const item = LIST_LINE.exec(line);
      if (item) return `${indent}${item[1]}${box ? `- ${box}` : `${item[2]} `}${item[4]}`;
      return indented([line], /^\s/.test(line) ? indent : `${indent}${" ".repeat(sign.length + 1)}`)[0];
    }),
  ];

  /** What is to be put in, and instead of what: blocks never run into the lines around them. */
  const placed = ({ value, selectionStart: from, selectionEnd: to }, pasted) => {
    const lines = pasted.split("\n");
    const above = value.slice(0, from).split("\n");
    const below = value.slice(to).split("\n");
    const [head, tail] = [above.at(-1), below[0]];
    const here = LIST_LINE.exec(head);
    if (here && !here[4]) {
      const [first, ...rest] = behindSign(lines, here);
      return { from, to: to + tail.length, words: [first + tail, ...rest].join("\n") };
    }
    if (lines.length === 1 && head.trim()) return { from, to, words: bare(pasted) };
    if (here && (from !== to || !/^\s*(\{:[^{}]*\}\s*)?$/.test(tail))) {
      return { from, to, words: lines.filter(Boolean).map(bare).join(" ") };
    }
    if (here) {
      const own = indented(lines, " ".repeat(here[1].length + here[2].length + 1));
      const gap = LIST_LINE.test(lines[0]) ? "\n" : "\n\n";
      return { from: to + tail.length, to: to + tail.length, words: gap + own.join("\n") };
    }
    if (lines.length === 1 && bare(pasted) === pasted) return { from, to, words: pasted };
    const apart = (one, other) => one?.trim() && !(LIST_LINE.test(one) && LIST_LINE.test(other));
    const before = head.trim() ? "\n\n" : apart(above.at(-2), lines[0]) ? "\n" : "";
    const after = tail.trim() ? "\n\n" : apart(below[1], lines.at(-1)) ? "\n" : "";
    const own = indented(lines, /^\s*/.exec(head)[0]).join("\n");
    return { from, to, words: before + (head.trim() ? own : own.trimStart()) + after };
  };

  /** A web address pasted onto words makes them its link. */
  const linked = (area, plain) => {
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
    const isOwn = !chosen.trim() || /[\n[\]]/.test(chosen) || WEB_ADDRESS.test(chosen);
    const address = WEB_ADDRESS.test(plain) && !isOwn && clipboard.addressOf(plain);
    return address ? `[${chosen}](${address.replace(/[()]/g, "\\$&")})` : "";
  };

  const listen = (area) => {
    // Ctrl+Shift+V: some browsers say in the event that plain text is wanted, others only by the key.
    let plainly = false;
    area.addEventListener("keydown", (event) => (plainly = event.shiftKey && event.key.toLowerCase() === "v"));
    area.addEventListener("keyup", () => (plainly = false));
    area.addEventListener("paste", (event) => {
      const data = event.clipboardData;
      if (!data || plainly) return;
      const plain = data.getData("text/plain");
      const link = linked(area, plain.trim());
      const html = data.types.includes("vscode-editor-data") ? "" : data.getData("text/html");
      const pasted = !link && html.length <= LONGEST ? markdown.of(html) : "";
      if (!link && !pasted) return;
      event.preventDefault();
      if (link) return put(area, link);
      const { from, to, words } = placed(area, pasted);
      area.setSelectionRange(from, to);
      put(area, words);
    });
  };

  return { listen, put };
})();
