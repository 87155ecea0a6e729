//! Keeps in the console's WebAssembly what `cargo xtask dist` needs to cut it into chunks.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_SPLIT").is_some()
        && std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm")
    {
        // For this program alone: RUSTFLAGS would build every dependency anew.
        println!("cargo::rustc-link-arg-bin=console=--emit-relocs");
    }
}
