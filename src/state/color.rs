//! Colors that a person chose, and text that can be read on them (WCAG 2.2, contrast).

/// A color of the screen, as six hexadecimal digits write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color([u8; 3]);

impl Color {
    /// Reads `#b00020`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|it| it.len() == 6)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// How bright it is to an eye, 0 to 1.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| linear(f64::from(part) / 255.0));
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Black or white: the one that can be read on it. One of them always can: at least 4.5 to 1.
    pub fn text(self) -> &'static str {
        // Here both have a contrast of 4.58.
        if self.luminance() > 0.179 { "#000" } else { "#fff" }
    }
}

/// Light from a value of sRGB. The power of 2.4 by square roots, which WebAssembly has: 0.4 is 1/4 +
/// 1/8 + 1/64 + 1/128 and a little. The general power would weigh kilobytes.
fn linear(part: f64) -> f64 {
    if part <= 0.04045 {
        return part / 12.92;
    }
    let x = (part + 0.055) / 1.055;
    let quarter = x.sqrt().sqrt();
    let eighth = quarter.sqrt();
    let sixty_fourth = eighth.sqrt().sqrt().sqrt();
    x * x * quarter * eighth * sixty_fourth * sixty_fourth.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_six_digits_are_a_color() {
        assert_eq!(Color::parse("#b00020"), Some(Color([0xb0, 0, 0x20])));
        assert_eq!(Color::parse("#FFFFFF"), Some(Color([255; 3])));
        for odd in ["", "#", "b00020", "#b0002", "#b000200", "#b0002g", "#+12345", "red", "#ééé"]
        {
            assert_eq!(Color::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_text_on_any_color_can_be_read() {
        let exact = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        for red in (0..=255).step_by(5) {
            for green in (0..=255).step_by(5) {
                for blue in (0..=255).step_by(5) {
                    let light = 0.2126 * exact(red) + 0.7152 * exact(green) + 0.0722 * exact(blue);
                    let contrast = match Color([red, green, blue]).text() {
                        "#000" => (light + 0.05) / 0.05,
                        _ => 1.05 / (light + 0.05),
                    };
                    assert!(contrast >= 4.5, "#{red:02x}{green:02x}{blue:02x}: {contrast}");
                }
            }
        }
    }
}
