//! The columns of the list: which there are, and a person's choice of them as text.

use std::fmt;
use std::sync::Arc;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// The `Name` tag and the cluster id; always first.
    Cluster,
    /// The state.
    State,
    /// The most severe finding.
    Health,
    /// The HSMs and their states.
    Hsms,
    /// The Availability Zones that have an HSM.
    Zones,
    /// HSM type and mode.
    Type,
    /// The VPC.
    Vpc,
    /// The network type.
    Network,
    /// How long backups are kept.
    Retention,
    /// The newest READY backup.
    LastBackup,
    /// Whether it carries the deletion-protection tag.
    Protected,
    /// The region.
    Region,
    /// When the cluster was created.
    Created,
    /// The connection states of its key stores.
    KeyStores,
    /// When it was last used.
    LastUse,
    /// The value of a tag.
    Tag(Arc<str>),
}

impl Column {
    /// All but [`Column::Cluster`], which always shows, and tags, which there can be many of.
    pub const CHOICE: [Self; 14] = [
        Self::State,
        Self::Health,
        Self::Hsms,
        Self::Zones,
        Self::Type,
        Self::Vpc,
        Self::Network,
        Self::Retention,
        Self::LastBackup,
        Self::Protected,
        Self::Region,
        Self::Created,
        Self::KeyStores,
        Self::LastUse,
    ];

    /// Name in an address and words on screen; a tag has its key for both.
    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Cluster => ("name", "Cluster"),
            Self::State => ("state", "State"),
            Self::Health => ("health", "Health"),
            Self::Hsms => ("hsms", "HSMs"),
            Self::Zones => ("azs", "AZs"),
            Self::Type => ("type", "Type and mode"),
            Self::Vpc => ("vpc", "VPC"),
            Self::Network => ("network", "Network type"),
            Self::Retention => ("retention", "Backup retention"),
            Self::LastBackup => ("backup", "Last backup"),
            Self::Protected => ("protected", "Protected"),
            Self::Region => ("region", "Region"),
            Self::Created => ("created", "Created"),
            Self::KeyStores => ("keystores", "Key stores"),
            Self::LastUse => ("use", "Last use"),
            Self::Tag(_) => ("tag:", "Tag "),
        }
    }

    /// Its title.
    pub fn title(&self) -> String {
        let words = self.words().1;
        match self {
            Self::Tag(key) => [words, key].concat(),
            _ => words.to_owned(),
        }
    }

    /// What the style sheet calls it.
    pub fn class(&self) -> &'static str {
        match self {
            Self::Tag(_) => "tag",
            _ => self.words().0,
        }
    }

    /// How wide it is, in sixteenths of a rem, and whether it takes what room is left: widths don't
    /// depend on what is in the column, so that nothing moves when the filter changes.
    pub fn width(&self) -> (u16, bool) {
        match self {
            Self::Cluster => (200, true),
            Self::Health => (140, true),
            Self::State => (152, false),
            Self::Hsms | Self::Zones => (64, false),
            Self::LastBackup => (106, false),
            Self::Protected => (92, false),
            Self::LastUse | Self::Region | Self::Created | Self::Retention | Self::Network => {
                (112, false)
            }
            Self::Type | Self::KeyStores | Self::Tag(_) => (160, false),
            Self::Vpc => (208, false),
        }
    }

    /// How many hundredths it gets of what a window has beyond 1024 pixels.
    pub fn share(&self) -> u16 {
        match self {
            Self::State => 19,
            Self::Region => 4,
            Self::LastBackup => 3,
            _ => 0,
        }
    }

    /// Only KMS and CloudWatch know it, which are asked when it is needed.
    pub fn is_of_use(&self) -> bool {
        matches!(self, Self::KeyStores | Self::LastUse)
    }

    /// Reads its name in an address.
    pub fn parse(name: &str) -> Option<Self> {
        if let Some(key) = name.strip_prefix("tag:") {
            return (!key.is_empty()).then(|| Self::Tag(key.into()));
        }
        let fixed = [Self::Cluster].into_iter().chain(Self::CHOICE);
        fixed.into_iter().find(|column| column.words().0 == name)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().0)?;
        match self {
            Self::Tag(key) => f.write_str(key),
            _ => Ok(()),
        }
    }
}

/// The columns beside [`Column::Cluster`], in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(pub Vec<Column>);

impl Default for Columns {
    fn default() -> Self {
        use Column::{Health, Hsms, LastBackup, Protected, Region, State, Zones};
        Self(vec![State, Health, Hsms, Zones, LastBackup, Protected, Region])
    }
}

impl Columns {
    /// Reads the text in the address. Names that are no column, or that came before, are left out:
    /// a link of another version still shows what it can.
    pub fn parse(text: &str) -> Self {
        let mut columns: Vec<Column> = Vec::new();
        for column in text.split(',').filter_map(Column::parse) {
            if column != Column::Cluster && !columns.contains(&column) {
                columns.push(column);
            }
        }
        Self(columns)
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, column) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { "," })?;
            column.fmt(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_in_the_address_reads_back() {
        let all =
            Columns([Column::Tag("env:a=b".into())].into_iter().chain(Column::CHOICE).collect());
        for columns in [Columns::default(), all, Columns(Vec::new())] {
            assert_eq!(Columns::parse(&columns.to_string()), columns);
        }
        assert_eq!(Columns::parse("state,shoe-size,state,name,tag:"), Columns(vec![Column::State]));
    }
}
