//! Caddy: directives for use inside a site block.

use page_policy::{CACHE_AND_ASK, CACHE_FOR_GOOD};

use super::{Hosting, ROOT};

pub(super) fn configuration(hosting: &Hosting) -> String {
    let base = &hosting.public_url;
    let headers = hosting.lines(|name, value| format!("        {name} \"{value}\"\n"));
    let without_slash = if base.is_root() {
        String::new()
    } else {
        format!("redir {} {base} 308\n", base.as_str().trim_end_matches('/'))
    };
    format!(
        "# The console below {base}: for use inside a site block, with its files in {ROOT}{base}\n\
         # Written by `cargo xtask dist`.\n\
         {without_slash}\
         handle {base}* {{\n\
         \x20   root * {ROOT}\n\
         \x20   header {{\n{headers}        ?cache-control \"{CACHE_AND_ASK}\"\n    }}\n\
         \x20   # Names that hold a hash never change their content. Only if the file is there: that\n\
         \x20   # something is missing must not be kept.\n\
         \x20   @hashed {{\n        path_regexp {}\n        file\n    }}\n\
         \x20   header @hashed cache-control \"{CACHE_FOR_GOOD}\"\n\
         \x20   # Pages of the console. Everything else is a file, or missing.\n\
         \x20   @page path_regexp {}\n\
         \x20   rewrite @page {base}index.html\n\
         \x20   file_server {{\n        precompressed br gzip\n    }}\n\
         }}\n",
        hosting.hashed(),
        hosting.pages()
    )
}
