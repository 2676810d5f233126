// Are the pages what people need: quiet, reachable for everybody, in their language, and up to date by themselves?

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers, openPage, startBrowser, startDemo, visit } from "./demo.js";

const PATIENCE_MS = 20_000;
const MINUTE_MS = 60_000;
const PHONE = { width: 360, height: 740 };
const PATHS = ["/", "/tickets/ROM-1", "/demo"];
const LANGUAGES = ["ru", "en"];

let demo;
let browser;

before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.stop(), 0, "the demo did not end well");
});

for (const path of PATHS) {
  for (const language of LANGUAGES) {
    test(`${path} in ${language} is quiet and keeps nobody out, by day and by night`, async () => {
      for (const colorScheme of ["light", "dark"]) {
        const { page, wrong } = await openPage(browser, demo.origin, { colorScheme });
        await visit(page, `${demo.origin}${path}?lang=${language}`);
        if (path === "/demo") await page.waitForSelector("#pane-staff .line");
        assert.equal(await page.getAttribute("html", "lang"), language);
        assert.deepEqual(await barriers(page), [], colorScheme);
        assert.deepEqual(wrong, [], colorScheme);
        await page.context().close();
      }
    });

    test(`${path} in ${language} fits on a phone`, async () => {
      const { page, wrong } = await openPage(browser, demo.origin, { viewport: PHONE });
      await visit(page, `${demo.origin}${path}?lang=${language}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= PHONE.width, `it is ${width} wide`);
      assert.deepEqual(wrong, []);
      await page.context().close();
    });
  }
}

test("a ticket that does not exist is a page that says so in the reader's language", async () => {
  const { page } = await openPage(browser, demo.origin, { locale: "ru-RU" });
  const response = await page.goto(`${demo.origin}/tickets/ROM-999`);
  assert.equal(response.status(), 404);
  assert.equal(await page.getAttribute("html", "lang"), "ru");
  assert.deepEqual(await barriers(page), []);
  await page.context().close();
});

test("what somebody writes in the Russian group is a ticket on the board without a reload", async () => {
  const board = await openPage(browser, demo.origin);
  await visit(board.page, `${demo.origin}/?lang=ru`);
  await board.page.evaluate(() => (window.sameAsBefore = true));

  const visitor = await openPage(browser, demo.origin);
  await visit(visitor.page, `${demo.origin}/demo?lang=ru`);
  const number = await write(visitor.page, "rom", "Борис", "/new Не включается монитор");

  const card = board.page.locator(`#t-${number}`);
  await card.waitFor({ timeout: PATIENCE_MS });
  assert.match(await card.innerText(), /Не включается монитор/);
  assert.match(await card.innerText(), /Борис/);
  assert.equal(await board.page.evaluate(() => window.sameAsBefore), true, "the page was loaded anew");
  await visitor.page.locator(`#board #t-${number}`).waitFor({ timeout: PATIENCE_MS });
  assert.deepEqual([...board.wrong, ...visitor.wrong], []);
  await board.page.context().close();
  await visitor.page.context().close();
});

test("a ticket that is taken in the staff group is in progress on its open page", async () => {
  const visitor = await openPage(browser, demo.origin);
  await visit(visitor.page, `${demo.origin}/demo?lang=ru`);
  const number = await write(visitor.page, "acm", "Lucy", "/new The screen stays black");
  const ticket = await openPage(browser, demo.origin);
  await visit(ticket.page, `${demo.origin}/tickets/${number}?lang=en`);
  assert.match(await ticket.page.locator("main").innerText(), /The screen stays black/);

  await choose(visitor.page, "staff", "Ольга");
  const staffCard = visitor.page.locator("#pane-staff .line").filter({ hasText: number }).last();
  await staffCard.getByRole("button", { name: "Взять в работу" }).click();
  await visitor.page.locator("#pane-staff .toast").filter({ hasText: number }).waitFor({ timeout: PATIENCE_MS });

  await ticket.page.locator("main").filter({ hasText: "In progress" }).waitFor({ timeout: PATIENCE_MS });
  await ticket.page.locator("main").filter({ hasText: "Ольга" }).waitFor({ timeout: PATIENCE_MS });
  assert.deepEqual([...ticket.wrong, ...visitor.wrong], []);
  await ticket.page.context().close();
  await visitor.page.context().close();
});

test("a client's words cannot become markup or script", async () => {
  const board = await openPage(browser, demo.origin);
  await visit(board.page, `${demo.origin}/?lang=ru`);
  const visitor = await openPage(browser, demo.origin);
  await visit(visitor.page, `${demo.origin}/demo?lang=ru`);
  const words = "<img src=x onerror=alert(1)><b>жирный</b>";
  const number = await write(visitor.page, "rom", "Виктор", `/new ${words}`);
  const card = board.page.locator(`#t-${number}`);
  await card.waitFor({ timeout: PATIENCE_MS });
  assert.ok((await card.innerText()).includes(words));
  const bold = board.page.locator("main b").filter({ hasText: "жирный" });
  assert.equal((await board.page.locator("main img[src=x]").count()) + (await bold.count()), 0);
  assert.equal(await visitor.page.locator("img[src=x]").count(), 0);
  assert.deepEqual([...board.wrong, ...visitor.wrong], []);
  await board.page.context().close();
  await visitor.page.context().close();
});

test("a visitor who moves the clock sees the staff warned and the manager told in private", async () => {
  for (const [language, viewport] of [["ru", undefined], ["en", PHONE]]) {
    const { page, wrong } = await openPage(browser, demo.origin, viewport ? { viewport } : {});
    await visit(page, `${demo.origin}/demo?lang=${language}`);
    const fifteen = page.locator('.moves [data-by="15m"]');
    const before = await now(page);
    await fifteen.click();
    await until(async () => (await now(page)) - before >= 15 * MINUTE_MS, "the clock to be moved");
    const moved = await now(page);
    assert.ok(moved - before < 16 * MINUTE_MS, "it went too far");
    await until(async () => (await now(page)) > moved, "the clock to tick");
    if (!viewport) {
      const told = page.locator("#pane-staff .line").filter({ hasText: "⏳" }).filter({ hasText: "ROM-4" });
      await told.waitFor({ timeout: PATIENCE_MS });
      await page.locator('.moves [data-by="1h"]').click();
      const maria = page.locator('.fronts [aria-controls="pane-private"]');
      await maria.locator(".fresh:not([hidden])").waitFor({ timeout: PATIENCE_MS });
      await maria.click();
      assert.equal(await page.locator("#pane-staff").isVisible(), false);
    } else {
      await page.locator('.tabs [aria-controls="pane-private"]').click();
    }
    const private_ = page.locator("#pane-private .line.by-bot").filter({ hasText: "ROM-4" });
    await private_.first().waitFor({ timeout: PATIENCE_MS });
    assert.equal(await private_.count(), 1);
    assert.deepEqual(await barriers(page), []);
    assert.deepEqual(wrong, []);
    await page.context().close();
  }
});

test("a visitor plays everybody in their private chat with the bot", async () => {
  for (const [places, viewport] of [[".fronts", undefined], [".tabs", PHONE]]) {
    const { page, wrong } = await openPage(browser, demo.origin, viewport ? { viewport } : {});
    await visit(page, `${demo.origin}/demo?lang=ru`);
    const place = page.locator(`${places} [aria-controls="pane-private"]`);
    await place.click();
    const alone = page.locator("#pane-private");
    const whose = alone.locator(".whose");
    const said = (words) => alone.locator(".line.by-bot").filter({ hasText: words }).last().waitFor({ timeout: PATIENCE_MS });
    const say = async (words) => {
      await alone.locator("textarea").fill(words);
      await alone.locator("textarea").press("Enter");
    };
    const people = (await whose.locator("option").allTextContents()).map((it) => it.replace("● ", ""));
    assert.deepEqual(people, ["Мария", "Ольга", "Пётр", "Анна", "Борис", "Виктор", "Emma", "James", "Lucy", "Ирина"]);

    const become = async (name) => {
      // Whoever has something new is marked.
      const value = await whose.locator("option").filter({ hasText: name }).getAttribute("value");
      await whose.selectOption(value);
    };
    const somebody = viewport ? "Виктор" : "Борис";
    await become(somebody);
    await alone.locator(".start").click();
    await alone.locator(".line.by-bot").first().waitFor({ timeout: PATIENCE_MS });
    await alone.locator(".start").waitFor({ state: "hidden", timeout: PATIENCE_MS });
    await say("/private Прошу сменить мне пароль");
    await said("ROM-");
    await alone.locator("textarea").fill("Не дописано");

    // She speaks for the client, and sees all that is open.
    await become("Анна");
    assert.equal(await alone.locator("textarea").inputValue(), "");
    assert.equal(await alone.locator(".line").filter({ hasText: "пароль" }).count(), 0, "another's chat is seen");
    await say("/open");
    await said("ROM-4");
    await become(somebody);
    await alone.locator(".line").filter({ hasText: "пароль" }).first().waitFor({ timeout: PATIENCE_MS });
    assert.equal(await alone.locator("textarea").inputValue(), "Не дописано");
    assert.deepEqual(await barriers(page), []);
    assert.deepEqual(wrong, []);
    await page.context().close();
  }
});

test("a group that is nobody's is set up by a visitor, and what is new in private is marked", async () => {
  const { page, wrong } = await openPage(browser, demo.origin);
  await visit(page, `${demo.origin}/demo?lang=ru`);
  await page.locator('.fronts [aria-controls="pane-lyu"]').click();
  const group = page.locator("#pane-lyu");
  await group.locator(".who label").filter({ hasText: "Мария" }).click();
  await group.locator("textarea").fill("/setup@proofdesk_bot");
  await group.locator("textarea").press("Enter");
  const place = page.locator('.fronts [aria-controls="pane-private"]');
  await place.locator(".fresh:not([hidden])").waitFor({ timeout: PATIENCE_MS });
  assert.equal(await page.locator(".whose option").first().textContent(), "● Мария");
  await place.click();
  const asked = page.locator("#pane-private .line.by-bot").filter({ hasText: "Лютик" });
  await asked.first().waitFor({ timeout: PATIENCE_MS });
  await place.locator(".fresh").waitFor({ state: "hidden", timeout: PATIENCE_MS });
  const maria = page.locator(".whose option").first();
  await until(async () => (await maria.textContent()) === "Мария", "the mark to go");
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test("the clock goes to the next Monday at nine, and says in words why it goes no farther", async () => {
  const { page } = await openPage(browser, demo.origin, { timezoneId: "America/New_York" });
  await visit(page, `${demo.origin}/demo?lang=en`);
  const monday = page.locator('.moves [data-by="monday"]');
  await monday.click();
  await page.locator("#now").filter({ hasText: /^Monday.* 09:0\d:/ }).waitFor({ timeout: PATIENCE_MS });
  // The first may be today's; a button that rests is not pressed.
  for (let weeks = 0; weeks < 10; weeks += 1) {
    await page.locator(".moves button:not([aria-disabled])").first().waitFor({ timeout: PATIENCE_MS });
    await monday.click();
  }
  await page.locator(".moved").filter({ hasText: "60 days ahead" }).waitFor({ timeout: PATIENCE_MS });
  await page.context().close();
});

/** What time the demo's clock shows, in milliseconds. */
async function now(page) {
  return Date.parse(await page.locator("#now").getAttribute("datetime"));
}

/** Waits until it is so; the page's own policy forbids Playwright to wait in it. */
async function until(isSo, what) {
  for (const end = Date.now() + PATIENCE_MS; !(await isSo()); ) {
    assert.ok(Date.now() < end, `waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Becomes somebody in a chat. */
async function choose(page, pane, who) {
  await page.locator(`#pane-${pane} .who label`).filter({ hasText: who }).click();
}

/** Writes a request as somebody and answers with the number that the bot gives it. */
async function write(page, pane, who, text) {
  await choose(page, pane, who);
  const title = /(?:Заявка|Ticket) (?:№ )?([A-Z0-9]+-\d+)/;
  const receipts = page.locator(`#pane-${pane} .line.by-bot`).filter({ hasText: title });
  const count = await receipts.count();
  await page.fill(`#text-${pane}`, text);
  await page.press(`#text-${pane}`, "Enter");
  const receipt = receipts.nth(count);
  await receipt.waitFor({ timeout: PATIENCE_MS });
  return (await receipt.innerText()).match(title)[1];
}
