//! CBOR (RFC 8949) to JSON and back, as far as Smithy's RPC v2 needs it: the operations speak JSON.
//!
//! <https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html>
//! The API has no blobs and no big numbers, so neither is read.

use ciborium::{Value as Cbor, de, ser};
use serde_json::{Map, Number, Value};

/// The members that are timestamps, which only CBOR can tell from numbers.
const TIMESTAMPS: [&str; 4] =
    ["CreateTimestamp", "CopyTimestamp", "DeleteTimestamp", "HsmTypeRollbackExpiration"];

/// The tag of a time in seconds since the epoch.
const EPOCH: u64 = 1;

/// Deeper than any shape of the API.
const DEEPEST: usize = 32;

/// Why a request is not CBOR that this API can have.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotReadable {
    #[error("{0}")]
    Malformed(#[from] de::Error<std::io::Error>),
    #[error("a value is of a kind that this API does not have")]
    Kind,
    #[error("something follows the value")]
    Rest,
}

/// Reads one value.
pub(super) fn decode(mut bytes: &[u8]) -> Result<Value, NotReadable> {
    let value: Cbor = de::from_reader_with_recursion_limit(&mut bytes, DEEPEST)?;
    if bytes.is_empty() { read(value) } else { Err(NotReadable::Rest) }
}

fn read(value: Cbor) -> Result<Value, NotReadable> {
    Ok(match value {
        Cbor::Null => Value::Null,
        Cbor::Bool(value) => value.into(),
        Cbor::Text(text) => text.into(),
        Cbor::Integer(whole) => {
            let number = u64::try_from(whole).map(Number::from);
            number.or_else(|_| i64::try_from(whole).map(Number::from)).map_err(kind)?.into()
        }
        Cbor::Float(number) => Number::from_f64(number).ok_or(NotReadable::Kind)?.into(),
        Cbor::Array(list) => list.into_iter().map(read).collect::<Result<Vec<_>, _>>()?.into(),
        Cbor::Map(members) => {
            let member =
                |(name, value): (Cbor, Cbor)| Ok((name.into_text().map_err(kind)?, read(value)?));
            members.into_iter().map(member).collect::<Result<Map<_, _>, NotReadable>>()?.into()
        }
        // A timestamp is its number of seconds, as in JSON.
        Cbor::Tag(EPOCH, number) => read(*number)?,
        _ => return Err(NotReadable::Kind),
    })
}

fn kind<T>(_: T) -> NotReadable {
    NotReadable::Kind
}

/// Writes one value.
pub(super) fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing into memory can't fail.
    let _ = ser::into_writer(&written(value, ""), &mut bytes);
    bytes
}

/// `name` is the member's whose value it is.
fn written(value: &Value, name: &str) -> Cbor {
    match value {
        Value::Null => Cbor::Null,
        Value::Bool(value) => Cbor::Bool(*value),
        Value::String(text) => Cbor::Text(text.clone()),
        Value::Number(number) => {
            let whole = number.as_u64().map(Cbor::from).or_else(|| number.as_i64().map(Cbor::from));
            let number = whole.unwrap_or_else(|| number.as_f64().unwrap_or_default().into());
            let is_time = TIMESTAMPS.contains(&name);
            if is_time { Cbor::Tag(EPOCH, Box::new(number)) } else { number }
        }
        Value::Array(list) => Cbor::Array(list.iter().map(|value| written(value, "")).collect()),
        Value::Object(members) => Cbor::Map(
            members
                .iter()
                .map(|(name, value)| (Cbor::Text(name.clone()), written(value, name)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// Examples of RFC 8949, appendix A, and what the specification adds.
    #[test]
    fn every_form_is_read() {
        for (bytes, value) in [
            (&b"\xa0"[..], json!({})),
            (b"\xbf\xff", json!({})),
            (b"\xbf\x63Fun\xf5\x63Amt\x21\xff", json!({ "Fun": true, "Amt": -2 })),
            (b"\x9f\x01\x82\x02\x03\xff", json!([1, [2, 3]])),
            (b"\x7f\x65strea\x64ming\xff", json!("streaming")),
            (b"\xf7", json!(null)),
            (b"\xf9\x3e\x00", json!(1.5)),
            (b"\xfa\x47\xc3\x50\x00", json!(100_000.0)),
            (b"\xc1\xfb\x41\xd4\x52\xd9\xe0\x20\x00\x00", json!(1_363_896_192.5)),
            (b"\x1b\x00\x00\x00\xe8\xd4\xa5\x10\x00", json!(1_000_000_000_000_u64)),
        ] {
            assert_eq!(decode(bytes).unwrap(), value, "{bytes:x?}");
        }
    }

    #[test]
    fn what_the_api_can_not_have_is_refused() {
        let deep = [b"\x81".repeat(40), b"\x01".to_vec()].concat();
        for bytes in [
            &b""[..],
            b"\xa1",
            b"\x41a",
            b"\xa1\x01\x02",
            b"\xf9\x7e\x00",
            b"\x01\x01",
            b"{}",
            &deep,
        ] {
            assert!(decode(bytes).is_err(), "{bytes:x?}");
        }
    }

    #[test]
    fn timestamps_are_tagged() {
        let value = json!({ "CreateTimestamp": 1, "Other": 1 });
        let mut expected = b"\xa2\x6fCreateTimestamp\xc1\x01\x65Other\x01".to_vec();
        assert_eq!(encode(&value), expected);
        expected.truncate(3);
        assert!(decode(&expected).is_err());
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1e9..1e9).prop_map(Value::from),
            ".{0,30}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map("[A-Z][a-zA-Z]{0,9}|CreateTimestamp", inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(value in any_json()) {
            prop_assert_eq!(decode(&encode(&value)).unwrap(), value);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = decode(&bytes);
        }
    }
}
