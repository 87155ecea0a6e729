//! The program with the pages that are rarely opened; the console loads it when one is.

fn main() {
    console_error_panic_hook::set_once();
    console_page::on_demand::pages::register();
}
