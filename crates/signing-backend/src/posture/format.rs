//! The formats of the report.

use backend_api::PostureReport;

use super::{csv, html, sarif, text};

/// A format of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostureFormat {
    /// For a terminal.
    Text,
    /// The wire's own shape.
    Json,
    /// A line a finding, for a spreadsheet.
    Csv,
    /// One file to read, print and keep.
    Html,
    /// SARIF 2.1.0, for what collects findings of scanners.
    Sarif,
}

impl PostureFormat {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Text, Self::Json, Self::Csv, Self::Html, Self::Sarif];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Sarif => "sarif",
        }
    }

    /// How the name of a file ends.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            other => other.name(),
        }
    }

    /// The format of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain; charset=utf-8",
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Sarif => "application/sarif+json",
        }
    }

    /// The report in this format.
    pub fn write(self, report: &PostureReport) -> Result<String, serde_json::Error> {
        Ok(match self {
            Self::Text => text::text(report),
            Self::Json => serde_json::to_string_pretty(report)? + "\n",
            Self::Csv => csv::csv(report),
            Self::Html => html::html(report),
            Self::Sarif => serde_json::to_string_pretty(&sarif::sarif(report))? + "\n",
        })
    }
}
