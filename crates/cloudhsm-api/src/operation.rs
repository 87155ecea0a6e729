//! The operations of the API and what each can do to a customer's keys.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use crate::shape::{JsonSchema, Member, Mismatch, Schemas, reference};

/// What an operation does to the account that it is sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperationClass {
    /// Changes nothing.
    Reading,
    /// Changes something that can be changed back.
    Changing,
    /// Destroys something that holds, or can bring back, keys.
    Destroying,
}

macro_rules! operations {
    ($($name:ident: $class:ident,)+) => {
        /// The 18 operations of the API version 2017-04-28.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Operation {
            $(#[doc = concat!("<https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_", stringify!($name), ".html>")] $name,)+
        }

        impl Operation {
            /// All operations, by name.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// AWS's name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)+ }
            }

            /// What the operation does to the account.
            pub fn class(self) -> OperationClass {
                match self { $(Self::$name => OperationClass::$class,)+ }
            }

            /// The value of the `X-Amz-Target` header.
            pub fn target(self) -> &'static str {
                match self { $(Self::$name => concat!("BaldrApiService.", stringify!($name)),)+ }
            }
        }

        impl std::str::FromStr for Operation {
            type Err = UnknownOperation;

            fn from_str(text: &str) -> Result<Self, UnknownOperation> {
                match text {
                    $(stringify!($name) => Ok(Self::$name),)+
                    _ => Err(UnknownOperation(text.to_owned())),
                }
            }
        }
    };
}

operations! {
    CopyBackupToRegion: Changing,
    CreateCluster: Changing,
    CreateHsm: Changing,
    DeleteBackup: Destroying,
    DeleteCluster: Destroying,
    DeleteHsm: Destroying,
    DeleteResourcePolicy: Changing,
    DescribeBackups: Reading,
    DescribeClusters: Reading,
    GetResourcePolicy: Reading,
    InitializeCluster: Changing,
    ListTags: Reading,
    ModifyBackupAttributes: Changing,
    ModifyCluster: Changing,
    PutResourcePolicy: Changing,
    RestoreBackup: Changing,
    TagResource: Changing,
    UntagResource: Changing,
}

/// A text that is not the name of an operation of this API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownOperation(pub String);

impl std::fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} is not an operation of CloudHSM v2", self.0)
    }
}

impl std::error::Error for UnknownOperation {}

impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl Member for Operation {
    fn read(value: Value) -> Result<Self, Mismatch> {
        let text = value.as_str().unwrap_or_default();
        text.parse().map_err(|_| Mismatch::new("an operation of CloudHSM v2"))
    }

    fn write(&self) -> Option<Value> {
        Some(self.name().into())
    }
}

impl JsonSchema for Operation {
    fn schema(named: &mut Schemas) -> Value {
        reference(named, "Operation", |_| {
            let names: Vec<_> = Self::ALL.iter().map(|operation| operation.name()).collect();
            json!({ "type": "string", "enum": names })
        })
    }
}

impl Serialize for Operation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Operation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
