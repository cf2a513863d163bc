"use strict";

const POLL_MS = 1000;
const MOST_PHONES = 24;

const byId = (id) => document.getElementById(id);
const balance = document.querySelector("[data-testid=balance]");
const problem = byId("problem");
const cards = new Map();

/** Ask control for something; throws an Error with its own words if it refuses. */
async function control(path, body) {
  const options = body && { method: "POST", body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(`/control/${path}`, options);
  } catch {
    throw new Error("The simulator does not answer.");
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

/** Do something, and show the person what is wrong if it fails. */
async function attempt(action) {
  try {
    await action();
    problem.textContent = "";
    return true;
  } catch (error) {
    problem.textContent = error.message;
    return false;
  }
}

function makeBubble(text) {
  const bubble = byId("bubble").content.firstElementChild.cloneNode(true);
  const time = new Date(text.time * 1000).toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
  });
  const incoming = text.direction === "in";
  bubble.className = text.direction;
  bubble.dataset.id = text.message_id;
  bubble.querySelector(".text").textContent = text.text;
  bubble.querySelector(".text").dataset.testid = `bubble-${text.direction}`;
  bubble.querySelector(".about").textContent = incoming ? `${text.other} · ${time}` : time;
  return bubble;
}

function makeCard(number) {
  const card = byId("phone").content.firstElementChild.cloneNode(true);
  const form = card.querySelector("form");
  const input = card.querySelector("textarea");
  const draft = `draft ${number}`;
  card.dataset.testid = `phone-${number}`;
  card.querySelector("h2").textContent = number;
  input.setAttribute("aria-label", `Reply from ${number}`);
  input.value = sessionStorage.getItem(draft) ?? "";
  input.addEventListener("input", () => sessionStorage.setItem(draft, input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = input.value;
    if (!body.trim()) return;
    input.value = "";
    sessionStorage.removeItem(draft);
    const sent = await attempt(() => control("inbound", { from: number, body }));
    if (sent) await attempt(refresh);
    else if (!input.value) input.value = body;
  });
  byId("phones").append(card);
  return card;
}

/** Bring a conversation up to date, touching only what is new. */
function showTexts(list, texts) {
  const shown = [...list.children];
  const same = shown.every((bubble, i) => bubble.dataset.id === texts[i]?.message_id);
  if (same && shown.length === texts.length) return;
  if (!same) list.replaceChildren();
  list.append(...texts.slice(list.children.length).map(makeBubble));
  list.scrollTop = list.scrollHeight;
}

function showPhones(latest, total) {
  const numbers = new Set(latest.map((phone) => phone.number));
  for (const [number, card] of cards) {
    const typing = card.querySelector("textarea").value || card.matches(":focus-within");
    if (numbers.has(number) || typing) continue;
    card.remove();
    cards.delete(number);
  }
  for (const { number, texts } of latest) {
    if (!cards.has(number)) cards.set(number, makeCard(number));
    showTexts(cards.get(number).querySelector("ol"), texts);
  }
  byId("empty").hidden = total > 0;
  byId("more").hidden = total <= latest.length;
  byId("more").textContent = `Shown are the ${latest.length} used last of ${total}.`;
}

let asked = 0;
let shown = 0;

async function refresh() {
  const turn = ++asked;
  const [money, { phones, total }] = await Promise.all([
    control("balance"),
    control(`phones?limit=${MOST_PHONES}`),
  ]);
  if (turn < shown) return; // overtaken by a later answer
  shown = turn;
  balance.textContent = `${money.prefix}${Number(money.balance).toFixed(4)} ${money.currency}`;
  showPhones(phones, total);
}

byId("add-phone").addEventListener("submit", (event) => {
  event.preventDefault();
  const input = byId("add-phone-number");
  attempt(async () => {
    const { number } = await control("phones", { number: input.value });
    input.value = "";
    await refresh();
    cards.get(number)?.querySelector("textarea").focus();
  });
});

let unreachable = false;

async function keepUpToDate() {
  try {
    await refresh();
    if (unreachable) problem.textContent = "";
    unreachable = false;
  } catch (error) {
    unreachable = true;
    balance.textContent = "…";
    problem.textContent = error.message;
  }
  setTimeout(keepUpToDate, POLL_MS);
}

keepUpToDate();
