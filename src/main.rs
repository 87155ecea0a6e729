//! The console's entry point: mounts the application into the page.

fn main() {
    console_error_panic_hook::set_once();
    #[cfg(all(debug_assertions, target_arch = "wasm32"))]
    cloudhsm_console::dev_reload::listen();
    leptos::mount::mount_to_body(cloudhsm_console::app::App);
}
