{
  unfold() {
    document.querySelectorAll('details').forEach(list => { list.open = true; });
    const code = document.querySelector('#show-code');
    if (code) code.checked = true;
  },

  // Do what a curious reader does: open every list, show the code, press each button, search.
  async use() {
    if (window.isUsed) return;
    window.isUsed = true;
    this.unfold();
    const pause = () => new Promise(go => setTimeout(go, 150));
    document.querySelectorAll('button').forEach(button => button.click());
    await pause();
    for (const box of document.querySelectorAll('input[type=search]')) {
      for (const words of ['长沙', '']) {
        box.value = words;
        box.dispatchEvent(new Event('input', {bubbles: true}));
        await pause();
      }
    }
    scrollTo(0, document.scrollingElement.scrollHeight);
  },

  // Keep the first rows of each table.
  shorten(rows) {
    document.querySelectorAll(`tbody > tr:nth-of-type(n + ${rows + 1})`).forEach(row => row.remove());
  },

  // What stands out of the window on the right and cannot be scrolled to within its own region.
  overflow() {
    const room = document.documentElement.clientWidth;
    const page = document.scrollingElement.scrollWidth;
    const scrolls = element => {
      for (let e = element.parentElement; e && e !== document.body; e = e.parentElement)
        if (/auto|scroll/.test(getComputedStyle(e).overflowX)) return true;
      return false;
    };
    const name = e => e.outerHTML.slice(0, 60) + ' … ' + e.textContent.trim().slice(0, 30);
    const out = [...document.body.querySelectorAll('*:not(svg *)')].filter(
      e => e.checkVisibility() && e.getBoundingClientRect().right > room + 1 && !scrolls(e));
    return (page > innerWidth ? [`the page is ${page} wide`] : []).concat(out.slice(0, 5).map(name));
  },

  // The links within the page whose target is not there, not in sight or under something else.
  async deadEnds() {
    const frame = () => new Promise(requestAnimationFrame), wrong = [];
    const folded = [...document.querySelectorAll('details')].map(list => [list, list.open]);
    const links = [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href'));
    for (const hash of new Set(links)) {
      const id = hash.slice(1);
      const target = document.getElementById(id) || document.getElementById(decodeURIComponent(id));
      if (!target) { wrong.push(`${hash}: nothing has this id`); continue; }
      folded.forEach(([list, open]) => { list.open = open; });
      scrollTo(0, 0);
      location.hash = hash;
      await frame(); await frame();
      const box = target.getBoundingClientRect();
      const x = box.left + Math.min(20, box.width / 2);
      const y = Math.max(box.top, 0) + Math.min(8, box.height / 2);
      const there = document.elementFromPoint(x, y);
      if (!box.height || box.top < -1 || box.top >= innerHeight)
        wrong.push(`${hash}: not brought into sight`);
      else if (!there || !(target.contains(there) || there.contains(target)))
        wrong.push(`${hash}: covered by ${there && there.outerHTML.slice(0, 80)}`);
      if (links.length > 150) await new Promise(go => setTimeout(go, 55));  // 200 in 10 s are allowed
    }
    return wrong;
  },

  // What Tab shall reach; each is kept with its looks before it has the focus.
  stops() {
    const looks = e => {
      const s = getComputedStyle(e);
      return [s.outline, s.boxShadow, s.backgroundColor, s.borderColor, s.textDecoration].join();
    };
    window.looks = e => [e, ...(e.labels || [])].map(looks).join(';');
    const all = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    window.stops = [...document.querySelectorAll(all)].filter(
      e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0);
    window.before = window.stops.map(window.looks);
    return window.stops.map(e => e.outerHTML.slice(0, 100));
  },

  // Which stop has the focus, what it is, and whether a reader sees that it has it.
  focused() {
    const e = document.activeElement, at = window.stops.indexOf(e);
    if (!e || e === document.body) return [-1, '', true];
    const box = e.getBoundingClientRect();
    const ringed = [e, ...(e.labels || [])].some(x => {
      const s = getComputedStyle(x);
      return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1) || s.boxShadow !== 'none';
    });
    const inSight = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const changed = at < 0 || window.looks(e) !== window.before[at];
    return [at, e.outerHTML.slice(0, 100), inSight && ringed && changed];
  },

  // Each word of a chart with its contrast against what is painted under it; 0 if it is cut.
  wordsOfCharts() {
    const rgb = colour => colour.match(/[\d.]+/g).map(Number);
    const light = colour => rgb(colour).slice(0, 3).map(v => v / 255)
      .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
      .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
    const paints = e => {
      const s = getComputedStyle(e), colour = e.ownerSVGElement ? s.fill : s.backgroundColor;
      const opaque = /^rgb/.test(colour) && (rgb(colour)[3] ?? 1) * (e.ownerSVGElement ? s.fillOpacity : 1);
      return opaque > .5 ? colour : null;
    };
    const under = (x, y) => document.elementsFromPoint(x, y)
      .filter(e => !/^(text|tspan)$/.test(e.tagName)).map(paints).find(Boolean) || 'rgb(255, 255, 255)';
    const sight = e => {
      const box = e.getBoundingClientRect();
      if (box.top < 0 || box.bottom > innerHeight) e.scrollIntoView({block: 'center'});
    };
    return [...document.querySelectorAll('figure svg text')].flatMap(text => {
      sight(text);
      const box = text.getBoundingClientRect(), frame = text.ownerSVGElement.getBoundingClientRect();
      const word = `${text.closest('figure').id} “${text.textContent.trim()}”`;
      if (!box.width || !text.textContent.trim()) return [];
      if (box.left < frame.left - 1 || box.right > frame.right + 1
          || box.top < frame.top - 2 || box.bottom > frame.bottom + 2) return [[word, 0]];
      const ink = getComputedStyle(text).fill;
      const paper = under(box.left + box.width / 2, box.top + box.height / 2);
      const [a, b] = [ink, paper].map(light).sort((x, y) => y - x);
      return [[`${word} ${ink} on ${paper}`, (a + .05) / (b + .05)]];
    });
  },

  // The charts that a sheet of this height may cut, and the tables that do not repeat their header.
  cutInPrint(height) {
    const whole = element => {
      for (let e = element; e && e !== document.body; e = e.parentElement)
        if (getComputedStyle(e).breakInside.startsWith('avoid')) return true;
      return false;
    };
    const seen = of => [...document.querySelectorAll(of)].filter(e => e.checkVisibility());
    const name = e => e.closest('figure')?.id || e.outerHTML.slice(0, 60);
    return seen('figure svg').flatMap(e => [
      ...whole(e) ? [] : [`${name(e)}: may be cut`],
      ...(e.closest('.chart') || e).getBoundingClientRect().height > height
        ? [`${name(e)}: higher than a sheet`] : [],
    ]).concat(seen('thead').filter(e => getComputedStyle(e).display !== 'table-header-group')
      .map(e => `${name(e)}: header not repeated`));
  },

  colours() {
    const main = document.querySelector('main');
    const paper = [main, document.body, document.documentElement]
      .map(e => getComputedStyle(e).backgroundColor).find(c => c !== 'rgba(0, 0, 0, 0)');
    const rgb = colour => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
    return {ink: rgb(getComputedStyle(main).color), paper: rgb(paper || 'rgb(255, 255, 255)')};
  },

  // All lines that are there to read, without controls and what they say.
  words() {
    const told = document.body.cloneNode(true);
    const controls = 'script, style, button, input, label, output, [role=status], [aria-live]';
    told.querySelectorAll(controls).forEach(e => e.remove());
    const body = document.body;
    body.replaceWith(told);
    const lines = told.innerText.split(/[\n\t]/);
    told.replaceWith(body);
    return lines;
  },
}
