//! The console's entry point: mounts the application into the page.

fn main() {
    console_page::crash::show_page_on_panic();
    #[cfg(all(debug_assertions, target_arch = "wasm32"))]
    console_page::dev_reload::listen();
    leptos::mount::mount_to_body(console_page::app::App);
}
