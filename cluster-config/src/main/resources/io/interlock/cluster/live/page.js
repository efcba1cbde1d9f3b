"use strict";

// Shows what /updates tells: first the fleet, then its state and all hosts, then the hosts that changed.

const CLUSTERS = ["LITTLE", "big", "prime", "server"];
const STATES = ["up", "draining", "failed"];
const HISTORY_MAX = 480;
const $ = id => document.getElementById(id);

let fleet = null;
let state = null;
let shown = null;
let rows = [];
let blocks = [];
let fresh = new Set();
let palette = [];
let history = [];
let marked = null;

// --- Words ----------------------------------------------------------------------------------------------------------

const whole = n => Math.round(n).toLocaleString("en");

function short(n) {
  const units = [[1e9, " G"], [1e6, " M"], [1e3, " k"]];
  const unit = units.find(([size]) => n >= size);
  return unit ? (n / unit[0]).toPrecision(3) + unit[1] : whole(n);
}

function seconds(s) {
  if (s === 0) return "0 s";
  if (s < 1e-3) return (s * 1e6).toPrecision(3) + " µs";
  if (s < 1) return (s * 1e3).toPrecision(3) + " ms";
  return s < 60 ? s.toFixed(2).replace(/\.?0+$/, "") + " s" : clock(s);
}

function clock(s) {
  const parts = [Math.floor(s / 3600), Math.floor(s / 60) % 60, Math.floor(s) % 60];
  const shown = parts[0] > 0 ? parts : parts.slice(1);
  return shown.map((part, i) => i === 0 ? part : String(part).padStart(2, "0")).join(":");
}

const many = (n, noun) => whole(n) + " " + noun + (n === 1 ? "" : "s");
const busyWords = percent => percent < 0 ? "not known yet" : percent + " %";
const vms = (...states) => states.reduce((sum, each) => sum + (state.vms[each] || 0), 0);

function say(id, words) {
  const element = $(id);
  if (element.textContent !== words) element.textContent = words;
}

// --- Figures --------------------------------------------------------------------------------------------------------

