// Keeps a page up to date. Told of a change, it reads the page anew and morphs what is shown,
// so that focus, scroll and a half-chosen filter stay as they are.
(() => {
  const RETRY_MS = 5000;
  const AGES_MS = 60000;
  const state = document.documentElement.dataset;
  const main = () => document.querySelector("main[data-live]");
  if (!main()) return;

  let source = null;
  let retry = 0;
  let reading = false;
  let stale = false;

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
        await htmx.swap({ text, swap, select: "main", target: main(), sourceElement: document.body });
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
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", (event) => event.persisted && follow());
  setInterval(() => document.hidden || refresh(), AGES_MS);
})();
