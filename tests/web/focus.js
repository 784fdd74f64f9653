// Where the focus is, whether it shows, and whether the fixed bar lies over it.
() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const shown = [node, node.closest(".option")].filter(Boolean).some((each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const box = node.getBoundingClientRect();
  const bar = document.querySelector(".standing-bar:not([hidden])")?.getBoundingClientRect();
  const covered = bar && !node.closest(".standing-bar") && box.top >= bar.top && box.height > 0;
  return { what: `${node.tagName} ${node.id || node.innerText?.slice(0, 30)}`, shown, covered: Boolean(covered) };
}