function showFleet() {
  say("scenario", fleet.scenario.replace(/.*\//, ""));
  $("scenario").title = fleet.scenario;
  say("outline", `${many(fleet.hosts.length, "host")}, ${many(fleet.vms, "VM")} with ${many(fleet.vcpus, "vCPU")}, `
    + `placed ${fleet.placement}, seed ${fleet.seed}`);
}

function showStatus(status) {
  const words = { lost: "connection lost", starting: "starting" };
  $("status").dataset.status = status;
  say("status", words[status] || status);
}

function showState() {
  showStatus(state.status);
  const done = Math.min(1, state.virtualSeconds / fleet.endSeconds);
  const running = state.status === "running";
  $("progress").value = done;
  say("passed", `${seconds(state.virtualSeconds)} of ${seconds(fleet.endSeconds)} in ${clock(state.wallSeconds)}, ${many(state.windows, "window")}`);
  const left = (fleet.endSeconds - state.virtualSeconds) / state.virtualSecondsPerSecond;
  say("remaining", running && Number.isFinite(left) ? `${clock(left)} left` : "");
  document.title = `${Math.floor(done * 100)} % ${$("scenario").textContent} – Interlock`;

  say("rate", `${Number(state.virtualSecondsPerSecond.toPrecision(2))} s/s`);
  say("events-rate", short(state.eventsPerSecond));
  say("events-more", `${short(state.events)} in all`);
  say("hosts", whole(fleet.hosts.length));
  say("hosts-more", STATES.filter(each => state.hosts[each]).map(each => `${whole(state.hosts[each])} ${each}`).join(", "));
  say("vms", whole(vms("placed", "copying", "moving", "stopping")));
  say("vms-more", `${whole(vms("expected"))} to come, ${whole(vms("stopped"))} stopped`);
  say("waiting", whole(vms("waiting")));
  say("waiting-more", "for room");
  say("moving", whole(vms("copying", "moving")));
  say("moving-more", `${whole(state.migrationsQueued)} of them for a link`);
  say("migrations", whole(state.migrations.completed));
  say("migrations-more", state.migrations.completed > 0
    ? `down ${seconds(state.migrations.downtimeSecondsP50)}, at most ${seconds(state.migrations.downtimeSecondsMax)}`
    : `${whole(state.migrations.aborted)} aborted`);
  say("violations", whole(state.violationCount));
  say("refusals", `${whole(state.refusals)} not done`);
  $("violations-tile").classList.toggle("bad", state.violationCount > 0);
  $("failure").hidden = state.why === "";
  say("failure", state.why);
  showNodes();
  showBroken();
}

function line(tag, words, name) {
  const cell = document.createElement(tag);
  cell.textContent = words;
  if (name) cell.className = name;
  return cell;
}

function showNodes() {
  $("nodes-section").querySelector("table").hidden = state.nodes.length === 0;
  $("no-nodes").hidden = state.nodes.length > 0;
  $("nodes").replaceChildren(...state.nodes.map(node => {
    const row = document.createElement("tr");
    row.append(line("td", node.address), line("td", node.status), line("td", whole(node.hosts), "number"));
    return row;
  }));
}

function showBroken() {
  $("broken-section").hidden = state.violationCount === 0;
  $("broken").replaceChildren(...state.violations.map(each =>
    line("li", `${each.property} at ${seconds(each.at)}: ${each.message}`)));
}

// --- Heat map: a block for each type of core on hosts of each kind ----------------------------------------------------

function buildBlocks() {
  const heat = $("heat");
  heat.replaceChildren();
  blocks = [];
  for (const cluster of CLUSTERS) {
    const group = document.createElement("div");
    group.className = "cluster";
    group.append(line("h3", cluster));
    fleet.kinds.forEach((kind, number) => kind.cores.forEach((cores, type) => {
      if (cores.cluster === cluster) group.append(buildBlock(number, type));
    }));
    if (group.childElementCount > 1) heat.append(group);
  }
}

function buildBlock(kind, type) {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  const canvas = document.createElement("canvas");
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "img");
  figure.append(caption, canvas);
  const hosts = [];
  fleet.kindOfHost.forEach((of, host) => { if (of === kind) hosts.push(host); });
  const block = { kind, type, hosts, canvas, caption, columns: 1, cell: 1, pen: canvas.getContext("2d") };
  canvas.addEventListener("pointermove", event => point(block, event));
  canvas.addEventListener("pointerleave", () => mark(null));
  canvas.addEventListener("focus", () => mark({ block, place: 0 }));
  canvas.addEventListener("blur", () => mark(null));
  canvas.addEventListener("keydown", event => step(block, event));
  blocks.push(block);
  return figure;
}

function layOut(block) {
  const width = Math.max(40, block.canvas.parentElement.clientWidth);
  const count = block.hosts.length;
  // All blocks have cells of one size: that which lets the largest be of a good height.
  const most = Math.max(...blocks.map(each => each.hosts.length));
  block.cell = Math.max(4, Math.min(24, Math.floor(Math.sqrt(width * 150 / most))));
  block.columns = Math.max(1, Math.min(count, Math.floor(width / block.cell)));
  const height = Math.ceil(count / block.columns) * block.cell;
  const scale = window.devicePixelRatio || 1;
  block.canvas.style.width = block.columns * block.cell + "px";
  block.canvas.style.height = height + "px";
  block.canvas.width = Math.round(block.columns * block.cell * scale);
  block.canvas.height = Math.round(height * scale);
  block.pen.setTransform(scale, 0, 0, scale, 0, 0);
}

function drawBlock(block, only) {
  block.hosts.forEach((host, place) => {
    if (!only || only.has(host)) drawCell(block, place);
  });
  const kind = fleet.kinds[block.kind];
  const cores = kind.cores[block.type];
  const mean = state.utilisation.find(each => each.kind === kind.name && each.type === cores.type).percent;
  const words = `${kind.name}: ${many(block.hosts.length, "host")} with ${cores.cpus} × ${cores.type}, `
    + (mean < 0 ? "nothing known yet" : `${mean} % busy`);
  if (block.caption.textContent !== words) {
    block.caption.textContent = words;
    block.canvas.setAttribute("aria-label", words + "; arrow keys go from host to host");
  }
}

function drawCell(block, place) {
  const { pen, cell } = block;
  const [, hostState, , , ...busy] = rows[block.hosts[place]];
  const x = (place % block.columns) * cell;
  const y = Math.floor(place / block.columns) * cell;
  const size = cell > 5 ? cell - 1 : cell;
  pen.clearRect(x, y, cell, cell);
  pen.fillStyle = busy[block.type] < 0 ? palette.unknown : palette[busy[block.type]];
  if (STATES[hostState] === "failed") {
    hatch(pen, x, y, size);
  } else {
    pen.fillRect(x, y, size, size);
  }
  if (STATES[hostState] === "draining") frame(pen, x, y, size, palette.draining);
  if (marked && marked.block === block && marked.place === place) frame(pen, x, y, size, palette.mark);
}

function frame(pen, x, y, size, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = size > 8 ? 2 : 1;
  const inset = pen.lineWidth / 2;
  pen.strokeRect(x + inset, y + inset, size - 2 * inset, size - 2 * inset);
}

function hatch(pen, x, y, size) {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, size, size);
  pen.clip();
  pen.strokeStyle = palette.failed;
  pen.lineWidth = 1.5;
  pen.beginPath();
  for (let from = -size; from < size; from += 4) {
    pen.moveTo(x + from, y + size);
    pen.lineTo(x + from + size, y);
  }
  pen.stroke();
  pen.restore();
  frame(pen, x, y, size, palette.failed);
}

