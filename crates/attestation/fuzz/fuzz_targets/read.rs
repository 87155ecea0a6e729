//! Any bytes as a slot's content: no panic, and what is read reads as the same again.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(reading) = attestation::read(input) else { return };
    for item in &reading.items {
        let _ = attestation::describe(item, 1_767_225_600);
        let again = attestation::to_der(item.to_pem().as_bytes()).expect("its own PEM is readable");
        assert_eq!(again, [item.der().to_vec()]);
    }
});
