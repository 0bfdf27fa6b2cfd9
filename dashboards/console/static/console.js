/* The console's only script: keeps pages up to date, takes keys, copies answers. Pages work
   without it. */
"use strict";

const html = document.documentElement;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/* The zone the server shows times in. */
if (zone && html.dataset.zone !== zone) {
  const known = document.cookie.includes("rumor_zone=" + zone);
  document.cookie = "rumor_zone=" + zone + ";path=/;max-age=31536000;samesite=lax";
  const landing = document.querySelector("meta[http-equiv=refresh]");
  if (!known && !landing && !document.querySelector("form[method=post].act")) {
    location.reload();
  }
}

/* Pages refresh the parts that are marked as live. */
const live = [...document.querySelectorAll("[data-live]")];
const lost = document.getElementById("lost");
const LATEST_MS = 2000;
const CALM_MS = 15000; /* while the server tells what happens */
const AFTER_A_LOSS_MS = 5000;
let tag = "";
let asking = false;
let brought = false; /* whether a look brought something */
let streamed = false;

function busy(part) {
  const active = document.activeElement;
  return (part.contains(active) && active.matches("input, textarea, select"))
    || part.querySelector("input:checked, details[open]") !== null;
}

function renew(page) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || fresh.innerHTML === part.innerHTML || busy(part)) continue;
    const items = [...part.querySelectorAll("[data-item], a, button")];
    const place = items.indexOf(document.activeElement);
    part.replaceChildren(...document.importNode(fresh, true).childNodes);
    if (place >= 0) [...part.querySelectorAll("[data-item], a, button")][place]?.focus();
  }
}

/* A chart that is wider than the screen shows its newest end. */
function showNewest() {
  for (const chart of document.querySelectorAll(".wide > .chart")) {
    chart.parentElement.scrollLeft = chart.parentElement.scrollWidth;
  }
}
showNewest();

async function refresh() {
  if (asking || document.hidden) return true;
  asking = true;
  try {
    const headers = { "x-live": "1" };
    if (tag) headers["if-none-match"] = tag;
    const answer = await fetch(location.href, { headers, redirect: "manual" });
    if (answer.type === "opaqueredirect") {
      location.reload(); /* signed out meanwhile: the server says so */
      return true;
    }
    if (answer.status === 200) {
      brought = true;
      tag = answer.headers.get("etag") || "";
      renew(new DOMParser().parseFromString(await answer.text(), "text/html"));
      showNewest();
    }
    lost.hidden = answer.status < 500;
    if (!lost.hidden) lost.textContent = html.dataset.lost;
    return answer.status < 500;
  } catch {
    lost.textContent = html.dataset.lost;
    lost.hidden = false;
    return false;
  } finally {
    asking = false;
  }
}

/* Told by the server where it tells; else asked every two seconds. What is told is on the log; it is
   counted a second later or two, so a page looks several times, and less often where each look
   brings something. */
const LOOKS_MS = [900, 1400, 1900, 2600, 4000];
const GAP_MS = 400;
const GAP_AFTER_NEWS_MS = 1200;
let looks = []; /* when, the next first */
let timer = 0;

function arm() {
  clearTimeout(timer);
  if (looks.length) timer = setTimeout(look, Math.max(0, looks[0] - performance.now()));
}

async function look() {
  const began = performance.now();
  brought = false;
  await refresh();
  const gap = brought ? GAP_AFTER_NEWS_MS : GAP_MS;
  looks = looks.filter((at) => at > began + gap);
  arm();
}

function soon() {
  const now = performance.now();
  const before = looks.filter((at) => at < now + LOOKS_MS[0]);
  looks = [...before, ...LOOKS_MS.map((after) => now + after)];
  arm();
}

/* Only while it is looked at: a browser opens six connections to a host, for all of its tabs. */
let source = null;

function leave() {
  source?.close();
  source = null;
  streamed = false;
}

function follow() {
  if (source || document.hidden) return;
  source = new EventSource("/live");
  source.onopen = () => { streamed = true; soon(); };
  source.onerror = () => { streamed = false; };
  source.onmessage = soon;
  for (const name of ["rumor.opened", "rumor.counted", "decision.made", "alert.raised",
    "alert.escalated", "alert.resolved", "alert.corrected", "alert.taken", "alert.released"]) {
    source.addEventListener(name, soon);
  }
}

async function poll() {
  const good = await refresh();
  const calm = streamed ? CALM_MS : LATEST_MS;
  setTimeout(poll, good ? calm : AFTER_A_LOSS_MS);
}

if (live.length) {
  follow();
  setTimeout(poll, LATEST_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      leave();
    } else {
      follow();
      refresh();
    }
  });
}

/* Keys. Off where somebody wants them off: screen readers and speech use letters, too. */
const keys = document.getElementById("keys");
function keysOn() { return localStorage.getItem("keys") !== "off"; }
function showKeys() {
  if (!keys) return;
  keys.setAttribute("aria-pressed", String(keysOn()));
  keys.textContent = keysOn() ? html.dataset.on : html.dataset.off;
}
keys?.addEventListener("click", () => {
  localStorage.setItem("keys", keysOn() ? "off" : "on");
  showKeys();
});
showKeys();

function step(by) {
  const items = [...document.querySelectorAll("[data-item]")];
  if (!items.length) return;
  const at = items.findIndex((item) => item.contains(document.activeElement));
  const item = items[Math.max(0, Math.min(items.length - 1, at < 0 ? 0 : at + by))];
  (item.matches("[tabindex]") ? item : item.querySelector("a, button") || item).focus();
  item.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.target.matches("[data-send]") && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.form.requestSubmit();
    return;
  }
  if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("search")?.focus();
  } else if (event.key === "j" || event.key === "k") {
    step(event.key === "j" ? 1 : -1);
  } else if (/^[a-z]$/.test(event.key)) {
    const inside = document.activeElement?.closest("[data-item]");
    const scope = inside || (document.querySelector("[data-item] [data-key]") ? null : document);
    const key = `[data-key="${event.key}"]`;
    (scope?.querySelector(key) || document.querySelector(`main > ${key}, .note ${key}, .actions ${key}`))?.click();
  }
});

/* A form that is on its way is not sent a second time: of a double click the page would show what
   became of the second. Again after a while, or when somebody comes back to the page. */
const ON_ITS_WAY_MS = 8000;
let sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  setTimeout(() => sent.delete(form), ON_ITS_WAY_MS);
});
window.addEventListener("pageshow", () => { sent = new WeakSet(); });

/* An answer into the clipboard. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = html.dataset.copied;
  } catch {
    getSelection().selectAllChildren(text); /* without https: at hand for Ctrl + C */
  }
});

/* A suggested rumor fills the field below it, so that one value is sent. */
for (const field of document.querySelectorAll("[data-fill]")) {
  for (const choice of field.form.querySelectorAll(`input[type=radio][name=${field.name}]`)) {
    choice.addEventListener("change", () => { field.value = choice.value; });
  }
}
