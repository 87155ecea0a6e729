//! What the console's page may do in a browser, how long its files may be kept, and which addresses
//! are pages.
//!
//! Owns the one text of each header, whoever serves the console: the signing backend, `trunk serve`
//! or a static host whose configuration `cargo xtask dist` writes. Must not know any of them.
#![warn(missing_docs)]

/// An answer of the API is no page at all.
pub const API_CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The headers of every file of the console beside its content security policy, each with why.
pub const HEADERS: [(&str, &str); 5] = [
    // A file is what its type says, and nothing else.
    ("x-content-type-options", "nosniff"),
    // Addresses hold cluster ids: they are nobody else's business.
    ("referrer-policy", "no-referrer"),
    (
        "permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
         magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    ),
    // Another page that opened ours, or was opened by it, has no handle to it.
    ("cross-origin-opener-policy", "same-origin"),
    // Other sites can't embed the files. A listed origin's fetch is CORS, which this does not concern.
    ("cross-origin-resource-policy", "same-origin"),
];

/// For files whose names hold a hash of their content.
pub const CACHE_FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// For all others: kept, but asked for again each time.
pub const CACHE_AND_ASK: &str = "no-cache";

/// The first segments of the console's pages below its base, beside the base itself. Everything else
/// is a file, or missing: a host that answers a missing file with the page hides what is wrong.
pub const PAGES: [&str; 4] = ["clusters", "regions", "activity", "connect"];

/// The content security policy of the console's files: its own files, WebAssembly, the backend.
/// Nothing inline.
///
/// `backends` are the origins of signing backends beside the page's own; what is no origin of http
/// or https is left out, because it would end the directive or say something else.
pub fn content_security_policy(backends: &[&str]) -> String {
    let mut connect = "'self'".to_owned();
    for origin in backends.iter().filter(|origin| is_origin(origin)) {
        connect.push(' ');
        connect.push_str(origin);
    }
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src {connect}; worker-src 'self'; \
         manifest-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// Scheme, host and port of http or https, as browsers write an origin.
pub fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
    })
}

/// How long a browser may keep a file.
pub fn cache_control(path: &str) -> &'static str {
    if has_hash(path) { CACHE_FOR_GOOD } else { CACHE_AND_ASK }
}

/// Whether a file's name holds a hash of its content: 12 to 16 hexadecimal digits between
/// separators, as in `console_bg-0123456789abcdef.wasm`. Trunk leaves leading zeros out.
pub fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(|character: char| !character.is_ascii_alphanumeric()).any(|part| {
        (12..=16).contains(&part.len())
            && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_origins_get_into_the_policy() {
        let policy = content_security_policy(&[
            "https://backend.example:8443",
            "http://[::1]:8787",
            "*",
            "https://a.example; script-src *",
            "'unsafe-inline'",
            "https://",
        ]);
        let connect = policy.split("; ").find(|part| part.starts_with("connect-src"));
        assert_eq!(
            connect,
            Some("connect-src 'self' https://backend.example:8443 http://[::1]:8787")
        );
        assert_eq!(policy.matches(';').count(), 10, "{policy}");
    }

    #[test]
    fn nothing_inline_and_nothing_of_others() {
        let policy = content_security_policy(&[]);
        assert!(!policy.contains("unsafe-inline") && !policy.contains('*'), "{policy}");
        assert!(!policy.contains("'unsafe-eval'"), "{policy}");
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_good() {
        for kept in [
            "/console_bg-0123456789abcdef.wasm",
            "/console-0123456789abcdef_bg.wasm",
            "/sub/shell-cce729c7669f587.css",
        ] {
            assert_eq!(cache_control(kept), CACHE_FOR_GOOD, "{kept}");
        }
        for asked in [
            "/",
            "/index.html",
            "/404.html",
            "/boot.js",
            "/icon.svg",
            "/config.json",
            "/a-facade.js",
        ] {
            assert_eq!(cache_control(asked), CACHE_AND_ASK, "{asked}");
        }
    }
}
