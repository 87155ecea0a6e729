// Starts the console: trunk's own start-up script is inline, which a strict CSP forbids.
// Owns the time before any wasm runs: the theme, and what to say when the console can't start.
// The `data-js` and `data-wasm` of its own script element name the files (see Trunk.toml).
const script = document.querySelector('script[data-wasm]');

const theme = (() => {
  // Storage can be forbidden by the browser's settings; the system's theme is fine then.
  try { return localStorage.getItem('cloudhsm-console.theme'); } catch { return null; }
})();
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

function explain(title, message) {
  document.getElementById('boot-title').textContent = title;
  const line = document.getElementById('boot-message');
  line.textContent = message;
  line.className = 'notice danger';
  line.setAttribute('role', 'alert');
  document.querySelector('#boot main').removeAttribute('aria-busy');
  document.querySelector('#boot .skeleton')?.remove();
}

// Loads the pages that are rarely opened; the console calls it when one is.
globalThis.cloudhsmConsoleLoadOnDemand = async () => {
  const module = await import('./on-demand.js');
  await module.default({ module_or_path: new URL('./on-demand_bg.wasm', import.meta.url) });
};

async function start() {
  if (typeof WebAssembly !== 'object') {
    explain('This browser can’t run the console', 'WebAssembly is missing or switched off. Use a current browser, or allow WebAssembly for this page.');
    return;
  }
  try {
    const wasm = fetch(script.dataset.wasm);
    const module = await import(script.dataset.js);
    await module.default({ module_or_path: wasm });
    document.getElementById('boot')?.remove();
  } catch (error) {
    explain('The console did not start', `Reload the page. If that does not help, its files may be incomplete on the server. (${error})`);
  }
}

start();
