// The HTML editions in a real browser: filter, sort, open, keyboard, scripts off, dark, phone, paper, axe, no network.
// Usage: NODE_PATH=... node tests/browser/check.js PROGRAM; prints what failed and the counts, exits non-zero on a failure.
"use strict";
const { execFileSync } = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const root = path.join(__dirname, "..", "..");
const program = path.resolve(process.argv[2] || path.join(root, "target", "debug", "cleardeck"));
const work = fs.mkdtempSync(path.join(os.tmpdir(), "cleardeck-browser-"));
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/** Only their board editions are looked at. */
const SPECIAL = ["large", "wordy"];
const EDITIONS = ["audit", "needs-analysis", "board"];
/** An approach and a program of the catalogue, whose pages are looked at too. */
const ENTRIES = ["high-dosage-tutoring", "reading-recovery-program"];
/** Papers beside the editions, of the example district. */
const PAPERS = {
  plan: ["plan", "examples/riverbend/inventory.yaml", "--initiatives", "16"],
  "wind-down": ["wind-down", "examples/riverbend/inventory.yaml"],
  rocks: ["rocks", "examples/riverbend/inventory.yaml"],
  compare: ["compare", "examples/riverbend/inventory.yaml", "examples/riverbend/spring.yaml"],
  "what-if": ["what-if", "examples/riverbend/inventory.yaml", "--scenarios", "examples/riverbend/scenarios.yaml"],
};
const INVENTORIES = {
  riverbend: "examples/riverbend/inventory.yaml",
  pueblo: "examples/pueblo/inventory.yaml",
  dallas: "examples/dallas/inventory.yaml",
  wake: "examples/wake/inventory.yaml",
  hostile: "tests/browser/hostile.yaml",
};

const failed = [];
let passed = 0;
const check = (name, holds, detail) => {
  if (holds) { passed += 1; return; }
  failed.push(detail === undefined ? name : `${name}: ${detail}`);
};
const run = (args) => execFileSync(program, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });

const pages = () => {
  const list = [];
  for (const [district, inventory] of Object.entries({ ...INVENTORIES, large: over(170, ""), wordy: over(45, " with a name as long as names of grants are") })) {
    const view = JSON.parse(run(["audit", inventory, "--format", "json"]));
    const cards = view.groups.flatMap((g) => g.cards);
    for (const edition of SPECIAL.includes(district) ? ["board"] : EDITIONS) {
      const file = path.join(work, `${district}-${edition}.html`);
      run(["audit", inventory, "--format", "html", "--edition", edition, "--output", file]);
      list.push({ name: `${district} ${edition}`, district, edition, file, view, cards });
    }
    if (SPECIAL.includes(district)) { continue; }
    const [first] = cards;
    const file = path.join(work, `${district}-explain.html`);
    fs.writeFileSync(file, run(["explain", inventory, first.id, "--format", "html"]));
    list.push({ name: `${district} explain`, district, edition: "explain", file, view, cards: [first] });
  }
  for (const entry of ENTRIES) {
    const file = path.join(work, `${entry}-entry.html`);
    run(["catalogue", "show", entry, "--format", "html", "--output", file]);
    list.push({ name: `${entry} entry`, district: entry, edition: "entry", file, view: { groups: [] }, cards: [] });
  }
  for (const [name, args] of Object.entries(PAPERS)) {
    const file = path.join(work, `${name}-paper.html`);
    run([...args, "--format", "html", "--output", file]);
    list.push({ name: `${name} paper`, district: name, edition: "paper", file, view: { groups: [] }, cards: [] });
  }
  return list;
};

/** A page with its own context: nothing but the file itself may be asked for, and nothing may go wrong in it. */
const opened = async (browser, page, options, work) => {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const tab = await context.newPage();
  tab.setDefaultTimeout(8000);
  const url = `file://${page.file}`;
  const asked = [];
  const wrong = [];
  tab.on("request", (r) => { if (r.url().split("#")[0] !== url) { asked.push(r.url()); } });
  tab.on("pageerror", (e) => wrong.push(String(e)));
  tab.on("console", (m) => { if (["error", "warning"].includes(m.type())) { wrong.push(m.text()); } });
  tab.on("dialog", (d) => { wrong.push(`dialog: ${d.message()}`); d.dismiss(); });
  try {
    await tab.goto(url);
    await work(tab);
  } catch (error) {
    check(`${page.name}: can be worked with`, false, String(error).split("\n")[0]);
  }
  check(`${page.name}: no request leaves the file`, asked.length === 0, asked.join(", "));
  check(`${page.name}: no error in the browser`, wrong.length === 0, wrong.join(" | "));
  await context.close();
};

