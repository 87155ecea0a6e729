//! Enumerations that stay open: AWS adds values without a new API version, so a value outside the
//! documented list is kept with its text instead of refused.

/// Defines an enum of documented wire values plus `Unknown`, with its text forms and serde.
#[macro_export]
macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vmeta])* #[doc = concat!("`", $text, "`")] $variant,)+
            /// A value outside the documented list, as it came.
            Unknown(String),
        }

        impl $name {
            /// The documented values, in AWS's order.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)+];

            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Unknown(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    _ => Self::Unknown(text.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::shape::Member for $name {
            fn read(value: serde_json::Value) -> Result<Self, $crate::shape::Mismatch> {
                let text: String = $crate::shape::Member::read(value)?;
                Ok(Self::from(text.as_str()))
            }

            fn write(&self) -> Option<serde_json::Value> {
                Some(self.as_str().into())
            }
        }

        impl $crate::shape::JsonSchema for $name {
            fn schema(named: &mut $crate::shape::Schemas) -> serde_json::Value {
                $crate::shape::reference(named, stringify!($name), |_| {
                    serde_json::json!({ "type": "string", "examples": [$($text),+] })
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Ok(Self::from(text.as_ref()))
            }
        }
    };
}
