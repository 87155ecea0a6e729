//! Who may call: the access keys that the emulator knows.
//!
//! Must not know how a signature is checked, nor what a caller asks for.

use std::collections::HashMap;

use fastrand::Rng;

/// The account that everything belongs to.
pub(crate) const ACCOUNT: &str = "111122223333";

/// An access key of the emulator. It opens nothing but the emulator.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `AKIA…` for a user, `ASIA…` for a session.
    pub access_key_id: String,
    /// The key that signs.
    pub secret_access_key: String,
    /// Comes with every request of a session; a user has none.
    pub session_token: Option<String>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// Who has signed a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) arn: String,
    pub(crate) user_id: String,
}

#[derive(Debug, Clone)]
pub(crate) struct KnownKey {
    pub(crate) credentials: Credentials,
    pub(crate) expires_at_millis: Option<i64>,
    pub(crate) identity: Identity,
}

/// The keys of one emulator.
#[derive(Debug)]
pub(crate) struct KeyRing {
    known: HashMap<String, KnownKey>,
    user: Credentials,
    session: Credentials,
    expired: Credentials,
}

impl KeyRing {
    /// One user, one session, and one session that ended before `now_millis`.
    pub(crate) fn new(rng: &mut Rng, now_millis: i64) -> Self {
        let user = new_key(rng, "AKIA");
        let session = new_session_key(rng);
        let expired = new_session_key(rng);
        let mut keys = Self {
            known: HashMap::new(),
            user: user.clone(),
            session: session.clone(),
            expired: expired.clone(),
        };
        let user_id = format!("AIDA{}", random_text(rng, UPPER, 17));
        keys.add(KnownKey {
            credentials: user,
            expires_at_millis: None,
            identity: Identity { arn: format!("arn:aws:iam::{ACCOUNT}:user/emulator"), user_id },
        });
        let role_id = format!("AROA{}", random_text(rng, UPPER, 17));
        for (credentials, end) in [(session, None), (expired, Some(now_millis - 1000))] {
            keys.add(KnownKey {
                credentials,
                expires_at_millis: end,
                identity: Identity::of_session("emulator", "session", &role_id),
            });
        }
        keys
    }

    /// A new session of a role, as `AssumeRole` opens it.
    pub(crate) fn open_session(
        &mut self,
        rng: &mut Rng,
        role: &str,
        session: &str,
        ends_at_millis: i64,
    ) -> KnownKey {
        let role_id = format!("AROA{}", random_text(rng, UPPER, 17));
        let key = KnownKey {
            credentials: new_session_key(rng),
            expires_at_millis: Some(ends_at_millis),
            identity: Identity::of_session(role, session, &role_id),
        };
        self.add(key.clone());
        key
    }

    fn add(&mut self, key: KnownKey) {
        self.known.insert(key.credentials.access_key_id.clone(), key);
    }

    pub(crate) fn find(&self, access_key_id: &str) -> Option<&KnownKey> {
        self.known.get(access_key_id)
    }

    pub(crate) fn user(&self) -> &Credentials {
        &self.user
    }

    pub(crate) fn session(&self) -> &Credentials {
        &self.session
    }

    pub(crate) fn expired(&self) -> &Credentials {
        &self.expired
    }
}

impl Identity {
    fn of_session(role: &str, session: &str, role_id: &str) -> Self {
        Self {
            arn: format!("arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}"),
            user_id: format!("{role_id}:{session}"),
        }
    }
}

const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SECRET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn random_text(rng: &mut Rng, alphabet: &[u8], length: usize) -> String {
    (0..length).map(|_| char::from(alphabet[rng.usize(..alphabet.len())])).collect()
}

fn new_key(rng: &mut Rng, prefix: &str) -> Credentials {
    Credentials {
        access_key_id: format!("{prefix}{}", random_text(rng, UPPER, 16)),
        secret_access_key: random_text(rng, SECRET, 40),
        session_token: None,
    }
}

fn new_session_key(rng: &mut Rng) -> Credentials {
    // Real ones run to several hundred characters, in the alphabet of base64.
    let token = format!("IQoJb3JpZ2luX2Vj{}==", random_text(rng, SECRET, 300));
    Credentials { session_token: Some(token), ..new_key(rng, "ASIA") }
}
