// Starts the console: trunk's own start-up script is inline, which a strict CSP forbids.
// Owns the time before any wasm runs: the theme, where the console is hosted, that each file is the
// one that the page names, and what to say when the console can't start.
// Its name has no hash: it also runs in a page that is older than the files beside it.
//
// Its own element in the page tells the files: `data-js` and `data-wasm` name those of the console
// (Trunk.toml), `data-files` those of the worker (`cargo xtask dist`). console.js names its chunks itself. Each line that is only
// a comment stays behind when the console is built for a release.
//
// A script of the old kind, because those run before anything is painted.
'use strict';
const script = document.currentScript;
const root = document.documentElement;
const later = JSON.parse(script.dataset.files ?? '{}');
const file = (name, integrity) => ({ name, integrity, url: new URL(name, document.baseURI).href });
const fileLater = (name) => file(...(later[name] ?? [name]));
const fileNow = (name) => file(name, document.querySelector(`link[href="${name}"]`)?.integrity);

for (const look of ['theme', 'density']) {
  let chosen;
  // Storage can be forbidden by the browser's settings; the system's theme is fine then.
  try { chosen = localStorage.getItem(`cloudhsm-console.${look}`); } catch {}
  if (['light', 'dark', 'compact'].includes(chosen)) root.dataset[look] = chosen;
}

// All tabs of a browser share one session, and nothing keeps it when they are closed: a tab without a
// token asks the others, and the one that somebody looked at last counts. A token that is new goes to
// all tabs of its backend. src/state/tabs.rs hears of one that came.
const SESSION = ['token', 'backend'].map((name) => `cloudhsm-console.${name}`);
const PATIENCE = 150;
const tabs = globalThis.BroadcastChannel && new BroadcastChannel(`cloudhsm-console ${document.baseURI}`);
// Storage can be forbidden by the browser's settings.
const kept = () => { try { return SESSION.map((key) => sessionStorage.getItem(key)); } catch { return []; } };
let looked = document.hidden ? 0 : Date.now();
// When somebody last looked at the tab that the session is from; a tab that doesn't ask takes none.
let taken = Infinity;
document.addEventListener('visibilitychange', () => { looked = Date.now(); });

if (tabs) tabs.onmessage = ({ data: { session, at } }) => {
  const own = kept();
  if (!session) {
    if (own[0]) tabs.postMessage({ session: own, at: looked });
  } else if (!own[0] || at > taken || (!at && own[1] === session[1])) {
    taken = at || taken;
    try { SESSION.forEach((key, which) => session[which] && sessionStorage.setItem(key, session[which])); } catch {}
    dispatchEvent(new Event('cloudhsm-console-session'));
  }
};

globalThis.cloudhsmConsoleShare = () => tabs?.postMessage({ session: kept() });

async function askTabs() {
  if (!tabs || kept()[0] || location.hash.startsWith('#token=')) return;
  taken = 0;
  tabs.postMessage({});
  await new Promise((over) => setTimeout(over, PATIENCE));
  taken = Infinity;
}

// What the console asks first is asked while its program loads, which takes the answers (src/api/early.rs).
const early = new Map();
let api, bearer;

function forget(url) {
  early.get(url)?.abort.abort();
  early.delete(url);
}

const forgetAll = () => early.forEach((_, url) => forget(url));

function ask(path) {
  const [url, abort] = [api + path, new AbortController()];
  const answer = fetch(url, { headers: { authorization: bearer }, redirect: 'manual', signal: abort.signal });
  answer.sent = Date.now();
  early.set(url, { answer, abort });
  // Who takes it hears of its failure.
  answer.catch(() => {});
  return answer;
}

function askEarly() {
  // As src/state/connection.rs has it.
  let [token, backend] = kept();
  if (location.hash.startsWith('#token=')) token = location.hash.slice(7);
  // A tab that nobody sees has no stream.
  if (!token || document.hidden) return;
  document.addEventListener('visibilitychange', forgetAll);
  bearer = `Bearer ${token.trim()}`;
  api = `${(backend ?? root.dataset.backend ?? '').replace(/\/+$/, '')}/api/`;
  const session = ask('session');
  ask('fleet?rows=20');
  // Without a session, nobody asks for the fleet. A proxy's sign-in answers both by itself.
  const over = () => forget(`${api}fleet?rows=20`);
  session.then(({ ok, type }) => ok || type === 'opaqueredirect' || over(), over);
}

// What was asked already of what the program asks. Another backend or token gets nothing of it.
globalThis.cloudhsmConsoleEarly = (url, authorization, signal) => {
  if (authorization !== bearer || !url.startsWith(api)) return forgetAll();
  const asked = early.get(url);
  early.delete(url);
  if (asked) signal?.addEventListener('abort', () => asked.abort.abort());
  return asked?.answer;
};

function explain(title, message) {
  forgetAll();
  document.getElementById('boot-title').textContent = title;
  const line = document.getElementById('boot-message');
  line.textContent = message;
  line.className = 'notice danger';
  line.setAttribute('role', 'alert');
  document.querySelector('#boot main').removeAttribute('aria-busy');
  document.querySelector('#boot .skeleton')?.remove();
}

// The file, if it is the one that the page names.
async function checked({ url, integrity }) {
  const answer = await fetch(url, { integrity });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer;
}

