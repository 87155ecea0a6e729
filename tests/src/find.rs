//! Finding things on a page as its users do: by role and name, by visible text. Never by class.

use fantoccini::{
    Client,
    elements::{Element, ElementRef},
    error::CmdError,
};
use serde_json::{Value, json};

use crate::devtools;

/// What a thing is, for assistive technology. The browser's own answer decides; the selector only
/// says where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // ARIA's own names.
pub enum Role {
    Alert,
    Button,
    Cell,
    Checkbox,
    Columnheader,
    Combobox,
    Dialog,
    Group,
    Heading,
    Link,
    Listitem,
    Menuitem,
    Navigation,
    Option,
    Radio,
    Region,
    Row,
    Rowheader,
    Searchbox,
    Status,
    Tab,
    Table,
    Textbox,
    Timer,
}

impl Role {
    fn aria(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    fn selector(self) -> String {
        let native = match self {
            Self::Alert | Self::Menuitem | Self::Option | Self::Tab | Self::Timer => "",
            Self::Button => "button, summary, input[type=submit], input[type=button], ",
            Self::Cell => "td, ",
            Self::Checkbox => "input[type=checkbox], ",
            Self::Columnheader | Self::Rowheader => "th, ",
            Self::Combobox => "select, input[list], ",
            Self::Dialog => "dialog, ",
            Self::Group => "fieldset, details, ",
            Self::Heading => "h1, h2, h3, h4, h5, h6, ",
            Self::Link => "a[href], ",
            Self::Listitem => "li, ",
            Self::Navigation => "nav, ",
            Self::Radio => "input[type=radio], ",
            Self::Region => "section, ",
            Self::Row => "tr, ",
            Self::Searchbox => "input[type=search], ",
            Self::Status => "output, ",
            Self::Table => "table, ",
            Self::Textbox => "input, textarea, ",
        };
        format!("{native}[role={}]", self.aria())
    }
}

/// The name of a thing, or its visible text where its role takes no name from its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// The whole name.
    Is(String),
    /// A part of the name.
    Has(String),
    /// Whatever its name.
    Any,
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::Is(text.to_owned())
    }
}

impl From<&String> for Name {
    fn from(text: &String) -> Self {
        Self::Is(text.clone())
    }
}

impl Name {
    /// A part of the name.
    pub fn has(text: impl Into<String>) -> Self {
        Self::Has(text.into())
    }

    fn part(&self) -> &str {
        match self {
            Self::Is(text) | Self::Has(text) => text,
            Self::Any => "",
        }
    }

    fn fits(&self, name: &str) -> bool {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        match self {
            Self::Is(text) => name == *text,
            Self::Has(text) => name.contains(text),
            Self::Any => true,
        }
    }
}

/// Visible candidates, with all the texts that could make their names: asking the browser for the
/// computed name of every cell of a table would take seconds.
const CANDIDATES: &str = r"
    const [selector, part, scope] = arguments;
    // The value of a list's item is a number.
    const squeeze = text => String(text ?? '').replace(/\s+/g, ' ');
    return [...(scope ?? document).querySelectorAll(selector)].filter(element => {
        if (!element.checkVisibility({ visibilityProperty: true })) return false;
        const labelledby = (element.getAttribute('aria-labelledby') ?? '').split(/\s+/);
        const texts = [
            element.textContent, element.title, element.value, element.placeholder,
            element.getAttribute('aria-label'),
            ...labelledby.map(id => document.getElementById(id)?.textContent),
            ...[...(element.labels ?? [])].map(label => label.textContent),
            element.caption?.textContent,
            ...[...element.querySelectorAll('[aria-label], [alt], [title]')].map(inner =>
                inner.getAttribute('aria-label') ?? inner.getAttribute('alt') ?? inner.title),
        ];
        // A name may be joined from several of them.
        return texts.some(text => squeeze(text).includes(part))
            || part.split(' ').every(word => texts.some(text => squeeze(text).includes(word)));
    });
";

/// All visible things of that role and name, in the page's order.
pub(crate) async fn find_all(
    client: &Client,
    role: Role,
    name: &Name,
    scope: Option<&Element>,
) -> Result<Vec<Element>, CmdError> {
    let arguments = vec![json!(role.selector()), json!(name.part()), json!(scope)];
    let candidates = client.execute(CANDIDATES, arguments).await?;
    let mut found = Vec::new();
    for candidate in candidates.as_array().map(Vec::as_slice).unwrap_or_default() {
        let element = element(client, candidate);
        if devtools::accessible_role(client, &element).await? != role.aria() {
            continue;
        }
        let mut label = devtools::accessible_name(client, &element).await?;
        if label.is_empty() {
            // Roles such as `alert`, `row` or `listitem` may have no name of their own.
            label = element.text().await?;
        }
        if name.fits(&label) {
            found.push(element);
        }
    }
    Ok(found)
}

fn element(client: &Client, found: &Value) -> Element {
    let id = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
    let id = id.expect("a script that answers elements answers references to them");
    Element::from_element_id(client.clone(), ElementRef::from(id.to_owned()))
}
