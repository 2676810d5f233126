// Keeps a page up to date. Told of a change, it reads the page anew and morphs what is shown,
// so that focus, scroll and a half-chosen filter stay as they are.
(() => {
  const RETRY_MS = 5000;
  const AGES_MS = 60000;
  const TICK_MS = 1000;
  // What changes at an instant has changed a little later.
  const CHANGE_MS = 700;
  // Browsers wait no longer than this.
  const WAIT_MS_MAX = 2 ** 31 - 1;
  const state = document.documentElement.dataset;
  const main = () => document.querySelector("main[data-live]");
  if (!main()) return;
  // What a reader has unfolded, and where the keyboard is, stays so when the page is read anew.
  htmx.config.morphIgnore.push("open", "tabindex");

  let source = null;
  let retry = 0;
  let reading = false;
  let stale = false;
  let shown = performance.now();
  let change = 0;

  async function refresh() {
    if (reading) {
      stale = true;
      return;
    }
    reading = true;
    try {
      const headers = { Accept: "text/html" };
      const response = await fetch(location.href, { headers, cache: "no-store" });
      if (response.ok) {
        const text = await response.text();
        const swap = "outerMorph";
        const asked = performance.now();
        await htmx.swap({ text, swap, select: "main", target: main(), sourceElement: document.body });
        settle(asked);
      }
    } catch {
      // The stream tells when the server is there again.
    } finally {
      reading = false;
      if (stale) {
        stale = false;
        refresh();
      }
    }
  }

  // The page is as the server saw it at this moment of ours; it says when time alone will change it.
  function settle(moment) {
    shown = moment;
    clearTimeout(change);
    const next = main().dataset.nextIn;
    if (next) change = setTimeout(refresh, Math.min(Number(next) * 1000 + CHANGE_MS, WAIT_MS_MAX));
    tick();
  }

  function tick() {
    const gone = Math.floor((performance.now() - shown) / 1000);
    for (const it of document.querySelectorAll("[data-left]")) {
      const text = worked(Math.max(0, Number(it.dataset.left) - gone));
      if (it.textContent !== text) it.textContent = text;
    }
  }

  // As the server writes counted time: hours at most, to the second below ten minutes.
  function worked(seconds) {
    const { unitHours, unitMinutes, unitSeconds } = main().dataset;
    const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const parts = [];
    if (hours) parts.push(`${hours} ${unitHours}`);
    if (minutes) parts.push(`${minutes} ${unitMinutes}`);
    if (!hours && (minutes < 10 && rest || !minutes)) parts.push(`${rest} ${unitSeconds}`);
    return parts.join(" ");
  }

  function disconnect() {
    clearTimeout(retry);
    source?.close();
    source = null;
  }

  function connect() {
    disconnect();
    const url = new URL(main().dataset.live, location.href);
    url.searchParams.set("after", main().dataset.position);
    source = new EventSource(url);
    source.addEventListener("open", () => {
      const wasAway = state.live === "off";
      state.live = "on";
      if (wasAway) refresh();
    });
    source.addEventListener("board", refresh);
    source.addEventListener("error", () => {
      state.live = "off";
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(connect, RETRY_MS);
    });
  }

  // A hidden page needs no stream: browsers allow one server only a few.
  function follow() {
    if (document.hidden) {
      disconnect();
      return;
    }
    refresh();
    connect();
  }

  state.live = "waiting";
  connect();
  settle(performance.now());
  setInterval(() => document.hidden || tick(), TICK_MS);
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", (event) => event.persisted && follow());
  setInterval(() => document.hidden || refresh(), AGES_MS);
})();

// Tells why of the piece of a lane that a pointer or the keyboard is on, and lets arrows go along the lanes.
(() => {
  const piece = (target) => target?.closest?.(".lane .piece");
  const why = () => document.getElementById("why");

  function tell(event) {
    const it = piece(event.target);
    if (!it || !why()) return;
    why().textContent = it.getAttribute("aria-label");
    why().classList.add("told");
  }

  function go(event) {
    const it = piece(event.target);
    if (!it) return;
    const all = [...it.closest(".lane").querySelectorAll(".piece")];
    const lanes = [...document.querySelectorAll(".lane")].filter((lane) => lane.querySelector(".piece"));
    const [here, lane] = [all.indexOf(it), lanes.indexOf(it.closest(".lane"))];
    const first = (of) => of?.querySelector(".piece");
    const next = {
      ArrowRight: all[here + 1],
      ArrowLeft: all[here - 1],
      Home: all[0],
      End: all[all.length - 1],
      ArrowDown: first(lanes[lane + 1]),
      ArrowUp: first(lanes[lane - 1]),
    }[event.key];
    if (!next) return;
    event.preventDefault();
    for (const other of all) other.setAttribute("tabindex", other === next ? "0" : "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }

  document.addEventListener("pointerover", tell);
  document.addEventListener("focusin", tell);
  document.addEventListener("keydown", go);
})();
