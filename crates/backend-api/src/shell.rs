//! How commands for a person's shell are written, whichever side writes them.

/// A word as a POSIX shell needs it: odd ids must not become another command.
pub fn shell_word(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@=+,".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        word.to_owned()
    } else {
        ["'", &word.replace('\'', r"'\''"), "'"].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn whatever_it_is_it_stays_one_word() {
        assert_eq!(shell_word("cluster-a"), "cluster-a");
        assert_eq!(shell_word(""), "''");
        assert_eq!(shell_word("x; rm -rf ~ 'y'"), r"'x; rm -rf ~ '\''y'\'''");
    }
}
