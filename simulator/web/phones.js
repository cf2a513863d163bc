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

const copy = (id) => byId(id).content.firstElementChild.cloneNode(true);

const clockTime = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** Show what there is of it; a picture from elsewhere is only named, never fetched. */
function showMedia(bubble, { picture, subject }) {
  const shown = bubble.querySelector(picture?.startsWith("/") ? "img" : ".address");
  if (picture && shown.localName === "img") {
    shown.src = picture;
    shown.alt = subject ?? "Picture";
    shown.addEventListener("load", () => shown.closest("ol")?.scrollTo(0, 1e9));
  }
  if (picture && shown.localName === "p") shown.textContent = picture;
  shown.hidden = !picture;
  const heading = bubble.querySelector("strong");
  heading.textContent = subject ?? "";
  heading.hidden = !subject;
}

function makeBubble(text) {
  const bubble = copy("bubble");
  const incoming = text.direction === "in";
  bubble.className = text.direction;
  showMedia(bubble, text);
  bubble.querySelector(".words").textContent = text.text;
  bubble.querySelector(".words").dataset.testid = `bubble-${text.direction}`;
  const time = clockTime(text.time);
  bubble.querySelector(".about").textContent = incoming ? `${text.other} · ${time}` : time;
  return bubble;
}

/** Say how a call goes, or went. */
function callState({ state, answered, digits }) {
  if (state === "ringing") return "Incoming call";
  if (state === "answered") return "On the phone";
  if (digits) return `Call, pressed ${digits}`;
  return answered ? "Call" : "Missed call";
}

function makeCall({ call, text, other, time, message_id: id }) {
  const card = copy("call");
  const going = call.state !== "ended";
  const act = (what, body = {}) =>
    attempt(async () => {
      await control(`calls/${id}/${what}`, body);
      await refresh();
    });
  card.classList.add(call.state);
  card.querySelector("[data-testid=call-state]").textContent = callState(call);
  card.querySelector(".about").textContent = `${other} · ${clockTime(time)}`;
  card.querySelector("blockquote").textContent = text;
  card.querySelector(".voice").textContent = `${call.lang}, ${call.voice} voice`;
  const keypad = card.querySelector(".keypad");
  keypad.hidden = !(call.state === "answered" && call.require_input);
  if (!keypad.hidden) {
    for (const key of "123456789*0#") {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = key;
      button.dataset.testid = `key-${key}`;
      button.addEventListener("click", () => act("keys", { digits: key }));
      keypad.append(button);
    }
  }
  card.querySelector(".buttons").hidden = !going;
  card.querySelector(".answer").hidden = call.state !== "ringing";
  card.querySelector(".answer").addEventListener("click", () => act("answer"));
  card.querySelector(".end").textContent = call.state === "ringing" ? "Decline" : "Hang up";
  card.querySelector(".end").addEventListener("click", () => act("hang-up"));
  return card;
}

function makeCard(number) {
  const card = copy("phone");
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

/** Bring a conversation up to date, touching only what is new or has changed. */
function showTexts(list, texts) {
  let changed = false;
  texts.forEach((text, place) => {
    const state = `${text.message_id} ${text.call?.state}`;
    const there = list.children[place];
    if (there?.dataset.state === state) return;
    const made = text.call ? makeCall(text) : makeBubble(text);
    made.dataset.id = text.message_id;
    made.dataset.state = state;
    if (there) there.replaceWith(made);
    else list.append(made);
    changed = true;
  });
  while (list.children.length > texts.length) list.lastElementChild.remove();
  if (changed) list.scrollTop = list.scrollHeight;
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
