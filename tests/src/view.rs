//! The window that a page is seen in, and the colors that the person prefers.

/// Which colors the person prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The window that a page is seen in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// CSS pixels.
    pub width: u32,
    /// CSS pixels.
    pub height: u32,
    /// The preferred colors.
    pub scheme: Scheme,
}

impl View {
    /// A laptop.
    pub const DESKTOP: Self = Self { width: 1440, height: 900, scheme: Scheme::Light };
    /// Half of a wide screen, or a tablet.
    pub const NARROW: Self = Self { width: 1024, height: 768, scheme: Scheme::Light };
    /// A phone.
    pub const PHONE: Self = Self { width: 390, height: 844, scheme: Scheme::Light };

    /// The same window with other colors.
    #[must_use]
    pub fn scheme(self, scheme: Scheme) -> Self {
        Self { scheme, ..self }
    }
}
