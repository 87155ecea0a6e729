//! The console's entry point: mounts the application into the page.

fn main() {
    cloudhsm_console::crash::show_page_on_panic();
    #[cfg(all(debug_assertions, target_arch = "wasm32"))]
    cloudhsm_console::dev_reload::listen();
    leptos::mount::mount_to_body(cloudhsm_console::app::App);
}