// The same for a module. `import()` checks nothing, but takes what a script element has checked.
async function checkedModule({ url, integrity }) {
  await new Promise((loaded, failed) => {
    const element = document.createElement('script');
    Object.assign(element, { type: 'module', src: url, onload: loaded, onerror: () => failed(new Error('not run')) });
    if (integrity) element.integrity = integrity;
    document.head.append(element);
  });
  return import(url);
}

// The problem of the first of the files that has one, in words.
async function problem(files, error) {
  for (const { name, url, integrity } of files) {
    // Past the browser's cache, which the answer also renews.
    const around = { cache: 'reload' };
    const plain = await fetch(url, around).catch(() => null);
    if (!plain) return 'Can’t reach the server.';
    // Hosts that answer anything missing with a page answer HTML.
    if (!plain.ok || plain.headers.get('content-type')?.startsWith('text/html')) return `${name} is missing on the server.`;
    const genuine = await fetch(url, { integrity, ...around }).catch(() => null);
    if (!genuine) return `${name} is not the file that this console expects. It was changed on the server or on the way, and was not run. Tell the owner of this site.`;
  }
  return `Reload the page. (${error})`;
}

// Why a chunk of the console did not load (src/components/lazy.rs), in words; nothing if the server has
// another version of the console by now. console.js notes which chunk it was.
globalThis.cloudhsmConsoleChunkProblem = async () => {
  if (await isOld().catch(() => false)) return null;
  const chunk = globalThis.cloudhsmConsoleMissingChunk;
  return problem(chunk ? [file(...chunk)] : [], 'It may help to try again.');
};

// Starts the worker that checks certificates (src/api/attestation.rs). What it gives speaks like the
// worker before there is one, and tells why there will be none.
globalThis.cloudhsmConsoleAttestation = () => {
  const loader = fileLater('attestation_loader.js');
  let over = false;
  let worker;
  const stand = {
    postMessage: (question) => worker?.postMessage(question),
    terminate: () => {
      over = true;
      worker?.terminate();
    },
  };
  const fail = async (error) => {
    const words = await problem([loader], error);
    if (!over) stand.onmessage({ data: JSON.stringify({ problem: `Couldn’t load the certificate verifier. ${words}` }) });
  };
  checked(loader).then(() => {
    if (over) return;
    worker = new Worker(loader.url);
    worker.onmessage = (event) => stand.onmessage(event);
    worker.onerror = (event) => stand.onerror(event);
  }).catch(fail);
  return stand;
};

// The settings of this host (docs/static-hosting.md). The console reads the attributes. A strip at
// the top names the environment.
async function configure() {
  const answer = await fetch(new URL('config.json', document.baseURI), { cache: 'no-cache' });
  const { backend, title, environment, accounts } = answer.status === 404 ? {} : await answer.json();
  if (backend) root.dataset.backend = backend;
  await asked;
  askEarly();
  if (title) root.dataset.title = title;
  for (const [id, { name, color }] of Object.entries(accounts ?? {})) {
    if (!name) throw new Error(`accounts: ${id} needs a name`);
    if (!/^#[\da-f]{6}$/i.test(color ?? '#000000')) throw new Error(`accounts: the color of ${id} must be # and six hexadecimal digits`);
  }
  if (accounts) root.dataset.accounts = JSON.stringify(accounts);
  await parsed;
  if (environment?.name) {
    const strip = document.createElement('aside');
    strip.className = 'environment';
    strip.ariaLabel = 'Environment';
    strip.textContent = environment.name;
    if (environment.color) strip.style.setProperty('--environment', environment.color);
    document.body.prepend(strip);
  }
}

// Whether the server has another page by now than this one.
async function isOld() {
  const answer = await fetch(document.baseURI, { cache: 'reload' });
  const page = answer.ok ? await answer.text() : '';
  return page.includes('data-wasm=') && !page.includes(script.dataset.wasm);
}

// Reloads a page that is older than its server, once.
function reloadOld() {
  const key = 'cloudhsm-console.reloaded';
  // Where the browser keeps nothing, nobody knows whether it was tried: the page says that it is old.
  try {
    if (sessionStorage.getItem(key) !== script.dataset.wasm) {
      sessionStorage.setItem(key, script.dataset.wasm);
      location.reload();
    }
  } catch {}
}

async function start() {
  if (typeof WebAssembly !== 'object') {
    await parsed;
    explain('This browser can’t run the console', 'WebAssembly is missing or turned off. Use a current browser, or allow WebAssembly for this page.');
    return;
  }
  const files = [fileNow(script.dataset.js), fileNow(script.dataset.wasm)];
  try {
    const [module, wasm] = await Promise.all([checkedModule(files[0]), checked(files[1]), parsed]);
    const wrong = await configured;
    if (wrong) {
      explain('Couldn’t read config.json', `The owner of this site has to fix the file. (${wrong})`);
      return;
    }
    await module.default({ module_or_path: wasm });
    document.getElementById('boot')?.remove();
  } catch (error) {
    await parsed;
    if (await isOld().catch(() => false)) {
      reloadOld();
      explain('This page is out of date', 'There is a new version of the console. Reload the page. If this message appears again, clear the browser’s cache for this site.');
    } else {
      explain('Couldn’t start the console', await problem(files, error));
    }
  }
}

// The page has no body yet. One that was built for a release names the files before this script, so that
// they need not wait for it; any other names them after it.
const parsed = new Promise((done) => document.addEventListener('DOMContentLoaded', done));
const named = document.querySelector('link[rel=modulepreload]') ? Promise.resolve() : parsed;
const asked = askTabs();
const configured = configure().catch((error) => error);
named.then(start);
