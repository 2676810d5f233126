// Plays the people of the demo: shows the simulated chats as they are, and writes and presses for whom the visitor
// has chosen to be. The chats are read anew whenever something changed; only messages that differ are redrawn.
(() => {
  const SERVER = "/demo/telegram";
  const CLOCK = "/demo/clock";
  const RETRY_MS = 2000;
  const TOAST_MS = 4000;
  // How long after a press a question of the bot is taken for the answer to it.
  const PROMPT_MS = 15000;
  // From this distance to its end on, a chat is being read and is not scrolled.
  const AT_END_PX = 60;
  const AGES_MS = 60000;
  const TICK_MS = 1000;

  const main = document.getElementById("main");
  const board = document.getElementById("board");
  const state = document.documentElement.dataset;
  const texts = JSON.parse(main.dataset.texts);
  const staff = main.dataset.staff.split(" ").map(Number);
  const language = document.documentElement.lang;
  const timeZone = main.dataset.zone;
  const locale = language === "en" ? "en-GB" : language;
  const clock = new Intl.DateTimeFormat(locale, { timeZone, hour: "2-digit", minute: "2-digit" });
  const calendar = new Intl.DateTimeFormat(locale, { timeZone, day: "numeric", month: "long" });
  const today = new Intl.DateTimeFormat(locale, { timeZone, weekday: "long", day: "numeric", month: "long" });
  const seconds = new Intl.DateTimeFormat(locale, { timeZone, hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const panes = [...document.querySelectorAll(".pane.chat")].map(paneOf);
  const alone = panes.find((it) => it.whose);
  // Each chooses what is seen: of everything where there is little room, and of the chats that share a place.
  const tabs = [...document.querySelectorAll(".tabs button, .fronts button")];
  const moves = [...document.querySelectorAll(".moves button")];

  function paneOf(element) {
    const one = (selector) => element.querySelector(selector);
    const pane = {
      element, one,
      chat: Number(element.dataset.chat),
      list: one(".lines"),
      field: one("textarea"),
      lines: new Map(),
      people: "",
      me: 0,
      replyTo: null,
      pressedAt: -PROMPT_MS,
      toastTimer: 0,
      // Of a private chat: whose it is, what stood in the field of each person, and the last message they have seen.
      whose: one(".whose"),
      drafts: new Map(),
      last: new Map(),
    };
    if (pane.whose) {
      choose(pane, Number(pane.whose.value));
      pane.whose.addEventListener("change", () => {
        turnTo(pane, Number(pane.whose.value));
        pane.whose.focus();
      });
      one(".start").addEventListener("click", () => begin(pane, "/start"));
    }
    one("form").addEventListener("submit", (event) => {
      event.preventDefault();
      send(pane, "say");
    });
    one(".picture").addEventListener("click", () => send(pane, "photo"));
    one(".replying button").addEventListener("click", () => replyTo(pane, null));
    one(".pinned").addEventListener("click", (event) => jump(pane, event.currentTarget.dataset.message));
    one(".who").addEventListener("change", (event) => become(pane, Number(event.target.value)));
    pane.list.addEventListener("click", (event) => clicked(pane, event));
    pane.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        send(pane, "say");
      } else if (event.key === "Escape") {
        replyTo(pane, null);
      }
    });
    pane.field.addEventListener("input", () => grow(pane.field));
    return pane;
  }

  function grow(field) {
    field.rows = Math.min(5, Math.max(1, field.value.split("\n").length, Math.ceil(field.value.length / 28)));
  }

  // What the visitor does.

  async function ask(path, body) {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail ?? answer.title);
    return answer;
  }

  async function send(pane, path) {
    const text = pane.field.value.trim();
    if (path === "say" && !text) return pane.field.focus();
    const words = path === "say" ? { text } : { caption: text };
    const to = pane.replyTo ? { reply_to: pane.replyTo } : {};
    const [kept, keptTo] = [pane.field.value, pane.replyTo];
    pane.field.value = "";
    grow(pane.field);
    replyTo(pane, null);
    pane.field.focus();
    pane.list.scrollTop = pane.list.scrollHeight;
    try {
      await ask(`${SERVER}/${path}`, { chat: pane.chat, person: pane.me, ...words, ...to });
    } catch (error) {
      pane.field.value ||= kept;
      replyTo(pane, keptTo);
      toast(pane, texts.failed.replace("{why}", error.message));
    }
  }

  async function press(pane, button, message) {
    pane.pressedAt = performance.now();
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await ask(`${SERVER}/press`, { chat: pane.chat, person: pane.me, message, data: button.dataset.data });
      if (answer.toast?.alert) warn(answer.toast.text);
      else toast(pane, answer.toast?.text ?? texts["no-toast"]);
    } catch (error) {
      toast(pane, texts.failed.replace("{why}", error.message));
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  function clicked(pane, event) {
    const line = event.target.closest(".line");
    if (!line) return;
    const message = Number(line.dataset.message);
    const link = event.target.closest("a");
    if (link) return follow(pane, event, link);
    const button = event.target.closest("button");
    if (button?.dataset.data) press(pane, button, message);
    else if (button?.classList.contains("quote")) jump(pane, button.dataset.message);
    else if (button?.classList.contains("reply") || (event.target.closest(".bubble") && !getSelection().toString())) {
      replyTo(pane, message);
      pane.field.focus();
    }
  }

  // Links lead into the simulated Telegram, or nowhere: the real one knows nothing of it.
  function follow(pane, event, link) {
    const [, kind, token] = link.href.match(/^https:\/\/t\.me\/[^/?]+\?(start|startgroup)=([\w-]+)/) ?? [];
    if (kind) {
      event.preventDefault();
      return kind === "start" ? beginAs(pane.me, `/start ${token}`) : bring(pane, token);
    }
    const [, chat, message] = link.href.match(/^https:\/\/t\.me\/c\/(\d+)\/(?:\d+\/)?(\d+)$/) ?? [];
    const other = panes.find((it) => it.element.dataset.link === chat);
    if (other) {
      event.preventDefault();
      show(other.element.id);
      jump(other, message);
    } else if (/^(tg:|https?:\/\/t\.me\/)/.test(link.href)) {
      event.preventDefault();
      toast(pane, texts.elsewhere);
    } else {
      link.target = "_blank";
    }
  }

  // Whoever follows a link to the bot is in their own chat with it.
  function beginAs(person, words) {
    turnTo(alone, person);
    show(alone.element.id);
    begin(alone, words);
  }

  async function begin(pane, text) {
    try {
      await ask(`${SERVER}/say`, { chat: pane.chat, person: pane.me, text });
    } catch (error) {
      toast(pane, texts.failed.replace("{why}", error.message));
    }
  }

  // A link that brings the bot to a group is followed into the one that is nobody's, where the bot is already.
  async function bring(pane, token) {
    const group = panes.find((it) => it.element.id === "pane-lyu");
    try {
      await ask(`${SERVER}/say`, { chat: group.chat, person: pane.me, text: `/start@${main.dataset.bot} ${token}` });
      show(group.element.id);
    } catch (error) {
      toast(pane, texts.failed.replace("{why}", error.message));
    }
  }

  function choose(pane, person) {
    pane.chat = pane.me = person;
    pane.whose.value = String(person);
  }

  // Shows another person's chat with the bot. What they were about to write is kept.
  function turnTo(pane, person) {
    if (person === pane.me) return;
    pane.drafts.set(pane.me, pane.field.value);
    replyTo(pane, null);
    choose(pane, person);
    pane.field.value = pane.drafts.get(person) ?? "";
    grow(pane.field);
    pane.lines.clear();
    pane.list.replaceChildren();
    pane.one(".pinned").hidden = true;
    pane.atEnd = true;
    readChats();
  }

  function become(pane, person) {
    pane.me = person;
    for (const { node, line } of pane.lines.values()) node.classList.toggle("mine", line.author === person);
    for (const it of pane.one(".who").querySelectorAll("input")) it.checked = Number(it.value) === person;
  }

  function replyTo(pane, message) {
    const line = message && pane.lines.get(message)?.line;
    pane.replyTo = line ? message : null;
    pane.one(".replying").hidden = !line;
    if (line) pane.one(".replying span").textContent = `${line.name}: ${shown(line)}`;
    for (const [id, { node }] of pane.lines) node.classList.toggle("is-replied", id === pane.replyTo);
  }

  function jump(pane, message) {
    const node = pane.lines.get(Number(message))?.node;
    if (!node) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    node.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    node.classList.remove("is-found");
    void node.offsetWidth;
    node.classList.add("is-found");
  }

  function toast(pane, text) {
    const place = pane.one(".toast");
    place.textContent = text;
    place.classList.add("is-shown");
    clearTimeout(pane.toastTimer);
    pane.toastTimer = setTimeout(() => place.classList.remove("is-shown"), TOAST_MS + text.length * 30);
  }

  function warn(text) {
    const dialog = document.getElementById("alert");
    dialog.querySelector("p").textContent = text;
    if (!dialog.open) dialog.showModal();
  }

  function show(id) {
    for (const it of document.querySelectorAll(".pane")) it.classList.toggle("is-shown", it.id === id);
    const stack = document.getElementById(id).closest(".stack");
    for (const it of stack?.querySelectorAll(".pane") ?? []) it.classList.toggle("is-front", it.id === id);
    for (const tab of tabs) {
      const place = tab.closest(".fronts")?.parentElement;
      if (place && place !== stack) continue;
      const chosen = tab.getAttribute("aria-controls") === id;
      tab.setAttribute("aria-pressed", String(chosen));
      if (chosen) fresh(tab, false);
    }
    const pane = panes.find((it) => it.element.id === id);
    if (pane?.atEnd !== false) pane?.list.scrollTo(0, pane.list.scrollHeight);
    if (pane?.whose) readChats();
  }

  function fresh(tab, is) {
    const mark = tab.querySelector(".fresh");
    if (!mark) return;
    mark.hidden = !is;
    mark.textContent = is ? ` (${texts.fresh})` : "";
  }

  // What the visitor sees.

  const shown = (line) => line.text || (line.files.length ? texts.picture : "");

  // Marks whose private chat has something new, and whether anything has been said in the one that is shown.
  function drawAlone(pane, chats) {
    let any = false;
    for (const option of pane.whose.options) {
      const chat = chats.find((it) => it.chat === Number(option.value));
      const newest = chat?.lines.findLast((it) => it.by_bot)?.message ?? 0;
      const seen = pane.last.get(option.value);
      const isSeen = option.selected && pane.list.offsetParent;
      if (seen === undefined || isSeen) pane.last.set(option.value, newest);
      const isFresh = newest > pane.last.get(option.value);
      any ||= isFresh;
      option.textContent = option.textContent.replace(/^● /, "");
      if (isFresh) option.textContent = `● ${option.textContent}`;
      if (option.selected) pane.one(".begin").hidden = Boolean(chat?.lines.length);
    }
    for (const tab of tabsOf(pane)) fresh(tab, any);
  }

  const tabsOf = (pane) => tabs.filter((it) => it.getAttribute("aria-controls") === pane.element.id);

  function draw(pane, chat) {
    if (!pane.whose) pane.one("h2").textContent = chat.title;
    drawPeople(pane, chat.people);
    const hidden = !pane.list.offsetParent;
    const atEnd = hidden || pane.list.scrollHeight - pane.list.scrollTop - pane.list.clientHeight < AT_END_PX;
    const isFirst = pane.lines.size === 0;
    const seen = new Set();
    let before = null;
    let grew = false;
    // Who joined and what was pinned is of no interest here.
    for (const line of chat.lines.filter((it) => !it.service)) {
      const key = JSON.stringify({ ...line, toasts: [] });
      const day = calendar.format(new Date(line.at));
      const known = pane.lines.get(line.message);
      seen.add(line.message);
      if (known?.key !== key) {
        const node = lineOf(pane, line);
        known ? known.node.replaceWith(node) : pane.list.append(node);
        pane.lines.set(line.message, { key, line, node });
        if (!known && !isFirst) {
          grew = true;
          if (line.asks && line.by_bot && performance.now() - pane.pressedAt < PROMPT_MS) {
            pane.pressedAt = -PROMPT_MS;
            replyTo(pane, line.message);
            pane.field.focus();
          }
        }
      }
      const mark = pane.lines.get(line.message).node.querySelector(".day");
      mark.hidden = day === before;
      mark.textContent = day;
      before = day;
    }
    for (const [id, { node }] of pane.lines) {
      if (seen.has(id)) continue;
      node.remove();
      pane.lines.delete(id);
      if (pane.replyTo === id) replyTo(pane, null);
    }
    drawPinned(pane, chat.lines);
    if (atEnd) pane.list.scrollTop = pane.list.scrollHeight;
    if (grew && hidden && !pane.whose) for (const tab of tabsOf(pane)) fresh(tab, true);
  }

  function drawPeople(pane, people) {
    const key = JSON.stringify(people);
    if (key === pane.people) return;
    pane.people = key;
    const chips = people.map(({ person, name }) => {
      const chip = document.createElement("label");
      const choice = document.createElement("input");
      choice.type = "radio";
      choice.name = `who-${pane.chat}`;
      choice.value = person;
      const words = document.createElement("span");
      words.textContent = name;
      words.className = `of-${person % 7}`;
      if (staff.includes(person)) {
        words.classList.add("is-staff");
        words.title = texts.support;
      }
      chip.append(choice, words);
      return chip;
    });
    pane.one(".who").replaceChildren(...chips);
    const known = people.some(({ person }) => person === pane.me);
    become(pane, known ? pane.me : people[0]?.person ?? 0);
  }

  function drawPinned(pane, lines) {
    const pinned = lines.findLast((it) => it.pinned);
    const place = pane.one(".pinned");
    place.hidden = !pinned;
    if (!pinned) return;
    place.dataset.message = pinned.message;
    place.textContent = `📌 ${pinned.text.split("\n")[0]}`;
  }

  function lineOf(pane, line) {
    const node = document.getElementById("line").content.firstElementChild.cloneNode(true);
    const one = (selector) => node.querySelector(selector);
    node.dataset.message = line.message;
    node.classList.toggle("by-bot", line.by_bot);
    node.classList.toggle("mine", line.author === pane.me);
    node.classList.toggle("is-replied", line.message === pane.replyTo);
    one(".author").textContent = line.name;
    one(".author").classList.add(line.by_bot ? "of-bot" : `of-${line.author % 7}`);
    one(".words").innerHTML = line.html;
    one("time").textContent = clock.format(new Date(line.at));
    one("time").dateTime = line.at;
    one(".reactions").textContent = line.reactions.join(" ");
    one(".edited").hidden = !line.edited;
    one(".edited").textContent = texts.edited;
    one(".reply").setAttribute("aria-label", texts["reply-to"].replace("{name}", line.name));
    if (line.reply_to) {
      const quote = one(".quote");
      const strong = document.createElement("b");
      strong.textContent = line.reply_to.name;
      quote.append(strong, ` ${line.reply_to.text || texts.picture}`);
      quote.dataset.message = line.reply_to.message;
      quote.hidden = false;
    }
    for (const file of line.files) {
      const picture = document.createElement("img");
      picture.src = `${SERVER}/files/${encodeURIComponent(file)}`;
      picture.alt = texts.picture;
      one(".pictures").append(picture);
    }
    for (const row of line.buttons) {
      const place = document.createElement("div");
      for (const { text, data } of row) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = text;
        if (data) button.dataset.data = data;
        place.append(button);
      }
      one(".keys").append(place);
    }
    return node;
  }

  // What time it is.

  // How far the demo's clock is ahead of the browser's.
  let ahead = 0;

  function tell(now) {
    ahead = Date.parse(now) - Date.now();
    tick();
  }

  function tick() {
    const now = new Date(Date.now() + ahead);
    const place = document.getElementById("now");
    place.dateTime = now.toISOString();
    place.textContent = `${today.format(now)}, ${seconds.format(now)}`;
  }

  async function move(by) {
    const told = document.querySelector(".moved");
    told.textContent = texts["clock-moving"];
    // Said to those who cannot see the buttons rest.
    told.classList.add("unseen");
    for (const it of moves) it.setAttribute("aria-disabled", "true");
    try {
      tell((await ask(CLOCK, { by })).now);
      told.textContent = "";
    } catch (error) {
      told.textContent = texts.failed.replace("{why}", error.message);
      told.classList.remove("unseen");
    } finally {
      for (const it of moves) it.removeAttribute("aria-disabled");
      readChats();
      readBoard();
    }
  }

  // What keeps it up to date: told of a change, chats or board are read anew, one reading at a time.

  function reader(read) {
    let reading = false;
    let stale = false;
    return async function again() {
      if (reading) {
        stale = true;
        return;
      }
      reading = true;
      try {
        await read();
      } catch (error) {
        // The stream tells when the server is there again.
        console.warn(error);
      } finally {
        reading = false;
        if (stale) {
          stale = false;
          again();
        }
      }
    };
  }

  const readChats = reader(async () => {
    const response = await fetch(`${SERVER}/chats`, { cache: "no-store" });
    if (!response.ok) return;
    const { chats, now } = await response.json();
    tell(now);
    for (const pane of panes) {
      const moved = chats.find((it) => it.chat === pane.chat)?.migrated_to;
      if (moved) pane.chat = moved;
      const chat = chats.find((it) => it.chat === pane.chat);
      if (chat) draw(pane, chat);
    }
    drawAlone(alone, chats);
  });

  const readBoard = reader(async () => {
    const response = await fetch("/", { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("main");
    page.querySelector(".filter")?.remove();
    page.querySelector(".heading h1")?.remove();
    await htmx.swap({ text: page.innerHTML, swap: "innerMorph", target: board, sourceElement: document.body });
  });

  board.addEventListener("click", (event) => event.target.closest("a")?.setAttribute("target", "_blank"));

  let streams = [];
  let retry = 0;

  function disconnect() {
    clearTimeout(retry);
    for (const it of streams) it.close();
    streams = [];
  }

  function listen(address, kind, read) {
    const source = new EventSource(address);
    source.addEventListener("open", () => {
      state.live = "on";
      read();
    });
    source.addEventListener(kind, read);
    source.addEventListener("error", () => {
      state.live = "off";
      clearTimeout(retry);
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, RETRY_MS);
    });
    return source;
  }

  function connect() {
    disconnect();
    streams = [listen(`${SERVER}/events`, "change", readChats), listen("/api/v1/live", "board", readBoard)];
  }

  for (const tab of tabs) tab.addEventListener("click", () => show(tab.getAttribute("aria-controls")));
  for (const it of moves) {
    it.addEventListener("click", () => it.hasAttribute("aria-disabled") || move(it.dataset.by));
  }
  for (const pane of panes) {
    pane.list.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = pane.list;
      pane.atEnd = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    });
    // The field below grows and shrinks; who reads the newest message goes on reading it.
    new ResizeObserver(() => {
      if (pane.atEnd !== false) pane.list.scrollTop = pane.list.scrollHeight;
    }).observe(pane.list);
  }
  if (matchMedia("(max-width: 70rem)").matches) document.querySelector(".try").open = false;
  state.live = "waiting";
  connect();
  // A hidden page needs no streams: browsers allow one server only a few.
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", (event) => event.persisted && connect());
  setInterval(() => document.hidden || readBoard(), AGES_MS);
  setInterval(tick, TICK_MS);
})();