function point(block, event) {
  const place = Math.floor(event.offsetY / block.cell) * block.columns + Math.floor(event.offsetX / block.cell);
  const inside = event.offsetX < block.columns * block.cell && place < block.hosts.length;
  mark(inside ? { block, place, x: event.clientX, y: event.clientY } : null);
}

function step(block, event) {
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: block.columns, ArrowUp: -block.columns };
  if (!(event.key in steps)) return;
  event.preventDefault();
  const place = (marked && marked.block === block ? marked.place : 0) + steps[event.key];
  mark({ block, place: Math.max(0, Math.min(block.hosts.length - 1, place)) });
}

function mark(next) {
  const last = marked;
  marked = next;
  if (!state) return;
  if (last) drawCell(last.block, last.place);
  if (next) drawCell(next.block, next.place);
  showTip();
}

function showTip() {
  const tip = $("tip");
  tip.hidden = !marked;
  if (!marked) return;
  const { block, place } = marked;
  const host = block.hosts[place];
  const kind = fleet.kinds[block.kind];
  const [, hostState, count, vcpus, ...busy] = rows[host];
  const lines = [`${fleet.hosts[host]} (${STATES[hostState]})`, kind.topology,
    `${many(count, "VM")}, ${whole(vcpus)} of at most ${many(kind.vcpusMax, "vCPU")}`];
  kind.cores.forEach((cores, type) => lines.push(`${cores.cpus} × ${cores.type}: ${busyWords(busy[type])}`));
  say("tip", lines.join("\n"));
  const box = block.canvas.getBoundingClientRect();
  const x = marked.x ?? box.left + (place % block.columns + 1) * block.cell;
  const y = marked.y ?? box.top + (Math.floor(place / block.columns) + 1) * block.cell;
  tip.style.left = Math.max(4, Math.min(x + 14, window.innerWidth - tip.offsetWidth - 8)) + "px";
  tip.style.top = Math.max(4, y + 18 + tip.offsetHeight > window.innerHeight ? y - tip.offsetHeight - 12 : y + 18) + "px";
}

