// A small accessibility check of our own (WCAG 2.2 AA): what a script can tell about the page on the screen.
() => {
  const faults = [];
  const visible = (node) => node.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true })
    && node.getBoundingClientRect().width > 1;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(visible);
  const name = (node) => node.getAttribute("aria-label") || node.labels?.[0]?.innerText || node.innerText
    || (node.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.innerText ?? "").join("");
  const what = (node) => `${node.tagName.toLowerCase()}.${node.className} "${(name(node) ?? "").slice(0, 30)}"`;

  if (all("h1").length !== 1) faults.push(`${all("h1").length} first headings`);
  if (document.documentElement.lang !== "en") faults.push("no language");
  for (const place of ["main", "header"]) if (all(place).length !== 1) faults.push(`no ${place}`);
  if (!document.querySelector('[role="status"][aria-live="polite"]')) faults.push("no live region");

  const levels = all("h1, h2, h3").map((node) => Number(node.tagName[1]));
  levels.forEach((level, at) => { if (at && level > levels[at - 1] + 1) faults.push("a heading level is left out"); });

  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  for (const id of new Set(ids)) if (ids.filter((each) => each === id).length > 1) faults.push(`twice: #${id}`);
  for (const node of document.querySelectorAll("[aria-describedby]")) {
    for (const id of node.getAttribute("aria-describedby").split(" ")) if (!ids.includes(id)) faults.push(`described by nothing: ${id}`);
  }
  for (const node of all("input, textarea, select, button, a[href], summary, fieldset, [role=region], section")) {
    if (!node.matches("section, fieldset") && !name(node)?.trim()) faults.push(`without a name: ${what(node)}`);
    if (node.matches("section") && !node.getAttribute("aria-label") && !node.querySelector("h2")) faults.push(`section without a name`);
    if (node.matches("fieldset") && !node.querySelector("legend")?.innerText.trim()) faults.push("fieldset without a legend");
  }
  for (const node of all("button, a.button, .option, summary, input:not([type=radio]):not([type=checkbox]), textarea, select, nav a")) {
    const box = node.getBoundingClientRect();
    if (box.height < 43.5 && !node.closest(".now")) faults.push(`too small (${box.height}): ${what(node)}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push(`wider than the screen: ${document.documentElement.scrollWidth}`);

  const rgb = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || seen.has(node) || !visible(node) || node.closest(".unseen, noscript, :disabled")) continue;
    seen.add(node);
    const style = getComputedStyle(node);
    const [one, other] = [light(rgb(style.color)), light(ground(node))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if (ratio < needed) faults.push(`too pale (${ratio.toFixed(2)}): ${what(node)}`);
  }
  return [...new Set(faults)];
}
