//! The path that the console is hosted below.

use std::{fmt, str::FromStr};

/// A path that starts and ends with a slash; `/` at the root of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublicUrl(String);

impl PublicUrl {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for a regular expression, where a point is any character.
    pub(super) fn pattern(&self) -> String {
        self.0.replace('.', r"\.")
    }

    pub(super) fn is_root(&self) -> bool {
        self.0 == "/"
    }
}

impl Default for PublicUrl {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        let fits = text.starts_with('/')
            && text.ends_with('/')
            && text.chars().all(plain)
            && !text.contains("//")
            && !text.split('/').any(|segment| segment == "." || segment == "..");
        // Elsewhere it would have to be escaped, in five languages.
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err("it must be a path of letters, digits and -_. that starts and ends with a slash, \
                 such as /console/"
                .to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_absolute_paths() {
        for good in ["/", "/console/", "/tools/hsm-v1.2/"] {
            assert_eq!(good.parse::<PublicUrl>().unwrap().as_str(), good);
        }
        for bad in ["", "console/", "/console", "//", "/../", "./", "/a b/", "https://x/", "/a\"/"]
        {
            assert!(bad.parse::<PublicUrl>().is_err(), "{bad}");
        }
    }
}
