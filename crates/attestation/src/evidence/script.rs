//! The script of the bundle, `verify.sh`.

use std::fmt::Write as _;

use super::manual_check::{ManualCheck, Method};
use crate::printable::printable;

/// A POSIX shell script without anything in it that is not quoted.
pub(super) fn script(checks: &[ManualCheck]) -> String {
    let mut out = String::from(
        "#!/bin/sh\n# Repeats each check with openssl and names each link. Writes temporary \
         files next to itself.\n# Exit status: 0 verified, 1 failed or refused, 3 not \
         checkable.\ncd \"$(dirname \"$0\")\" || exit 2\nfailed=0\nunchecked=0\n\nsay() {\n    \
         printf '%-14s %s\\n' \"$1\" \"$2\"\n}\n\nrun() {\n    if \"$2\" >/dev/null 2>&1; then\n        \
         say verified \"$1\"\n    else\n        say FAILED \"$1\"\n        failed=1\n    fi\n}\n",
    );
    for (index, check) in checks.iter().enumerate() {
        let title = &check.title;
        let message = |words: &str| shell_quoted(&format!("{title}: {words}"));
        let _ = match &check.method {
            Method::Commands { commands, .. } => {
                let commands = commands.join(" &&\n        ");
                let title = shell_quoted(title);
                write!(
                    out,
                    "\ncheck_{index}() {{\n        {commands}\n}}\nrun {title} check_{index}\n"
                )
            }
            Method::Refused { words } => {
                write!(out, "\nsay REFUSED {}\nfailed=1\n", message(words))
            }
            Method::NotCheckable { words } => {
                write!(out, "\nsay 'not checkable' {}\nunchecked=3\n", message(words))
            }
            Method::NotRequired { words } => {
                write!(out, "\nsay 'not required' {}\n", message(words))
            }
        };
    }
    out.push_str("\n[ $failed = 0 ] || exit 1\nexit $unchecked\n");
    out
}

/// One word for a shell, on one line: names in it come from certificates.
fn shell_quoted(text: &str) -> String {
    format!("'{}'", printable(text).replace('\'', "'\\''"))
}
