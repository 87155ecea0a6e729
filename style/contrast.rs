//! Every color of `style/tokens.css` in both themes: text can be read on what it stands on, and what
//! is no text can be told from it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("tokens.css");

/// Where text of any color of its column stands: on the page, on what is raised from it or sunken
/// into it, and under a pointer.
const SURFACES: [&str; 4] = ["surface", "surface-raised", "surface-sunken", "surface-hover"];
/// Text on any surface.
const TEXTS: [&str; 4] = ["text", "text-soft", "accent", "accent-strong"];
/// Text of a tone on any surface and on its own tint.
const TONES: [&str; 6] = ["good", "busy", "warn", "bad", "calm", "odd"];
/// Other text, on what it stands on.
const PAIRS: [(&str, &str); 10] = [
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent", "accent-tint"),
    ("text", "accent-tint"),
    ("shell-text", "shell"),
    ("shell-soft", "shell"),
    ("shell-text", "shell-line"),
    ("on-emulator", "emulator"),
    ("on-danger", "danger"),
    ("on-danger", "danger-strong"),
];
/// Borders that tell where a control is, and marks: no text.
const MARKS: [(&str, &str); 4] = [
    ("line-strong", "surface"),
    ("line-strong", "surface-raised"),
    ("emulator", "shell"),
    ("accent", "surface"),
];

#[derive(Clone, Copy)]
struct Light([f64; 3]);

/// `oklch(46% 0.16 264)` as light of the screen (CSS Color 4, section 10; Ottosson's Oklab).
#[allow(clippy::many_single_char_names)] // The names that the specification gives them.
fn oklch(text: &str) -> Light {
    let inner = text.strip_prefix("oklch(").and_then(|it| it.strip_suffix(')')).expect(text);
    let parts: Vec<f64> = inner
        .split_whitespace()
        .map(|part| match part.strip_suffix('%') {
            Some(percent) => percent.parse::<f64>().expect(text) / 100.0,
            None => part.parse().expect(text),
        })
        .collect();
    let [lightness, chroma, hue] = parts[..] else { panic!("{text}") };
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    Light([
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
    ])
}

impl Light {
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| part.clamp(0.0, 1.0));
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        (a / b).max(b / a)
    }
}

/// The colors of the two themes by name: light, dark.
fn themes() -> BTreeMap<String, [Light; 2]> {
    let hue = TOKENS.split_once("--hue: ").and_then(|(_, rest)| rest.split_once(';')).unwrap().0;
    let tokens = TOKENS.replace("var(--hue)", hue);
    let mut colors = BTreeMap::new();
    for line in tokens.lines() {
        let Some((name, value)) = line.trim().strip_prefix("--").and_then(|it| it.split_once(": "))
        else {
            continue;
        };
        let value = value.trim_end_matches(';');
        let themes = match value.strip_prefix("light-dark(").and_then(|it| it.strip_suffix(')')) {
            Some(both) => {
                let (light, dark) = both.split_once("), ").expect(line);
                [oklch(&format!("{light})")), oklch(dark)]
            }
            None if value.starts_with("oklch(") => [oklch(value); 2],
            None => continue,
        };
        colors.insert(name.to_owned(), themes);
    }
    colors
}

fn pairs() -> Vec<(String, String, f64)> {
    let mut pairs = Vec::new();
    let mut add = |text: &str, ground: &str, least: f64| {
        pairs.push((text.to_owned(), ground.to_owned(), least));
    };
    for ground in SURFACES {
        for text in TEXTS.iter().chain(&TONES) {
            add(text, ground, 4.5);
        }
    }
    for tone in TONES {
        let tint = format!("{tone}-tint");
        for text in ["text", tone] {
            add(text, &tint, 4.5);
        }
    }
    // Words of a notice, and links in it.
    for tint in ["busy-tint", "warn-tint", "bad-tint", "good-tint"] {
        for text in ["text-soft", "accent"] {
            add(text, tint, 4.5);
        }
    }
    for (text, ground) in PAIRS {
        add(text, ground, 4.5);
    }
    for (mark, ground) in MARKS {
        add(mark, ground, 3.0);
    }
    pairs
}

#[test]
fn known_colors_have_their_known_contrast() {
    let black_on_white = oklch("oklch(0% 0 0)").contrast(oklch("oklch(100% 0 0)"));
    assert!((black_on_white - 21.0).abs() < 0.01, "{black_on_white}");
    // #b00020 on white, by any other tool: 7.33.
    let red = oklch("oklch(47.83% 0.1917 22.46)").contrast(oklch("oklch(100% 0 0)"));
    assert!((red - 7.33).abs() < 0.1, "{red}");
}

#[test]
fn every_text_can_be_read_and_every_mark_be_seen() {
    let colors = themes();
    let mut faint = Vec::new();
    for (text, ground, least) in pairs() {
        let [front, back] = [&text, &ground].map(|name| colors.get(name).expect(name));
        for (theme, name) in ["light", "dark"].into_iter().enumerate() {
            let contrast = front[theme].contrast(back[theme]);
            if contrast < least {
                faint.push(format!("{text} on {ground}, {name}: {contrast:.2} of {least}"));
            }
        }
    }
    assert!(faint.is_empty(), "{faint:#?}");
}

#[test]
fn every_color_is_compared_with_something() {
    let pairs = pairs();
    // Lines that part things and tell nothing, and light that is cast.
    let quiet = ["line", "warn-line", "bad-line"];
    for name in themes().keys() {
        let compared = pairs.iter().any(|(text, ground, _)| text == name || ground == name);
        assert!(compared || quiet.contains(&name.as_str()), "{name}");
    }
}
