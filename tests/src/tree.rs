//! The accessibility tree: what the browser tells assistive technology of a page, as a whole.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Browser, devtools};

/// A thing in the tree, with what is in it.
#[derive(Debug, Clone)]
pub struct Thing {
    /// ARIA's name of its role.
    pub role: String,
    /// What it is called.
    pub name: String,
    /// What else is told of it: states and properties, by ARIA's names without `aria-`.
    pub told: HashMap<String, Value>,
    /// What is told of it after its name: a hint, or why it is off.
    pub description: String,
    /// What it holds, such as a field's text.
    pub value: String,
    /// What is in it, without what assistive technology is not told of.
    pub inside: Vec<Thing>,
}

impl Thing {
    /// All things of a role in it, however deep, from top to bottom.
    pub fn all(&self, role: &str) -> Vec<&Self> {
        let mut found = Vec::new();
        for thing in &self.inside {
            if thing.role == role {
                found.push(thing);
            }
            found.extend(thing.all(role));
        }
        found
    }

    /// The one thing of a role in it.
    pub fn one(&self, role: &str) -> &Self {
        match self.all(role).as_slice() {
            [only] => only,
            others => panic!("{} things are a {role}", others.len()),
        }
    }

    /// The innermost thing in it that has the focus.
    pub fn focused(&self) -> Option<&Self> {
        let deeper = self.inside.iter().find_map(Self::focused);
        deeper.or_else(|| (self.told.get("focused") == Some(&Value::Bool(true))).then_some(self))
    }

    /// The names of all things of a role in it.
    pub fn names(&self, role: &str) -> Vec<&str> {
        self.all(role).into_iter().map(|thing| thing.name.as_str()).collect()
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    #[serde(rename = "nodeId")]
    id: String,
    ignored: bool,
    role: Option<Told>,
    name: Option<Told>,
    description: Option<Told>,
    value: Option<Told>,
    #[serde(default)]
    properties: Vec<Property>,
    #[serde(default)]
    child_ids: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Told {
    #[serde(default)]
    value: Value,
}

#[derive(Debug, Deserialize)]
struct Property {
    name: String,
    value: Told,
}

impl Browser {
    /// The whole tree, as it is now.
    pub async fn accessibility_tree(&self) -> Thing {
        let answer = devtools::cdp(&self.client, "Accessibility.getFullAXTree", json!({})).await;
        let nodes: Vec<Node> =
            serde_json::from_value(answer["nodes"].clone()).expect("the tree's nodes");
        let root = nodes.first().expect("a page has a root").id.clone();
        let nodes: HashMap<_, _> = nodes.iter().map(|node| (node.id.as_str(), node)).collect();
        let root = things(&nodes, &root).into_iter().next();
        root.expect("assistive technology is told of the page")
    }
}

/// The thing of that id; those in it, where assistive technology is not told of itself.
fn things(nodes: &HashMap<&str, &Node>, id: &str) -> Vec<Thing> {
    let Some(node) = nodes.get(id) else { return Vec::new() };
    let inside = node.child_ids.iter().flat_map(|child| things(nodes, child)).collect();
    if node.ignored {
        return inside;
    }
    let text = |told: &Option<Told>| {
        let value = told.as_ref().and_then(|told| told.value.as_str());
        value.unwrap_or_default().to_owned()
    };
    let properties = node.properties.iter();
    vec![Thing {
        role: text(&node.role),
        name: text(&node.name),
        description: text(&node.description),
        value: text(&node.value),
        told: properties.map(|one| (one.name.clone(), one.value.value.clone())).collect(),
        inside,
    }]
}
