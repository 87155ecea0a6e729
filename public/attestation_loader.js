// Starts the attestation worker (src/bin/attestation.rs). `cargo xtask dist` writes the names and
// checksums of its files where none are now.
const files = {};
const file = (name) => files[name] ?? [name];
const checked = async ([name, integrity]) => {
  try {
    return await fetch(name, { integrity });
  } catch (error) {
    throw `${name} is missing, or is not the file that this console expects. (${error})`;
  }
};

(async () => {
  const script = file('attestation.js');
  await checked(script);
  importScripts(script[0]);
  await wasm_bindgen({ module_or_path: checked(file('attestation_bg.wasm')) });
})().catch((error) => postMessage(JSON.stringify({ problem: `Couldn’t start the certificate verifier. ${error}` })));
