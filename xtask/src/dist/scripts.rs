//! Scripts as a host serves them: without indentation and without what only people read. A quarter of
//! what wasm-bindgen writes is that.
//!
//! Not a minifier: no name is shortened, and no two lines become one.

use super::files::Files;
use super::names::is;
use crate::error::{Error, Result};

/// Shortens all scripts.
pub(super) fn shorten(files: &mut Files) -> Result<()> {
    for (name, content) in files.iter_mut().filter(|(name, _)| is(name, "js")) {
        let script = std::str::from_utf8(content);
        let script = script.map_err(|_| Error::Advice(format!("{name} is no text")))?;
        let short = short(script).map_err(|line| {
            let said = "a text that goes on in the next line, or a comment behind code";
            Error::Advice(format!("{name} has {said}, which would be changed: {line}"))
        })?;
        *content = short.into_bytes();
    }
    Ok(())
}

/// The script without indentation and without the lines that are only a comment, or the line that such
/// a change would break.
fn short(script: &str) -> std::result::Result<String, &str> {
    let mut short = String::new();
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        if in_comment {
            in_comment = !line.contains("*/");
            if !in_comment && !line.ends_with("*/") {
                return Err(line);
            }
        } else if !line.is_empty() && !line.starts_with("//") {
            if line.matches('`').count() % 2 == 1 {
                return Err(line);
            }
            short.push_str(line);
            short.push('\n');
        }
    }
    Ok(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_people_read_goes() {
        let script = "/**\n * @returns {number}\n */\n  get size() {\n    // why\n\n    return `a  b`;\n  }\n/* x */\n";
        assert_eq!(short(script).unwrap(), "get size() {\nreturn `a  b`;\n}\n");
        assert_eq!(short("a();\nconst text = `x\n  y`;"), Err("const text = `x"));
        assert_eq!(short("/* why\n*/ start();"), Err("*/ start();"));
    }

    #[test]
    fn scripts_are_shortened_and_nothing_else() {
        let old = b"// why\nstart();\n".to_vec();
        let mut files: Files =
            [("console.js".to_owned(), old.clone()), ("x.css".to_owned(), old)].into();
        shorten(&mut files).unwrap();
        assert_eq!(files["console.js"], b"start();\n");
        assert!(files["x.css"].starts_with(b"// why"));
    }
}
