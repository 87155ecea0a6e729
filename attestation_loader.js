// Starts the attestation worker (src/bin/attestation.rs).
importScripts('attestation.js');
wasm_bindgen({ module_or_path: 'attestation_bg.wasm' });
