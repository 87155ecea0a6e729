//! S3 behind CloudFront: the headers, the addresses of pages, and the upload.

use page_policy::{CACHE_AND_ASK, CACHE_FOR_GOOD};
use serde_json::{Value, json};

use super::Hosting;

/// For `aws cloudfront create-response-headers-policy --response-headers-policy-config file://…`
pub(super) fn headers_policy(hosting: &Hosting) -> String {
    let mut security = serde_json::Map::new();
    let mut custom: Vec<Value> = Vec::new();
    for (name, value) in hosting.headers() {
        // CloudFront has members of its own for some, and refuses those as custom headers.
        match name {
            "content-security-policy" => security.insert(
                "ContentSecurityPolicy".to_owned(),
                json!({ "Override": true, "ContentSecurityPolicy": value }),
            ),
            "x-content-type-options" => {
                security.insert("ContentTypeOptions".to_owned(), json!({ "Override": true }))
            }
            "referrer-policy" => security.insert(
                "ReferrerPolicy".to_owned(),
                json!({ "Override": true, "ReferrerPolicy": value }),
            ),
            _ => {
                custom.push(json!({ "Header": name, "Value": value, "Override": true }));
                None
            }
        };
    }
    let policy = json!({
        "Name": "cloudhsm-console",
        "Comment": "What the page may do. X-Content-Type-Options is always nosniff.",
        "SecurityHeadersConfig": security,
        "CustomHeadersConfig": { "Quantity": custom.len(), "Items": custom },
    });
    format!("{policy:#}\n")
}

/// A CloudFront function of the event type viewer-request.
pub(super) fn viewer_request(hosting: &Hosting) -> String {
    let base = &hosting.public_url;
    let redirect = if base.is_root() {
        String::new()
    } else {
        format!(
            "    if (request.uri === '{}') {{\n        return {{ statusCode: 308, \
             statusDescription: 'Permanent Redirect', headers: {{ location: {{ value: '{base}' }} }} }};\n    }}\n",
            base.as_str().trim_end_matches('/')
        )
    };
    format!(
        "// Pages of the console are all one file; everything else is a file, or missing.\n\
         // Written by `cargo xtask dist`; runtime cloudfront-js-2.0, event type viewer-request.\n\
         function handler(event) {{\n\
         \x20   const request = event.request;\n{redirect}\
         \x20   if (/{}/.test(request.uri)) request.uri = '{base}index.html';\n\
         \x20   return request;\n\
         }}\n",
        hosting.pages().replace('/', r"\/")
    )
}

/// Uploads what never changes first, so that no page names a file that is not there yet.
pub(super) fn upload(hosting: &Hosting) -> String {
    let base = &hosting.public_url;
    format!(
        "#!/bin/sh\n\
         # Uploads the console: upload.sh DIST BUCKET. Written by `cargo xtask dist`.\n\
         # Old files stay, for pages that are open now; CloudFront compresses by itself.\n\
         set -eu\n\
         dist=$1 bucket=$2\n\
         files='--recursive --exclude *.br --exclude *.gz'\n\
         roots='index.html 404.html errors.html findings.html boot.js config.json'\n\
         for root in $roots; do files=\"$files --exclude $root\"; done\n\
         # The patterns are for aws, not for the shell.\n\
         set -f\n\
         # shellcheck disable=SC2086\n\
         aws s3 cp \"$dist\" \"s3://$bucket{base}\" $files --cache-control '{CACHE_FOR_GOOD}'\n\
         # The page last.\n\
         for root in boot.js config.json errors.html findings.html 404.html index.html; do\n\
         \x20   aws s3 cp \"$dist/$root\" \"s3://$bucket{base}$root\" --cache-control '{CACHE_AND_ASK}'\n\
         done\n"
    )
}
