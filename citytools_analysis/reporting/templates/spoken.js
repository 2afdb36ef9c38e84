(() => {
  const voice = "VOICE";
  const words = new RegExp(voice.pattern, "gu");
  const attributes = ["aria-label", "title", "placeholder"];
  const cased = (told, noun) => (noun === noun.toUpperCase() ? told.toUpperCase() : noun[0] === "B" ? told[0].toUpperCase() + told.slice(1) : told);
  const said = (text) =>
    text.replace(words, (...found) => {
      const { kept, whole, article, noun } = found.at(-1);
      if (kept) return kept;
      if (whole) return voice.wholes[whole];
      const told = noun === "London" ? voice.region : cased(/s$/i.test(noun) ? voice.authorities : voice.authority, noun);
      return (article ? article[0] + (/^[aeiou]/i.test(told) ? "n " : " ") : "") + told;
    });
  const say = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.parentNode?.nodeName)) return;
      const told = said(node.data);
      if (told !== node.data) node.data = told;
    } else if (node.nodeType === Node.ELEMENT_NODE && !["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.nodeName)) {
      for (const name of attributes) {
        const value = node.getAttribute(name);
        const told = value && said(value);
        if (told && told !== value) node.setAttribute(name, told);
      }
      node.childNodes.forEach(say);
    }
  };
  const observer = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "childList") addedNodes.forEach(say);
      else say(target);
    }
    observer.takeRecords();
  });
  observer.observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: attributes });
})();