const accessible = async (name, tab) => {
  await tab.evaluate(axe);
  const found = await tab.evaluate(() => window.axe.run(document, { rules: { "target-size": { enabled: true } } }));
  const list = found.violations.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].target.join(" ")}: ${v.nodes[0].html.slice(0, 120)}`);
  check(`${name}: axe finds nothing`, list.length === 0, list.join(" | "));
};

const sheets = (file) => Number(execFileSync("pdfinfo", [file], { encoding: "utf8" }).match(/^Pages:\s+(\d+)/m)[1]);

const openAll = (tab) => tab.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));

/** Everything is there, and it is text. */
const reads = async (browser, page) => {
  await opened(browser, page, {}, async (tab) => {
    const text = await tab.evaluate(() => document.body.textContent.replace(/\s+/g, " "));
    const shown = (name) => name.replace(/[\u202a-\u202e\u2066-\u2069]/g, "").replace(/[\n\r\t]/g, " ").replace(/[\u0000-\u001f\u007f]/g, "").replace(/\s+/g, " ").trim();
    const most = page.edition === "board" ? 40 : 1000;
    const missing = page.cards.map((c) => shown(c.name).slice(0, most)).filter((n) => !text.includes(n));
    // two pages of a board name some of a long list and count the others
    const some = page.edition === "board" && SPECIAL.includes(page.district);
    check(`${page.name}: every initiative is named`, missing.length === 0 || some, missing.join(" | "));
    const counted = page.view.groups.filter((g) => !text.includes(`${g.title} ${g.cards.length}`)).map((g) => g.title);
    check(`${page.name}: every recommendation is counted`, page.edition !== "board" || counted.length === 0, counted.join(", "));
    const state = await tab.evaluate(() => ({
      hit: window.hit,
      scripts: document.scripts.length,
      outside: document.querySelectorAll("img, iframe, object, embed, link, form[action], script[src]").length,
      handlers: [...document.querySelectorAll("*")].filter((e) => [...e.attributes].some((a) => a.name.startsWith("on"))).length,
      headings: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((h) => Number(h.tagName[1])),
      ids: [...document.querySelectorAll("[id]")].map((e) => e.id),
      broken: [...document.querySelectorAll("a[href^='#']")].filter((a) => !document.getElementById(a.getAttribute("href").slice(1))).length,
      unlabelled: [...document.querySelectorAll("svg[role=img]")].filter((s) => !s.querySelector("title") || !s.querySelector("desc")).length,
      wide: [...document.querySelectorAll("svg[role=img] text")].length,
    }));
    check(`${page.name}: no text from the inventory runs`, state.hit === undefined && state.scripts === (["entry", "paper"].includes(page.edition) ? 0 : 1) && state.handlers === 0, JSON.stringify([state.hit, state.scripts, state.handlers]));
    check(`${page.name}: nothing from outside is named`, state.outside === 0, state.outside);
    const steps = state.headings.every((level, n) => (n === 0 ? level === 1 : level <= state.headings[n - 1] + 1));
    check(`${page.name}: headings in order, one of the first`, steps && state.headings.filter((l) => l === 1).length === 1, state.headings.join(""));
    check(`${page.name}: no id twice`, new Set(state.ids).size === state.ids.length);
    check(`${page.name}: every link leads somewhere`, state.broken === 0, state.broken);
    check(`${page.name}: every picture has a title and a description`, state.unlabelled === 0, state.unlabelled);
  });
};

/** Light, dark, phone; folded and open. */
const looks = async (browser, page) => {
  for (const colorScheme of ["light", "dark"]) {
    await opened(browser, page, { colorScheme }, async (tab) => {
      if (colorScheme === "light") { await accessible(`${page.name}, ${colorScheme}`, tab); }
      await openAll(tab);
      await accessible(`${page.name}, ${colorScheme}, all open`, tab);
      const paper = await tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const dark = paper.match(/\d+/g).map(Number).reduce((a, b) => a + b) < 200;
      check(`${page.name}: ${colorScheme} paper`, dark === (colorScheme === "dark"), paper);
      check(`${page.name}, ${colorScheme}: marks and their numbers can be told from what is behind`, ...(await contrasts(tab)));
    });
  }
  for (const width of [360, 320]) {
    await opened(browser, page, { viewport: { width, height: 740 }, isMobile: true, hasTouch: true }, async (tab) => {
      const fits = async (how) => {
        const reach = await tab.evaluate(() => document.documentElement.scrollWidth);
        check(`${page.name}, ${width} px, ${how}: no scrolling to the side`, reach <= width, reach);
      };
      await fits("folded");
      await openAll(tab);
      await fits("open");
      if (width === 360) { await accessible(`${page.name}, phone, all open`, tab); }
    });
  }
};

/** Numbers on marks at 4.5 to 1, marks on paper at 3 to 1. */
const contrasts = async (tab) => {
  const low = await tab.evaluate(() => {
    const read = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const light = (hex) => [1, 3, 5].map((n) => parseInt(hex.slice(n, n + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
    const ratio = (a, b) => { const [x, y] = [light(read(a)), light(read(b))].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
    const marks = ["stop", "repair", "hold", "scale", "spread", "seed", "wait", "set-aside", "other", "weak", "strong"].map((m) => `--${m}`);
    const pairs = [
      ...marks.map((m) => ["--on", m, 4.5]),
      ...[...marks, "--partial", "--sure", "--edge", "--focus"].flatMap((m) => [[m, "--paper", 3], [m, "--band", 3]]),
      ["--ink", "--paper", 7], ["--soft", "--paper", 4.5], ["--soft", "--band", 4.5], ["--link", "--paper", 4.5],
    ];
    return pairs.filter(([a, b, least]) => ratio(a, b) < least).map(([a, b]) => `${a} on ${b}: ${ratio(a, b).toFixed(2)}`);
  });
  return [low.length === 0, low.join(", ")];
};

const listed = (tab) => tab.evaluate(() => ({
  rows: [...document.querySelectorAll("#initiatives tbody tr")].filter((r) => !r.hidden).map((r) => Number(r.dataset.number)),
  cards: [...document.querySelectorAll("details.card")].filter((c) => !c.hidden).map((c) => Number(c.dataset.number)),
  status: document.getElementById("f-status").textContent,
}));

/** Filter, sort, open: with the mouse and with keys alone. */
const works = async (browser, page) => {
  const all = page.cards.length;
  await opened(browser, page, {}, async (tab) => {
    const same = async (name, wanted) => {
      const now = await listed(tab);
      const fits = JSON.stringify(now.rows) === JSON.stringify(wanted) && JSON.stringify(now.cards) === JSON.stringify(wanted);
      check(`${page.name}: ${name}`, fits, `${now.rows} / ${now.cards}, expected ${wanted}`);
      check(`${page.name}: ${name}, said aloud`, wanted.length === 0 || now.status === `${wanted.length} shown of ${all}`, now.status);
    };
    const numbers = page.cards.map((c) => c.number);
    await same("all are shown at first", numbers);
    const group = page.view.groups[page.view.groups.length - 1];
    await tab.selectOption("#f-group", group.id);
    await same("filter by recommendation", group.cards.map((c) => c.number));
    await tab.click("button[type=reset]");
    await tab.waitForFunction((n) => document.getElementById("f-status").textContent.startsWith(`${n} `), all);
    await same("show all again", numbers);
    const word = page.cards[0].name.toLowerCase().split(/\s+/)[0];
    await tab.fill("#f-text", word);
    const text = (c) => `${c.name} ${c.kind} ${c.owner}`.toLowerCase();
    await same("filter by a word", page.cards.filter((c) => text(c).includes(word)).map((c) => c.number));
    await tab.fill("#f-text", "no such thing at all");
    await same("nothing matches", []);
    await tab.fill("#f-text", "");
    await tab.selectOption("#f-owner", "no");
    await same("filter by owner", page.cards.filter((c) => !c.owner).map((c) => c.number));
    await tab.selectOption("#f-owner", "");
    // sort by money: what is not known comes last either way
    const money = tab.locator("th[data-sort=money] button");
    await money.click();
    const known = page.cards.filter((c) => c.amount !== null);
    const unknown = page.cards.filter((c) => c.amount === null).map((c) => c.number);
    const rising = [...known].sort((a, b) => a.amount - b.amount || a.number - b.number).map((c) => c.number);
    await same("sort by money", [...rising, ...unknown]);
    check(`${page.name}: the order is told`, (await tab.getAttribute("th[data-sort=money]", "aria-sort")) === "ascending");
    await money.click();
    const falling = [...known].sort((a, b) => b.amount - a.amount || a.number - b.number).map((c) => c.number);
    await same("sort by money, falling", [...falling, ...unknown]);
    await tab.locator("th[data-sort=number] button").click();
    await same("the report's own order again", numbers);
    // open by a link
    const last = numbers[numbers.length - 1];
    await tab.locator(`#initiatives a[href="#i-${last}"]`).click();
    check(`${page.name}: a link opens the initiative`, await tab.locator(`details.card[data-number="${last}"]`).evaluate((d) => d.open));
    check(`${page.name}: what was opened has the focus`, await tab.evaluate((n) => document.activeElement.closest("details").dataset.number === String(n), last));
    await tab.click("#open-all");
    check(`${page.name}: open all`, await tab.evaluate(() => [...document.querySelectorAll("details.card")].every((d) => d.open)));
    await tab.click("#open-all");
    check(`${page.name}: close all`, await tab.evaluate(() => ![...document.querySelectorAll("details.card")].some((d) => d.open)));
  });
  await opened(browser, page, {}, async (tab) => {
    await tab.keyboard.press("Tab");
    const first = await tab.evaluate(() => ({ skip: document.activeElement.className, top: document.activeElement.getBoundingClientRect().top }));
    check(`${page.name}: the first stop of the tab key skips to the report, in sight`, first.skip === "skip" && first.top >= 0, JSON.stringify(first));
    await tab.keyboard.press("Enter");
    let outlined = true;
    let reached = { filter: false, sort: false, region: false, card: false };
    for (let n = 0; n < 600 && !reached.card; n += 1) {
      await tab.keyboard.press("Tab");
      const at = await tab.evaluate(() => {
        const e = document.activeElement;
        return { id: e.id, tag: e.tagName, region: e.getAttribute("role") === "region", sort: Boolean(e.closest("th[data-sort]")), card: Boolean(e.closest("details.card > summary")), outline: getComputedStyle(e).outlineStyle };
      });
      outlined = outlined && at.outline !== "none";
      if (at.id === "f-text") {
        reached.filter = true;
        await tab.keyboard.type("zzzz");
        check(`${page.name}: keys filter`, (await listed(tab)).rows.length === 0);
        for (let k = 0; k < 4; k += 1) { await tab.keyboard.press("Backspace"); }
      }
      reached.region = reached.region || at.region;
      if (at.sort && !reached.sort) {
        reached.sort = true;
        await tab.keyboard.press("Enter");
        check(`${page.name}: keys sort`, (await tab.locator("th[aria-sort=ascending]").count()) === 1);
      }
      if (at.card) {
        reached.card = true;
        await tab.keyboard.press("Enter");
        check(`${page.name}: keys open`, await tab.evaluate(() => document.activeElement.closest("details").open));
      }
    }
    check(`${page.name}: keys reach filter, sort, scrolling tables and initiatives`, Object.values(reached).every(Boolean), JSON.stringify(reached));
    check(`${page.name}: the focus is always to be seen`, outlined);
  });
};

