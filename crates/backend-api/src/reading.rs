//! How this wire's shapes are read: member by member, as `cloudhsm_api::shape` does it, because the
//! console pays for serde's derived reading in kilobytes of WebAssembly. Writing, which only the
//! backend does, stays derived.

use cloudhsm_api::shape::object;
use serde_json::{Value, json};

/// The schema of one form of an enum whose member `tag` tells the form.
pub(crate) fn tagged(tag: &str, form: &str, members: &[(&str, Value)]) -> Value {
    let mut schema = object(&[&[(tag, json!({ "const": form }))], members].concat());
    schema["required"] = std::iter::once(tag).chain(members.iter().map(|it| it.0)).collect();
    schema["additionalProperties"] = false.into();
    schema
}

/// Reading for a struct: its members and their names on the wire.
macro_rules! reads {
    ($name:ident { $($field:ident = $wire:literal,)+ }) => {
        cloudhsm_api::read_members! {
            $name { $($field = $wire,)+ }
            write |this| serde_json::to_value(this).ok()
        }
        crate::reading::deserialize_by_member!($name);
    };
}

/// Serde's reading for a type that is a `Member`.
macro_rules! deserialize_by_member {
    ($name:ident) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(deserializer)?;
                cloudhsm_api::shape::Member::read(value).map_err(serde::de::Error::custom)
            }
        }
    };
}

/// An enum of plain words. The first is its default: what stands where nothing could be read.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vmeta])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The text on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::ALL[0]
            }
        }

        impl cloudhsm_api::shape::Member for $name {
            fn read(value: serde_json::Value) -> Result<Self, cloudhsm_api::shape::Mismatch> {
                let text = value.as_str().unwrap_or_default();
                Self::ALL
                    .iter()
                    .copied()
                    .find(|word| word.as_str() == text)
                    .ok_or(cloudhsm_api::shape::Mismatch::new("a word that this version knows"))
            }

            fn write(&self) -> Option<serde_json::Value> {
                Some(self.as_str().into())
            }

            fn schema(named: &mut cloudhsm_api::shape::Schemas) -> serde_json::Value {
                cloudhsm_api::shape::reference(named, stringify!($name), |_| {
                    serde_json::json!({ "type": "string", "enum": [$($text),+] })
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        crate::reading::deserialize_by_member!($name);
    };
}

pub(crate) use {deserialize_by_member, reads, words};