// --- Colours ---------------------------------------------------------------------------------------------------------

function readColours() {
  const style = getComputedStyle(document.documentElement);
  const colour = name => style.getPropertyValue(name).trim();
  const parts = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
  const stops = [0, 1, 2, 3, 4].map(i => parts(colour("--heat-" + i)));
  palette = [];
  for (let percent = 0; percent <= 100; percent++) {
    const at = Math.sqrt(percent / 100) * (stops.length - 1);
    const low = Math.min(Math.floor(at), stops.length - 2);
    const mix = stops[low].map((part, i) => Math.round(part + (stops[low + 1][i] - part) * (at - low)));
    palette.push(`rgb(${mix.join(" ")})`);
  }
  palette.unknown = colour("--unknown");
  palette.failed = colour("--failed");
  palette.draining = colour("--draining");
  palette.mark = colour("--link");
  palette.plot = colour("--plot");
  palette.line = colour("--line");
  palette.soft = colour("--soft");
}

// --- Speed -----------------------------------------------------------------------------------------------------------

function drawSpeed() {
  const canvas = $("speed");
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  const most = Math.max(1, ...history.map(each => each.rate));
  const first = history[0].at;
  const span = Math.max(10, history[history.length - 1].at - first);
  const x = each => (each.at - first) / span * width;
  const y = each => height - 1 - each.rate / most * (height - 22);
  pen.strokeStyle = palette.line;
  pen.strokeRect(0, height - 0.5, width, 0);
  pen.beginPath();
  history.forEach((each, i) => i === 0 ? pen.moveTo(x(each), y(each)) : pen.lineTo(x(each), y(each)));
  pen.strokeStyle = palette.plot;
  pen.lineWidth = 2;
  pen.stroke();
  pen.lineTo(x(history[history.length - 1]), height);
  pen.lineTo(0, height);
  pen.globalAlpha = 0.15;
  pen.fillStyle = palette.plot;
  pen.fill();
  pen.globalAlpha = 1;
  pen.fillStyle = palette.soft;
  pen.font = getComputedStyle(document.body).font.replace(/\d+px/, "12px");
  pen.fillText(`at most ${short(most)} in the last ${clock(span)}`, 0, 12);
  canvas.setAttribute("aria-label", `Events a second: now ${short(state.eventsPerSecond)}, at most ${short(most)}`);
}

// --- What comes ------------------------------------------------------------------------------------------------------

function takeState(next) {
  const first = rows.length === 0;
  state = next;
  next.rows.forEach(row => {
    rows[row[0]] = row;
    fresh.add(row[0]);
  });
  history.push({ at: next.wallSeconds, rate: next.eventsPerSecond });
  if (history.length > HISTORY_MAX) history.shift();
  requestAnimationFrame(first ? redraw : drawFresh);
}

// Several states may have come since the last frame.
function drawFresh() {
  if (fresh.size === 0 && shown === state) return;
  shown = state;
  showState();
  blocks.forEach(block => drawBlock(block, fresh));
  fresh.clear();
  drawSpeed();
  if (marked) showTip();
}

function redraw() {
  if (!state) return;
  readColours();
  blocks.forEach(layOut);
  blocks.forEach(block => drawBlock(block));
  fresh.clear();
  showState();
  drawSpeed();
}

function listen() {
  const updates = new EventSource("updates");
  updates.addEventListener("fleet", event => {
    fleet = JSON.parse(event.data);
    rows = [];
    history = [];
    mark(null);
    showFleet();
    buildBlocks();
  });
  updates.addEventListener("state", event => {
    takeState(JSON.parse(event.data));
    if (!["starting", "running"].includes(state.status)) updates.close();
  });
  // The browser tries again by itself.
  updates.addEventListener("error", () => showStatus("lost"));
}

window.addEventListener("resize", redraw);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
listen();
