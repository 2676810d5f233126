// Are the pages of promises and work reachable for everybody, in their language, on a phone, and do their numbers lead on?

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers, openPage, startBrowser, startDemo, visit } from "./demo.js";

const PATIENCE_MS = 20_000;
const PHONE = { width: 360, height: 740 };
const MONTH_MS = 31 * 24 * 3_600_000;
const LANGUAGES = ["ru", "en"];

let demo;
let browser;
let paths;

before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
  const month = (at) => new Date(at).toISOString().slice(0, 7);
  const present = Date.now();
  paths = [
    "/sla",
    `/sla?client=ROM&month=${month(present - MONTH_MS)}`,
    `/sla/tickets?outcome=touched&month=${month(present)}`,
    `/sla/requests?month=${month(present)}`,
    "/clients/ROM/timeline",
    "/clients/ACM/timeline",
    "/workload",
    "/workload?heat=taken",
    "/workload/tickets?count=open",
    "/workload/tickets?count=open&agent=none",
    "/tickets/ROM-2",
    "/tickets/ROM-4",
    `/sla?as_of=${new Date(present - 60_000).toISOString()}`,
  ];
});

after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.stop(), 0, "the demo did not end well");
});

for (const language of LANGUAGES) {
  test(`the pages of promises in ${language} are quiet and keep nobody out, by day and by night`, async () => {
    for (const path of paths) {
      for (const colorScheme of ["light", "dark"]) {
        const { page, wrong } = await openPage(browser, demo.origin, { colorScheme });
        await page.goto(`${demo.origin}${path}${path.includes("?") ? "&" : "?"}lang=${language}`);
        for (const it of await page.locator("details").all()) await it.evaluate((node) => (node.open = true));
        assert.equal(await page.getAttribute("html", "lang"), language, path);
        assert.deepEqual(await barriers(page), [], `${path} ${colorScheme}`);
        assert.deepEqual(wrong, [], path);
        await page.context().close();
      }
    }
  });

  test(`the pages of promises in ${language} fit on a phone`, async () => {
    for (const path of paths) {
      const { page, wrong } = await openPage(browser, demo.origin, { viewport: PHONE });
      await page.goto(`${demo.origin}${path}${path.includes("?") ? "&" : "?"}lang=${language}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= PHONE.width, `${path} is ${width} wide`);
      assert.deepEqual(wrong, [], path);
      await page.context().close();
    }
  });
}

test("every number leads to a list of that many", async () => {
  const { page, wrong } = await openPage(browser, demo.origin);
  const months = [0, MONTH_MS].map((ago) => new Date(Date.now() - ago).toISOString().slice(0, 7));
  const pages = ["/workload", ...["requested", "taken", "answered", "resolved"].map((it) => `/workload?heat=${it}`)];
  pages.push(...months.flatMap((it) => [`/sla?month=${it}`, `/workload?month=${it}`]));
  const lists = ["/sla/tickets?", "/sla/requests?", "/workload/tickets?"];
  let followed = 0;
  for (const path of pages) {
    await page.goto(`${demo.origin}${path}${path.includes("?") ? "&" : "?"}lang=en`);
    const links = await page.locator("main a").evaluateAll((all) =>
      all.map((it) => [it.getAttribute("href"), it.textContent.match(/\d+/)?.[0]]),
    );
    for (const [link, number] of links.filter(([it]) => lists.some((list) => it.startsWith(list)))) {
      await page.goto(`${demo.origin}${link}`);
      const count = await page.locator("#h-count").innerText();
      assert.equal(count.match(/\d+/)[0], number, `${path}: ${link}`);
      let rows = await page.locator("main tbody tr").count();
      while (await page.locator("main a.button").count()) {
        await page.goto(`${demo.origin}${await page.locator("main a.button").getAttribute("href")}`);
        rows += await page.locator("main tbody tr").count();
      }
      assert.equal(String(rows), number, `${path}: ${link}`);
      followed += 1;
    }
  }
  assert.ok(followed > 100, `${followed}`);
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test("the keyboard goes along a lane, is told why, and comes to the line of the table", async () => {
  const { page, wrong } = await openPage(browser, demo.origin);
  await visit(page, `${demo.origin}/tickets/ROM-2?lang=en`);
  const lane = page.locator(".lane").first();
  await lane.locator(".piece").first().focus();
  const first = await page.locator("#why").innerText();
  assert.match(first, /First response\. .+: 20/);
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await page.locator("#why").innerText(), first, "the next piece says something else");
  const target = await page.evaluate(() => document.activeElement.getAttribute("href"));
  await page.keyboard.press("Enter");
  await page.locator(target).waitFor({ timeout: PATIENCE_MS });
  assert.equal(await page.locator(target).isVisible(), true, "the table unfolds");
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test("what is left of a running clock is counted down without a reload", async () => {
  const { page, wrong } = await openPage(browser, demo.origin);
  await visit(page, `${demo.origin}/tickets/ROM-4?lang=en`);
  const left = page.locator("[data-left]").first();
  const seconds = Number(await left.getAttribute("data-left"));
  // As if the server had said so nearly a minute before the next one.
  await left.evaluate((node) => (node.dataset.left = "65"));
  await page.waitForFunction(() => /^\d+ s$/.test(document.querySelector("[data-left]").textContent), null, {
    timeout: PATIENCE_MS,
  });
  assert.ok(seconds > 0);
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test("a ledger that a reader has unfolded stays so when the page is read anew", async () => {
  const { page } = await openPage(browser, demo.origin);
  await visit(page, `${demo.origin}/tickets/ROM-4?lang=en`);
  await page.locator(".ledger summary").first().click();
  const again = page.waitForResponse((it) => it.url().includes("/tickets/ROM-4"));
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await again;
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".ledger").first().evaluate((node) => node.open), true);
  await page.context().close();
});

test("a statement prints on the width of a sheet", async () => {
  const { page } = await openPage(browser, demo.origin);
  await visit(page, `${demo.origin}/sla?lang=ru`);
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 1010, height: 700 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 1010, `it is ${width} wide`);
  assert.equal(await page.locator("form.filter").isVisible(), false);
  await page.context().close();
});