/** Without a script everything is there, opens, and nothing is offered that does not work. */
const plain = async (browser, page) => {
  await opened(browser, page, { javaScriptEnabled: false }, async (tab) => {
    const text = await tab.locator("main").innerText();
    check(`${page.name}, scripts off: text is there`, text.length > 200, text.length);
    if (page.edition === "audit" || page.edition === "needs-analysis") {
      check(`${page.name}, scripts off: no filter is offered`, !(await tab.locator("#filter").isVisible()));
      check(`${page.name}, scripts off: no button is offered`, (await tab.locator("button:visible").count()) === 0);
      const card = tab.locator("details.card").first();
      await card.locator("summary").first().click();
      check(`${page.name}, scripts off: an initiative opens`, await card.locator(".inside").isVisible());
      check(`${page.name}, scripts off: as many as in the inventory`, (await tab.locator("details.card").count()) === page.cards.length);
      const last = page.cards[page.cards.length - 1].number;
      await tab.locator(`a[href="#i-${last}"]`).first().click();
      check(`${page.name}, scripts off: a link opens the initiative`, await tab.locator(`#i-${last}`).isVisible());
    }
  });
};

/** Paper: letter and A4, with scripts and without. */
const prints = async (browser, page) => {
  for (const format of ["Letter", "A4"]) {
    for (const javaScriptEnabled of page.edition === "board" ? [true] : [true, false]) {
      if (format === "A4" && !javaScriptEnabled) { continue; }
      await opened(browser, page, { javaScriptEnabled }, async (tab) => {
        const file = path.join(work, `${page.district}-${page.edition}-${format}.pdf`);
        await tab.pdf({ path: file, format, printBackground: false });
        const count = sheets(file);
        const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8", maxBuffer: 1 << 28 });
        const how = `${page.name}, ${format}${javaScriptEnabled ? "" : ", scripts off"}`;
        if (page.edition === "board") {
          check(`${how}: two pages at the most`, count <= 2, count);
        } else if (await tab.locator("body.bare").count()) {
          // of a bare list the first pages say it all, and its details stay closed
          check(`${how}: six pages at the most`, count <= 6, count);
          check(`${how}: no details are printed`, !/traced to the line/i.test(text) && text.includes("The decisions, in order"));
        } else if (!["explain", "entry", "paper"].includes(page.edition)) {
          const traced = (text.match(/Threshold/g) || []).length;
          const there = await tab.locator("dt", { hasText: "Threshold" }).count();
          check(`${how}: what folds is printed open`, traced >= there && /traced to the line/i.test(text), `${traced} of ${there}`);
          const heads = text.split("\f").filter((p) => p.includes("Next step")).length;
          check(`${how}: the head of a long table stands on each page`, page.cards.length < 30 || heads > 1, heads);
        }
        check(`${how}: controls are not printed`, !text.includes("Show all") && !text.includes("Skip to the report"));
      });
    }
  }
};

