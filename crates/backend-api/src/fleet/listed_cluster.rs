//! A cluster of a listing, of which some members may not be readable.

use std::sync::Arc;

use cloudhsm_api::{
    Cluster,
    shape::{JsonSchema, Member, Mismatch, Schemas},
};
use serde::Serialize;
use serde_json::Value;

use crate::wire::deserialize_by_member;

/// A cluster of which some members may not be readable: what can't be read is named in `unreadable`.
#[derive(Debug, Clone)]
pub struct ListedCluster(pub Arc<Cluster>);

impl PartialEq for ListedCluster {
    /// The same allocation needs no second look.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Member for ListedCluster {
    fn read(value: Value) -> Result<Self, Mismatch> {
        Ok(Self(Arc::new(Cluster::salvaged_value(value))))
    }

    fn write(&self) -> Option<Value> {
        Some(self.0.to_json())
    }
}

impl JsonSchema for ListedCluster {
    fn schema(named: &mut Schemas) -> Value {
        Cluster::schema(named)
    }
}

impl Serialize for ListedCluster {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.to_json().serialize(serializer)
    }
}

deserialize_by_member!(ListedCluster);
