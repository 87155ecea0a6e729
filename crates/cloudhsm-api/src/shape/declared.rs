//! How a shape is declared: each of its members once.

/// Defines a shape: a struct whose members have the names that AWS gives them, with serde. A member
/// that implementations send in several forms goes `via` a function that makes them one. One that is
/// marked `; required` has to be there: without it, an answer is not of this shape.
macro_rules! shape {
    ($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty = $wire:literal $(via $via:path)? $(; $required:ident)?,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $name {
            $($(#[$fmeta])* pub $field: $type,)+
            /// Members that this crate does not know or could not read, as they came.
            pub extra: crate::Extra,
            /// What could not be read, and what was expected; only [`Self::salvaged`] leaves something
            /// here. Not on the wire.
            pub unreadable: Vec<String>,
        }

        impl crate::shape::Member for $name {
            fn read(value: serde_json::Value) -> Result<Self, crate::shape::Mismatch> {
                crate::shape::whole(value)
            }

            fn salvage(
                value: serde_json::Value,
                noted: &mut Vec<crate::shape::Mismatch>,
            ) -> Result<Self, serde_json::Value> {
                let mut members = crate::shape::Members::to_salvage(value, noted)?;
                let mut read = Self::default();
                $(
                    let value = members.value($wire);
                    $(let value = $via(value);)?
                    $(let value = crate::shape::$required(value);)?
                    read.$field = members.salvage($wire, value, noted);
                )+
                read.extra = members.rest();
                Ok(read)
            }

            fn write(&self) -> Option<serde_json::Value> {
                let mut members = self.extra.clone();
                $(crate::shape::put(&mut members, $wire, &self.$field);)+
                Some(serde_json::Value::Object(members))
            }
        }

        impl crate::shape::JsonSchema for $name {
            fn schema(named: &mut crate::shape::Schemas) -> serde_json::Value {
                crate::shape::reference(named, stringify!($name), |named| {
                    // Members that this crate does not know are passed on.
                    let mut schema = crate::shape::object(&[
                        $(($wire, <$type as crate::shape::JsonSchema>::schema(named)),)+
                    ]);
                    schema["additionalProperties"] = true.into();
                    let required: &[&str] = &[$($(crate::shape::required_name!($required $wire),)?)+];
                    if !required.is_empty() {
                        schema["required"] = required.into();
                    }
                    schema
                })
            }
        }

        impl $name {
            /// Reads as much as can be read of a JSON text, such as one element of a listing. What could
            /// not be read is in `unreadable`, and as it came in `extra`.
            pub fn salvaged(text: &str) -> Self {
                let (mut read, unreadable) = crate::shape::salvaged::<Self>(text);
                read.unreadable = unreadable;
                read
            }

            /// The same from a value that is JSON already.
            pub fn salvaged_value(value: serde_json::Value) -> Self {
                let (mut read, unreadable) = crate::shape::salvaged_value::<Self>(value);
                read.unreadable = unreadable;
                read
            }

            /// The JSON that stands for this on the wire.
            pub fn to_json(&self) -> serde_json::Value {
                crate::shape::Member::write(self).unwrap_or_default()
            }
        }

        crate::serde_by_member!($name);
    };
}

/// The name of a member that is marked `required`.
macro_rules! required_name {
    (required $wire:literal) => {
        $wire
    };
}

pub(crate) use required_name;
pub(crate) use shape;
