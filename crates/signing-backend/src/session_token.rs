//! The session token: what a caller must show, made at start and known to whoever has the link.

use std::{
    io::{self, Read as _},
    path::Path,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::{
    hex::hex,
    private_file::{self, Access, NotPrivate},
    random::{self, NoRandomness},
};

/// The shortest token that a file may hold: 128 bits even in hexadecimal.
const SHORTEST: usize = 32;

/// The token of this backend's session. Does not print itself.
#[derive(Clone)]
pub struct SessionToken {
    text: String,
    hash: [u8; 32],
}

/// Why a token file is refused.
#[derive(Debug, thiserror::Error)]
pub enum TokenFileError {
    /// It can't be read.
    #[error("the token file can't be read: {0}")]
    Read(#[from] io::Error),
    /// Others could read it, write it, or put another one into its place.
    #[error("the token file is not safe: {0}")]
    Unsafe(#[from] NotPrivate),
    /// The token is too short or has characters that don't belong into a link.
    #[error(
        "the token file must hold {SHORTEST} or more letters, digits, '-' or '_' in one line; \
         `head -c 32 /dev/urandom | basenc --base64url | tr -d =` makes such a token"
    )]
    Content,
}

impl SessionToken {
    /// 32 bytes from the operating system's CSPRNG.
    pub fn generate() -> Result<Self, NoRandomness> {
        Ok(Self::from_text(URL_SAFE_NO_PAD.encode(random::bytes::<32>()?)))
    }

    /// The operator's own token, from a file that only its owner can read.
    pub fn from_file(path: &Path) -> Result<Self, TokenFileError> {
        private_file::check_folder_of(path)?;
        let mut text = String::new();
        private_file::open(path, Access::Read)?.read_to_string(&mut text)?;
        let text = text.trim();
        let safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if text.len() < SHORTEST || !text.bytes().all(safe) {
            return Err(TokenFileError::Content);
        }
        Ok(Self::from_text(text.to_owned()))
    }

    fn from_text(text: String) -> Self {
        let hash = Sha256::digest(&text).into();
        Self { text, hash }
    }

    /// The token itself, for the link. The name makes each use easy to find in review.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// Whether this is the token. Takes the same time for every text of a length.
    pub fn matches(&self, text: &str) -> bool {
        // Hashes of equal length, so that not even the token's length shows.
        let hash: [u8; 32] = Sha256::digest(text).into();
        self.hash.ct_eq(&hash).into()
    }

    /// A name of the session that may be logged: it does not lead back to the token.
    pub fn name(&self) -> String {
        // A hash of another text than the one that is compared.
        let digest = Sha256::digest(format!("session name of {}", self.text));
        hex(digest.iter().take(6).copied().collect::<Vec<u8>>())
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SessionToken({})", self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tokens_differ_and_each_matches_only_itself() {
        let one = SessionToken::generate().unwrap();
        let other = SessionToken::generate().unwrap();
        assert_eq!(one.expose().len(), 43);
        assert!(one.matches(one.expose()));
        assert!(!one.matches(other.expose()) && !one.matches("") && !one.matches(&one.name()));
        assert!(!format!("{one:?}").contains(one.expose()));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        std::fs::write(&path, format!("{}\n", "a".repeat(40))).unwrap();
        let set = |mode| std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        set(0o640);
        assert!(matches!(
            SessionToken::from_file(&path),
            Err(TokenFileError::Unsafe(NotPrivate::Mode(0o640)))
        ));
        set(0o600);
        assert!(SessionToken::from_file(&path).unwrap().matches(&"a".repeat(40)));
        std::fs::write(&path, "short").unwrap();
        assert!(matches!(SessionToken::from_file(&path), Err(TokenFileError::Content)));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_replace_and_what_is_no_file_are_refused() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        std::fs::write(&path, "a".repeat(40)).unwrap();
        let set = |path: &Path, mode| {
            std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
        };
        set(&path, 0o600);
        let refusal = |path: &Path| match SessionToken::from_file(path) {
            Err(TokenFileError::Unsafe(why)) => why,
            other => panic!("{}: {other:?}", path.display()),
        };
        assert!(SessionToken::from_file(&path).is_ok());
        let link = dir.path().join("link");
        symlink(&path, &link).unwrap();
        assert!(matches!(refusal(&link), NotPrivate::Link));
        assert!(matches!(refusal(Path::new("/dev/zero")), NotPrivate::Kind(_)));
        set(dir.path(), 0o777);
        assert!(matches!(refusal(&path), NotPrivate::Folder(_, 0o777)));
    }
}
