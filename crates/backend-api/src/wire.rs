//! How this wire's shapes are declared: each once, and out of the declaration come the type, its
//! reading member by member (members that this version doesn't know are ignored, and an error names
//! the path), its writing and its schema.

use cloudhsm_api::shape::object;
use serde_json::{Value, json};

/// The schema of one form of an enum whose member `tag` tells the form.
pub(crate) fn tagged(tag: &str, form: &str, members: &[(&str, Value)]) -> Value {
    let mut schema = object(&[&[(tag, json!({ "const": form }))], members].concat());
    schema["required"] = std::iter::once(tag).chain(members.iter().map(|it| it.0)).collect();
    schema["additionalProperties"] = false.into();
    schema
}

/// Whether a member has nothing: `None`, or an empty list.
pub(crate) fn is_empty<T: Default + PartialEq>(member: &T) -> bool {
    *member == T::default()
}

/// Whether a member is written: one that is `; optional` is not when it is empty.
macro_rules! is_written {
    ($member:expr) => {
        true
    };
    ($member:expr, optional) => {
        !crate::wire::is_empty(&$member)
    };
}

/// A struct. A member that is `; optional` is not written when it is empty; `None` of any other is
/// written as `null`.
macro_rules! wire_struct {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$fmeta:meta])* $field:ident: $type:ty = $wire:literal $(; $optional:ident)?,)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $($(#[$fmeta])* pub $field: $type,)+
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut members = serializer.serialize_map(None)?;
                $(
                    if crate::wire::is_written!(self.$field $(, $optional)?) {
                        serde::ser::SerializeMap::serialize_entry(&mut members, $wire, &self.$field)?;
                    }
                )+
                serde::ser::SerializeMap::end(members)
            }
        }

        impl cloudhsm_api::shape::Member for $name {
            fn read(value: serde_json::Value) -> Result<Self, cloudhsm_api::shape::Mismatch> {
                let mut members = cloudhsm_api::shape::Members::of(value)?;
                Ok(Self { $($field: members.take($wire)?,)+ })
            }

            fn write(&self) -> Option<serde_json::Value> {
                serde_json::to_value(self).ok()
            }
        }

        impl cloudhsm_api::shape::JsonSchema for $name {
            fn schema(named: &mut cloudhsm_api::shape::Schemas) -> serde_json::Value {
                cloudhsm_api::shape::reference(named, stringify!($name), |named| {
                    let mut schema = cloudhsm_api::shape::object(&[
                        $(($wire, <$type as cloudhsm_api::shape::JsonSchema>::schema(named)),)+
                    ]);
                    let optional: &[&str] = &[$($(crate::wire::name!($optional $wire),)?)+];
                    schema["required"] =
                        [$($wire),+].into_iter().filter(|it| !optional.contains(it)).collect();
                    schema
                })
            }
        }

        crate::wire::deserialize_by_member!($name);
    };
}

/// The name of a member that is marked `; optional`.
macro_rules! name {
    (optional $wire:literal) => {
        $wire
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

/// An enum of plain words; any other word is an error.
macro_rules! closed_enum {
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

        impl cloudhsm_api::shape::Member for $name {
            fn read(value: serde_json::Value) -> Result<Self, cloudhsm_api::shape::Mismatch> {
                let word = value.as_str().unwrap_or_default();
                // A second `match` on the words would be larger than this in the page.
                let known = Self::ALL.iter().find(|it| it.as_str() == word);
                known.copied().ok_or(cloudhsm_api::shape::Mismatch::new("a word that this version knows"))
            }

            fn write(&self) -> Option<serde_json::Value> {
                Some(self.as_str().into())
            }
        }

        impl cloudhsm_api::shape::JsonSchema for $name {
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

        crate::wire::deserialize_by_member!($name);
    };
}

/// An enum whose member `$tag` tells the form. A form that this version doesn't know is read by
/// `$unknown`.
macro_rules! tagged_enum {
    ($(#[$meta:meta])* $name:ident by $tag:literal, unknown: $unknown:path {
        $($(#[$vmeta:meta])* $variant:ident = $text:literal $({
            $($(#[$fmeta:meta])* $field:ident: $type:ty = $wire:literal,)+
        })?,)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[serde(tag = $tag)]
        pub enum $name {
            $(
                $(#[$vmeta])*
                #[serde(rename = $text)]
                $variant $({ $($(#[$fmeta])* #[serde(rename = $wire)] $field: $type,)+ })?,
            )+
        }

        impl cloudhsm_api::shape::Member for $name {
            fn read(value: serde_json::Value) -> Result<Self, cloudhsm_api::shape::Mismatch> {
                let mut members = cloudhsm_api::shape::Members::of(value)?;
                let form: String = members.take($tag)?;
                Ok(match form.as_str() {
                    $($text => Self::$variant $({ $($field: members.take($wire)?,)+ })?,)+
                    _ => $unknown(&form),
                })
            }

            fn write(&self) -> Option<serde_json::Value> {
                serde_json::to_value(self).ok()
            }
        }

        impl cloudhsm_api::shape::JsonSchema for $name {
            fn schema(named: &mut cloudhsm_api::shape::Schemas) -> serde_json::Value {
                cloudhsm_api::shape::reference(named, stringify!($name), |named| {
                    let forms = [$({
                        let members = vec![$($(
                            ($wire, <$type as cloudhsm_api::shape::JsonSchema>::schema(named)),
                        )+)?];
                        crate::wire::tagged($tag, $text, &members)
                    },)+];
                    // Only forms with members ask for other shapes.
                    let _ = named;
                    serde_json::json!({ "oneOf": forms })
                })
            }
        }

        crate::wire::deserialize_by_member!($name);
    };
}

pub(crate) use {closed_enum, deserialize_by_member, is_written, name, tagged_enum, wire_struct};