/** The example district over and over: 170 initiatives are as many as the longest lists have, 45 the most that a board sees by name. */
const over = (count, suffix) => {
  const text = fs.readFileSync(path.join(root, INVENTORIES.riverbend), "utf8").replace(/^ +requires:.*\n/gm, "");
  const [head, body] = text.split(/\ninitiatives:\n/);
  const items = body.split(/\n(?=  - id: )/);
  const many = Array.from({ length: count }, (_, n) => items[n % items.length]
    .replace(/- id: (\S+)/, `- id: $1-${n}`).replace(/^    name: "?(.*?)"?$/m, `    name: "$1${suffix}"`));
  const file = path.join(work, `over-${count}.yaml`);
  fs.writeFileSync(file, `${head}\ninitiatives:\n${many.join("\n")}\n`);
  return file;
};

/** What is filtered away is not printed. */
const printsShown = async (browser, page) => {
  await opened(browser, page, {}, async (tab) => {
    const file = path.join(work, "shown.pdf");
    const count = async () => { await tab.pdf({ path: file, format: "Letter" }); return sheets(file); };
    const whole = await count();
    await tab.selectOption("#f-group", page.view.groups[0].id);
    const part = await count();
    check(`${page.name}: only what is shown is printed`, part > 0 && part < whole, `${part} of ${whole}`);
  });
};

(async () => {
  const profile = fs.mkdtempSync(path.join(work, "profile-"));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [...FLAGS, `--disk-cache-dir=${profile}`],
  });
  try {
    const list = pages();
    const only = process.argv[3];
    for (const page of list.filter((p) => !only || p.name.includes(only))) {
      const before = failed.length;
      await reads(browser, page);
      await looks(browser, page);
      await plain(browser, page);
      await prints(browser, page);
      if (page.edition === "audit" || page.edition === "needs-analysis") { await works(browser, page); }
      if (page.name === "riverbend audit") { await printsShown(browser, page); }
      console.log(`${page.name}: ${failed.length === before ? "all hold" : `${failed.length - before} failed`}`);
    }
  } finally {
    await browser.close();
    fs.rmSync(work, { recursive: true, force: true });
  }
  for (const failure of failed) { console.error(`failed: ${failure}`); }
  console.log(`${passed} checks passed, ${failed.length} failed`);
  process.exit(failed.length === 0 && passed > 0 ? 0 : 1);
})().catch((error) => { console.error(error); process.exit(1); });
