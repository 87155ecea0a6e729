//! Tokens between the pages of a list: opaque text, bound to the list that it came from.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

/// The token of the page after `key`. `list` names what is listed, and where.
pub(crate) fn encode(list: &str, key: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("1\n{list}\n{key}"))
}

/// The key after which the page begins, unless the token is of another list or of none.
pub(crate) fn decode(list: &str, token: &str) -> Option<String> {
    let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let key = text.strip_prefix("1\n")?.strip_prefix(list)?.strip_prefix('\n')?;
    Some(key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_own_list_only() {
        let token = encode("subnets us-east-1", "subnet-1");
        assert_eq!(decode("subnets us-east-1", &token).as_deref(), Some("subnet-1"));
        for other in ["subnets us-east-2", "subnets", ""] {
            assert_eq!(decode(other, &token), None, "{other}");
        }
        for odd in ["", "x", "subnet-1", &token[1..]] {
            assert_eq!(decode("subnets us-east-1", odd), None, "{odd}");
        }
    }
}
